// /admin/staff: who works here and as what, with the ways to another role, and the form that gives one.
import type { listStaff } from '../../accounts/change-role.ts'
import { STAFF_ROLES, type StaffRole } from '../../accounts/core/role-change.ts'
import { Empty, PageHead, Panel } from '../kit/components/card.tsx'
import { Expander } from '../kit/components/expander.tsx'
import { Field, Form, FormError } from '../kit/components/form.tsx'
import { StateWord } from '../kit/components/state-word.tsx'
import { Time } from '../kit/components/time.tsx'

export type StaffRow = Awaited<ReturnType<typeof listStaff>>[number]

export interface StaffValues {
  email: string
  role: StaffRole
}

interface StaffViewProps {
  csrf: string
  /** The account of who looks. */
  viewer: string
  staff: StaffRow[]
  /** What stopped a change in the list; null: nothing. */
  listError: string | null
  form: { values: StaffValues; error: string | null }
}

export function StaffView({ csrf, viewer, staff, listError, form }: StaffViewProps) {
  const others = staff.filter(({ id }) => id !== viewer)
  return (
    <>
      <PageHead
        title="Staff"
        lead="Who works here, and as what. Each change is mailed to whom it is about and to every owner."
        back={{ href: '/admin', label: 'Overview' }}
      />
      <div class="grid items-start gap-5 lg:grid-cols-[1.7fr_1fr]">
        <Panel title="Who works here" class="min-w-0">
          <FormError text={listError ?? undefined} />
          <ul class="divide-y divide-base-300">
            {staff.map((one) => (
              <Person key={one.id} csrf={csrf} isViewer={one.id === viewer} person={one} />
            ))}
          </ul>
          {others.length === 0 && (
            <Empty icon="people" title="Nobody works here but you">
              Give somebody a role. A second owner approves large refunds, and is there when one leaves.
            </Empty>
          )}
        </Panel>
        <GiveRole csrf={csrf} {...form} />
      </div>
    </>
  )
}

const NAMES: Record<StaffRole, string> = { support: 'Support', owner: 'Owner' }

function Person({ csrf, isViewer, person }: { csrf: string; isViewer: boolean; person: StaffRow }) {
  return (
    <li class="grid gap-2 py-4">
      <p class="font-semibold">
        <a class="link wrap-anywhere" href={`/admin/customers/${person.id}`}>
          {person.email}
        </a>
        {isViewer && <span class="font-normal text-soft"> (you)</span>}
      </p>
      <div class="flex flex-wrap items-center gap-2">
        <StateWord tone="info" icon={person.role === 'owner' ? 'key' : 'person'} word={NAMES[person.role]} />
        <StateWord {...factorWord(person)} />
        {person.bannedAt && <StateWord tone="bad" icon="ban" word="Banned" />}
      </div>
      <p class="text-sm text-soft">
        In this role since <Time at={person.since} />
      </p>
      <Changes csrf={csrf} isViewer={isViewer} person={person} />
    </li>
  )
}

function factorWord({ isSetUp, hasSecondFactor }: StaffRow) {
  if (!isSetUp) return { tone: 'wait' as const, word: 'Has chosen no password yet' }
  return hasSecondFactor
    ? { tone: 'good' as const, word: 'Second factor' }
    : { tone: 'wait' as const, word: 'No second factor yet' }
}

const MEANS: Record<StaffRole, string> = {
  support: 'Support sees customers and answers them, and decides nothing about money or staff.',
  owner: 'An owner may do everything here: pay out, refund, and say who works here.',
}

function Changes({ csrf, isViewer, person }: { csrf: string; isViewer: boolean; person: StaffRow }) {
  const action = `/admin/staff/${person.id}`
  const next = person.role === 'support' ? 'owner' : 'support'
  return (
    <Expander summary="Change role" about={person.email} icon="key">
      <p class="mb-4 text-sm">
        {isViewer ? 'You are' : 'They are'} logged out everywhere and told by mail, and API keys of the account open
        nothing any more.
      </p>
      <div class="grid gap-5 sm:grid-cols-2">
        <Form action={action} csrf={csrf} class="grid content-between gap-3">
          <input type="hidden" name="role" value={next} />
          <p class="text-sm text-soft">{MEANS[next]}</p>
          <div>
            <button type="submit" class="btn h-11">
              Make {next}
              <span class="sr-only">: {person.email}</span>
            </button>
          </div>
        </Form>
        <Form action={`${action}/removal`} csrf={csrf} class="grid content-between gap-3">
          <p class="text-sm text-soft">Without a role the account stays that of a customer.</p>
          <div>
            <button type="submit" class="btn h-11 btn-outline btn-error">
              Take the role away
              <span class="sr-only">: {person.email}</span>
            </button>
          </div>
        </Form>
      </div>
    </Expander>
  )
}

const MAY: Record<StaffRole, string> = {
  support: 'sees customers, answers tickets, asks for refunds',
  owner: 'may do everything, this page too',
}

function GiveRole({ csrf, values, error }: { csrf: string } & StaffViewProps['form']) {
  return (
    <Panel title="Give a role" lead="To an account that has confirmed its address. They log in anew, in two steps.">
      <Form action="/admin/staff" csrf={csrf} class="grid gap-4">
        <FormError text={error ?? undefined} />
        <Field name="email" label="E-mail address of the account" type="email" value={values.email} maxLength={254} />
        <fieldset class="grid gap-2">
          <legend class="mb-1 text-sm font-semibold">Role</legend>
          {STAFF_ROLES.map((role) => (
            <label key={role} class="flex min-h-8 items-start gap-2">
              <input
                type="radio"
                class="radio mt-0.5 radio-sm"
                name="role"
                value={role}
                checked={values.role === role}
              />
              <span>
                {NAMES[role]}
                <span class="block text-sm text-soft">{MAY[role]}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <div>
          <button type="submit" class="btn btn-primary h-11">
            Give role
          </button>
        </div>
      </Form>
    </Panel>
  )
}
