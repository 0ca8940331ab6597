// /account/passkeys: those there are, and another one.
import type { Role } from '../../db/schema.ts'
import { Empty, PageHead, Panel } from '../kit/components/card.tsx'
import { Field, Form, FormError } from '../kit/components/form.tsx'
import { OwnSecret } from '../kit/components/own-secret.tsx'
import { PasskeyForm } from '../kit/components/passkey-form.tsx'
import { Ago, Time } from '../kit/components/time.tsx'
import { ConfirmAddressPanel } from './confirm-address-view.tsx'

interface PasskeyRow {
  id: string
  name: string
  createdAt: Date
  lastUsedAt: Date | null
  /** Without it the account has no second factor. */
  isLastFactor: boolean
}

export interface PasskeysViewProps {
  csrf: string
  now: Date
  role: Role
  email: string
  isAnonymous: boolean
  passkeys: PasskeyRow[]
  codesLeft: number
  /** What adding one asks for first. */
  adding: 'address' | 'password' | 'step-up' | 'now'
  error: string | null
}

const PATH = '/account/passkeys'

export function PasskeysView(props: PasskeysViewProps) {
  const { csrf, isAnonymous, passkeys, codesLeft, error } = props
  return (
    <>
      <PageHead
        title="Passkeys"
        lead="Log in with your fingerprint, face or device PIN. A passkey works on this site alone, so nobody can trick you out of it."
        back={{ href: '/account', label: 'Account' }}
      />
      <div class="grid max-w-2xl gap-5">
        <FormError text={error ?? undefined} />
        <Panel
          title="Your passkeys"
          lead={`Once you have one, ${isAnonymous ? 'the account number' : 'a password'} alone opens nothing any more.`}
        >
          {passkeys.length === 0 ? (
            <Empty icon="key" title="None yet">
              Add the one of this device below.
            </Empty>
          ) : (
            <ul class="divide-y divide-base-300">
              {passkeys.map((passkey) => (
                <Row key={passkey.id} {...props} passkey={passkey} />
              ))}
            </ul>
          )}
        </Panel>
        <AddPanel {...props} />
        {passkeys.length > 0 && (
          <Panel title="Recovery codes" lead={`${codesLeft} left. They let you in when the device is lost.`}>
            <Form action="/account/recovery-codes" csrf={csrf}>
              <button type="submit" class="btn">
                Make new recovery codes
              </button>
            </Form>
          </Panel>
        )}
      </div>
    </>
  )
}

function Row({ csrf, now, role, isAnonymous, passkey }: PasskeysViewProps & { passkey: PasskeyRow }) {
  const { id, name, createdAt, lastUsedAt, isLastFactor } = passkey
  return (
    <li class="grid gap-3 py-4">
      <div>
        <p class="font-semibold wrap-anywhere">{name}</p>
        <p class="text-sm text-soft">
          Added <Time at={createdAt} />, used <Ago at={lastUsedAt} now={now} />
        </p>
      </div>
      <details>
        <summary class="link cursor-pointer py-1 text-sm">Rename or remove {name}</summary>
        <div class="mt-3 grid gap-5">
          <Form action={`${PATH}/${id}/name`} csrf={csrf} class="grid gap-3" label={`Name of ${name}`}>
            <Field name="name" idPrefix={`${id}-`} label="Name" value={name} maxLength={40} />
            <button type="submit" class="btn justify-self-start">
              Rename
            </button>
          </Form>
          {isLastFactor && role !== 'customer' ? (
            <p class="text-sm text-soft">Staff keep a second factor. To remove this one, add another first.</p>
          ) : (
            <Form action={`${PATH}/${id}/removal`} csrf={csrf} class="grid gap-3" label={`Removal of ${name}`}>
              {isLastFactor && (
                <OwnSecret
                  isAnonymous={isAnonymous}
                  idPrefix={`${id}-`}
                  hint="It will be all that is asked for, so it needs at least 15 characters."
                />
              )}
              <button type="submit" class="btn justify-self-start">
                Remove
              </button>
            </Form>
          )}
        </div>
      </details>
    </li>
  )
}

function AddPanel({ csrf, email, isAnonymous, adding }: PasskeysViewProps) {
  if (adding === 'address') return <ConfirmAddressPanel csrf={csrf} email={email} first="add a passkey" />
  return (
    <Panel title="Add a passkey" lead="Of this device, of your phone, or of a security key.">
      {adding === 'step-up' ? (
        <a class="btn" href={`/step-up?next=${encodeURIComponent(PATH)}`}>
          Confirm first that it is you
        </a>
      ) : (
        <>
          <p data-no-passkey class="text-soft">
            Here your browser cannot make one: it needs scripts, a current browser, and a site with a name and a secure
            connection.
          </p>
          <PasskeyForm action={PATH} csrf={csrf} kind="create" label="Add a passkey" look="btn-primary">
            <Field name="name" label="Name" value="My device" hint="To know it again." maxLength={40} />
            {adding === 'password' && <OwnSecret isAnonymous={isAnonymous} />}
          </PasskeyForm>
        </>
      )}
    </Panel>
  )
}
