// /admin/rehearsal: the clock and the outside world in the owner's hand, and what followed from the last step.
import type { Due } from '../../ops/core/due.ts'
import type { Happened } from '../../ops/rehearsal-happened.ts'
import { Empty, PageHead, Panel } from '../kit/components/card.tsx'
import { Form, FormError } from '../kit/components/form.tsx'
import { Time, formatInstant } from '../kit/components/time.tsx'
import { Icon } from '../kit/icons.tsx'
import { HappenedList } from './rehearsal-happened-view.tsx'
import { ScenePicker } from './rehearsal-scene-view.tsx'

export interface RehearsalViewProps {
  csrf: string
  error: string | null
  /** By the clock that is moved. */
  now: Date
  isMovable: boolean
  /** Soonest first. */
  due: (Due & { email: string | null })[]
  customers: { id: string; email: string }[]
  /** Null: no step was taken yet. */
  step: { since: Date; happened: Happened[] } | null
}

const WORDS: Record<Due['what'], string> = {
  'trial-notice': 'A trial ends in three days: the customer is told',
  'trial-end': 'A trial ends',
  renewal: 'A plan renews; the card is charged an hour later',
  cancel: 'A cancelled plan ends',
  collection: 'An invoice is charged',
  retry: 'A failed payment is tried again',
  settlement: 'A pending payment arrives or fails',
  refund: 'A refund becomes final',
  dispute: 'A payment is disputed',
  'grace-end': 'The days of grace end: access is cut off',
  'access-end': 'Paid time ends',
  'grant-end': 'Granted time ends',
}

export function RehearsalView({ csrf, error, now, isMovable, due, customers, step }: RehearsalViewProps) {
  return (
    <>
      <PageHead
        title="Rehearsal"
        lead="Play your shop through before the first customer comes: move the time, let cards fail, and see what follows. No money moves."
        back={{ href: '/admin', label: 'Overview' }}
      />
      <div class="grid gap-5">
        <FormError text={error ?? undefined} />
        <div class="grid gap-5 lg:grid-cols-2">
          <Panel title="Time" lead="Of the shop and of the simulated Stripe, together">
            <p class="text-2xl font-extrabold tracking-tight">
              <Time at={now} />
            </p>
            {isMovable ? <Moves csrf={csrf} next={due[0]} /> : <NotMovable />}
          </Panel>
          <Panel title="The outside world" lead="What bank and cardholder do to one customer">
            <ScenePicker csrf={csrf} customers={customers} />
          </Panel>
        </div>
        <Panel title="What happened" lead={step ? <Since at={step.since} /> : undefined}>
          {step ? (
            <HappenedList happened={step.happened} />
          ) : (
            <Empty icon="clock" title="No step was taken yet">
              Move the time or play something: everything that follows is listed here.
            </Empty>
          )}
        </Panel>
        <Panel title="What comes next" lead="By time alone, soonest first">
          <DueList due={due} />
        </Panel>
      </div>
    </>
  )
}

function Since({ at }: { at: Date }) {
  return (
    <>
      Since the last step, which began at <Time at={at} />. Newest first.
    </>
  )
}

const STEPS = [
  ['hour', 'An hour on'],
  ['day', 'A day on'],
  ['month', 'A month on'],
] as const

function Moves({ csrf, next }: { csrf: string; next: Due | undefined }) {
  return (
    <Form action="/admin/rehearsal/time" csrf={csrf} class="mt-4 grid gap-3">
      <div class="flex flex-wrap gap-2">
        {STEPS.map(([step, label]) => (
          <button key={step} type="submit" name="step" value={step} class="btn">
            {label}
          </button>
        ))}
      </div>
      {next && (
        <div class="grid gap-1.5">
          <button type="submit" name="step" value="next" class="btn w-full btn-primary sm:w-fit">
            <Icon name="clock" class="size-4" />
            To what comes next
          </button>
          <p class="text-sm text-soft">
            {WORDS[next.what]}: {formatInstant(next.at)}.
          </p>
        </div>
      )}
      <p class="text-sm text-soft">
        The answer comes when all that followed is done, within half a minute. Customers who are logged in are logged
        out by it, as they would be after so long; you are not.
      </p>
    </Form>
  )
}

function NotMovable() {
  return (
    <p class="mt-4 max-w-prose text-soft">
      This clock cannot be moved. Start the demo with <code>npm start</code>, or set <code>TURNPIKE_CLOCK</code> to the
      path of a file that every process of this installation reads, and start them again.
    </p>
  )
}

function DueList({ due }: Pick<RehearsalViewProps, 'due'>) {
  if (due.length === 0)
    return (
      <Empty icon="clock" title="Nothing is due">
        Open the shop as a customer and buy a plan or begin a trial; then there is something for time to change.
      </Empty>
    )
  return (
    <ol class="divide-y divide-base-300">
      {due.map((one) => (
        <li key={`${one.at.toISOString()} ${one.what} ${one.account ?? ''}`} class="grid gap-0.5 py-3">
          <span class="font-semibold">{WORDS[one.what]}</span>
          <span class="text-sm text-soft">
            <Time at={one.at} />
          </span>
          {one.account !== null && (
            <a class="link text-sm wrap-anywhere" href={`/admin/customers/${encodeURIComponent(one.account)}`}>
              {one.email ?? 'Customer'}
            </a>
          )}
        </li>
      ))}
    </ol>
  )
}
