// /account/api-keys: keys for programs. One that was just made is shown this once.
import { LIFETIMES, type Scope } from '../../accounts/core/api-key.ts'
import { Facts, PageHead, Panel } from '../kit/components/card.tsx'
import { CopyText } from '../kit/components/copy-text.tsx'
import { Field, Form, FormError } from '../kit/components/form.tsx'
import { OwnSecret } from '../kit/components/own-secret.tsx'
import { StateWord } from '../kit/components/state-word.tsx'
import { Time } from '../kit/components/time.tsx'
import { ConfirmAddressPanel } from './confirm-address-view.tsx'

interface KeyRow {
  id: string
  name: string
  scopes: string[]
  createdAt: Date
  expiresAt: Date
  /** A day such as 2026-11-24. */
  lastUsedOn: string | null
  isLive: boolean
}

export interface ApiKeysViewProps {
  csrf: string
  email: string
  isAnonymous: boolean
  keys: KeyRow[]
  /** What a key of this account may be given. */
  scopes: Scope[]
  /** How one proves oneself to make a key; `step-up`: a code has to be given first, elsewhere; `address`: the address has to be proved. */
  proof: 'address' | 'password' | 'step-up' | 'given'
  values: { name: string; days: number; scopes: readonly string[] }
  error: string | null
  /** The key that was just made. */
  made: string | null
}

const RIGHTS: Record<Scope, string> = {
  'account:read': 'Read the account',
  'devices:read': 'Read devices',
  'devices:write': 'Add, rename and remove devices, make profiles',
  'billing:read': 'Read access and payments',
  'staff:read': 'Read what staff see: customers, nodes, reports',
}
const DAYS: Record<(typeof LIFETIMES)[number], string> = { 30: '30 days', 90: '90 days', 365: 'One year' }

export function ApiKeysView(props: ApiKeysViewProps) {
  return (
    <>
      <PageHead
        title="API keys"
        lead="For programs that act for you. The document at /api/v1/openapi.json lists what they can ask for."
        back={{ href: '/account', label: 'Account' }}
      />
      <div class="grid max-w-2xl gap-5">
        {props.made && (
          <Panel title="Your new key" lead="It is shown this once. Keep it as you keep a password.">
            <CopyText id="new-key" label="API key" text={props.made} />
          </Panel>
        )}
        <NewKeyPanel {...props} />
        <Panel title="Your keys" lead="A key ends on its day, or at once when you revoke it.">
          {props.keys.length === 0 ? (
            <p class="text-soft">You have none.</p>
          ) : (
            <ul class="divide-y divide-base-300">
              {props.keys.map((key) => (
                <KeyItem key={key.id} csrf={props.csrf} of={key} />
              ))}
            </ul>
          )}
        </Panel>
      </div>
    </>
  )
}

function NewKeyPanel({ csrf, email, isAnonymous, scopes, proof, values, error }: ApiKeysViewProps) {
  if (proof === 'address') return <ConfirmAddressPanel csrf={csrf} email={email} first="make a key" />
  if (proof === 'step-up') {
    return (
      <Panel title="Make a key" lead="To make one, give a code of your authenticator app first.">
        <a href="/step-up?next=%2Faccount%2Fapi-keys" class="btn btn-primary">
          Confirm that it is you
        </a>
      </Panel>
    )
  }
  return (
    <Panel title="Make a key" lead="Give it no more rights than its program needs.">
      <Form action="/account/api-keys" csrf={csrf} class="grid gap-4">
        <FormError text={error ?? undefined} />
        <Field name="name" label="Name" value={values.name} hint="Which program it is for." maxLength={40} />
        <fieldset class="grid gap-1">
          <legend class="mb-1 text-sm font-semibold">Rights</legend>
          {scopes.map((scope) => (
            <label key={scope} class="flex items-center gap-3 py-1.5">
              <input type="checkbox" class="checkbox" name={scope} checked={values.scopes.includes(scope)} />
              <span>{RIGHTS[scope]}</span>
            </label>
          ))}
        </fieldset>
        <div class="grid gap-1.5">
          <label for="days" class="text-sm font-semibold">
            It lasts
          </label>
          <select id="days" name="days" class="select w-full">
            {LIFETIMES.map((days) => (
              <option key={days} value={String(days)} selected={days === values.days}>
                {DAYS[days]}
              </option>
            ))}
          </select>
        </div>
        {proof === 'password' && <OwnSecret isAnonymous={isAnonymous} />}
        <div>
          <button type="submit" class="btn btn-primary">
            Make a key
          </button>
        </div>
      </Form>
    </Panel>
  )
}

function KeyItem({ csrf, of: key }: { csrf: string; of: KeyRow }) {
  return (
    <li class="grid gap-3 py-4">
      <div class="flex flex-wrap items-center justify-between gap-3">
        <p class="min-w-0 font-semibold wrap-anywhere">{key.name}</p>
        {key.isLive ? <StateWord tone="good" word="Works" /> : <StateWord tone="off" word="Ended" />}
      </div>
      <Facts
        of={[
          ['Rights', key.scopes.join(', ')],
          ['Made', <Time key="made" at={key.createdAt} />],
          ['Ends', <Time key="ends" at={key.expiresAt} />],
          ['Last used on', key.lastUsedOn ?? 'never'],
        ]}
      />
      <Form action={`/account/api-keys/${key.id}/revocation`} csrf={csrf} label={`Revoke ${key.name}`}>
        <button type="submit" class="btn">
          Revoke
        </button>
      </Form>
    </li>
  )
}
