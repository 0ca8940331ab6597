// /account: address, password, two-step log-in, API keys, and where one is logged in.
import { Facts, PageHead, Panel } from '../kit/components/card.tsx'
import { Field, Form, FormError, type Errors } from '../kit/components/form.tsx'
import { StateWord } from '../kit/components/state-word.tsx'
import { Ago, Time } from '../kit/components/time.tsx'

export interface SessionRow {
  /** Names the session in a form; not its secret. */
  id: string
  createdAt: Date
  lastSeenAt: Date
  /** Such as "Firefox on Windows". */
  device: string | null
  /** The one that looks at this page. */
  isCurrent: boolean
}

export interface AccountViewProps {
  csrf: string
  now: Date
  email: string
  emailVerified: boolean
  isAnonymous: boolean
  createdAt: Date
  factors: { hasApp: boolean; passkeys: number }
  sessions: SessionRow[]
  errors: Errors<'current' | 'password'>
}

export function AccountView(props: AccountViewProps) {
  return (
    <>
      <PageHead title="Account" />
      <div class="grid items-start gap-5 lg:grid-cols-2">
        <div class="grid gap-5">
          {props.isAnonymous ? <NumberPanel {...props} /> : <EmailPanel {...props} />}
          <SessionsPanel {...props} />
        </div>
        <div class="grid gap-5">
          {!props.isAnonymous && <PasswordPanel {...props} />}
          <PasskeysPanel count={props.factors.passkeys} />
          <SecondFactorPanel isOn={props.factors.hasApp} isAnonymous={props.isAnonymous} />
          <ApiKeysPanel />
          <OwnDataPanel />
        </div>
      </div>
    </>
  )
}

function NumberPanel({ createdAt }: AccountViewProps) {
  return (
    <Panel title="Account number" action={<StateWord tone="off" word="No e-mail" />}>
      <Facts of={[['Customer since', <Time key="since" at={createdAt} />]]} />
      <p class="mt-4 text-soft">
        Your number is the only key to this account. It is shown nowhere, and nobody can restore it. With two-step
        log-in or a passkey, one who finds it cannot come in by it alone.
      </p>
    </Panel>
  )
}

function EmailPanel({ csrf, email, emailVerified, createdAt }: AccountViewProps) {
  return (
    <Panel
      title="E-mail address"
      action={
        emailVerified ? <StateWord tone="good" word="Confirmed" /> : <StateWord tone="wait" word="Not confirmed" />
      }
    >
      <Facts
        of={[
          ['Address', email],
          ['Customer since', <Time key="since" at={createdAt} />],
        ]}
      />
      <a href="/account/email" class="btn mt-4">
        Change the address
      </a>
      {!emailVerified && (
        <Form action="/verification-mails" csrf={csrf} class="mt-4">
          <button type="submit" class="btn">
            Send the mail again
          </button>
        </Form>
      )}
    </Panel>
  )
}

function PasswordPanel({ csrf, email, errors, factors }: AccountViewProps) {
  const shortest = factors.hasApp || factors.passkeys > 0 ? 8 : 15
  return (
    <Panel title="Password" lead="Changing it logs out every other place.">
      <Form action="/account/password" csrf={csrf} class="grid gap-4">
        <FormError text={errors.form} />
        {/* For password managers: whose password this is. */}
        <input type="text" name="username" value={email} autocomplete="username" readOnly hidden />
        <Field
          name="current"
          label="Current password"
          type="password"
          error={errors.current}
          autocomplete="current-password"
        />
        <Field
          name="password"
          label="New password"
          type="password"
          error={errors.password}
          hint={`At least ${shortest} characters.`}
          autocomplete="new-password"
          minLength={shortest}
          maxLength={256}
        />
        <div>
          <button type="submit" class="btn btn-primary">
            Change password
          </button>
        </div>
      </Form>
    </Panel>
  )
}

function PasskeysPanel({ count }: { count: number }) {
  return (
    <Panel
      title="Passkeys"
      lead="Log in with fingerprint, face or device PIN."
      action={count > 0 ? <StateWord tone="good" word="On" /> : <StateWord tone="off" word="None" />}
    >
      <a href="/account/passkeys" class="btn">
        {count > 0 ? 'Your passkeys' : 'Add one'}
      </a>
    </Panel>
  )
}

function SecondFactorPanel({ isOn, isAnonymous }: { isOn: boolean; isAnonymous: boolean }) {
  return (
    <Panel
      title="Two-step log-in"
      lead={`A code from an app on your phone, beside the ${isAnonymous ? 'account number' : 'password'}.`}
      action={isOn ? <StateWord tone="good" word="On" /> : <StateWord tone="off" word="Off" />}
    >
      <a href="/account/second-factor" class="btn">
        {isOn ? 'Recovery codes and more' : 'Switch it on'}
      </a>
    </Panel>
  )
}

function ApiKeysPanel() {
  return (
    <Panel title="API keys" lead="For programs that look after your devices.">
      <a href="/account/api-keys" class="btn">
        Keys
      </a>
    </Panel>
  )
}

function OwnDataPanel() {
  return (
    <Panel title="Your data" lead="Everything that we keep about you, and the end of it.">
      <div class="flex flex-wrap gap-3">
        <a href="/account/data" class="btn">
          Download it
        </a>
        <a href="/account/deletion" class="btn">
          Delete the account
        </a>
      </div>
    </Panel>
  )
}

function SessionsPanel({ csrf, now, sessions }: AccountViewProps) {
  return (
    <Panel
      title="Where you are logged in"
      lead="We keep no addresses and no versions: only the kind of browser, and times. To log one out we may ask once more who you are."
    >
      <ul class="divide-y divide-base-300">
        {sessions.map((session) => (
          <li key={session.id} class="flex flex-wrap items-center justify-between gap-3 py-3">
            <div class="min-w-0">
              <p class="font-semibold">
                {session.device ?? 'A browser'}
                {session.isCurrent && ' (this one)'}, seen <Ago at={session.lastSeenAt} now={now} />
              </p>
              <p class="text-sm text-soft">
                Logged in <Time at={session.createdAt} />
              </p>
            </div>
            {session.isCurrent ? (
              <StateWord tone="good" word="In use" />
            ) : (
              <Form
                action="/account/sessions/end"
                csrf={csrf}
                label={`Session seen ${session.lastSeenAt.toISOString()}`}
              >
                <input type="hidden" name="session" value={session.id} />
                <button type="submit" class="btn btn-sm h-10">
                  Log out
                </button>
              </Form>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <Form action="/account/sessions/end-others" csrf={csrf} class="mt-3">
          <button type="submit" class="btn">
            Log out everywhere else
          </button>
        </Form>
      )}
    </Panel>
  )
}
