// /account/second-factor when it is off: scan, type the code, done. Beside a passkey one gives that first.
import type { Role } from '../../db/schema.ts'
import { PageHead, Panel } from '../kit/components/card.tsx'
import { CopyText } from '../kit/components/copy-text.tsx'
import { Field, Form, FormError } from '../kit/components/form.tsx'
import { OwnSecret } from '../kit/components/own-secret.tsx'
import { QrCode } from '../kit/components/qr-code.tsx'
import { ConfirmAddressPanel } from './confirm-address-view.tsx'

export interface EnrolViewProps {
  csrf: string
  role: Role
  /** Whether nothing else answers before. */
  isRequired: boolean
  isAnonymous: boolean
  /** The address that has to be confirmed first; null: it is. */
  unproven: string | null
  /** Null: the account has a passkey, which has to be given first, elsewhere. */
  offer: Offer | null
  error: string | null
}

interface Offer {
  link: string
  secret: string
  sealed: string
}

export function EnrolView(props: EnrolViewProps) {
  const { csrf, role, isRequired, isAnonymous, unproven, offer, error } = props
  return (
    <>
      <PageHead
        title="Two-step log-in"
        lead={
          role === 'customer'
            ? `A stolen ${isAnonymous ? 'account number' : 'password'} alone will open nothing any more.${isRequired ? ' Set it up to go on.' : ''}`
            : 'Whoever looks after customers and money logs in in two steps. Set it up to go on.'
        }
      />
      {unproven !== null ? (
        <ConfirmAddressPanel csrf={csrf} email={unproven} first="switch it on" />
      ) : offer === null ? (
        <StepUpPanel error={error} />
      ) : (
        <Steps {...{ csrf, isAnonymous, offer, error }} />
      )}
      {unproven === null && (
        <p class="mt-5 text-sm">
          Rather without an app?{' '}
          <a class="link font-semibold" href="/account/passkeys">
            Use a passkey
          </a>
        </p>
      )}
    </>
  )
}

function StepUpPanel({ error }: Pick<EnrolViewProps, 'error'>) {
  return (
    <Panel title="Confirm first" lead="Your account has a passkey: use it once more before you add an app.">
      <FormError text={error ?? undefined} />
      <a href="/step-up?next=%2Faccount%2Fsecond-factor" class="btn btn-primary">
        Confirm that it is you
      </a>
    </Panel>
  )
}

function Steps({
  csrf,
  isAnonymous,
  offer,
  error,
}: Pick<EnrolViewProps, 'csrf' | 'isAnonymous' | 'error'> & { offer: Offer }) {
  return (
    <div class="grid items-start gap-5 lg:grid-cols-2">
      <Panel title="1. Scan" lead="With any authenticator app on your phone.">
        <div class="grid gap-4">
          <QrCode text={offer.link} label="QR code for the authenticator app" />
          <CopyText id="secret" label="Or type this key" text={offer.secret} />
        </div>
      </Panel>
      <Panel
        title="2. Type the code"
        lead={`Six digits, new every half minute, and your ${isAnonymous ? 'account number' : 'password'}.`}
      >
        <Form action="/account/second-factor" csrf={csrf} class="grid gap-4">
          <FormError text={error ?? undefined} />
          <input type="hidden" name="sealed" value={offer.sealed} />
          <Field name="code" label="Code" autocomplete="one-time-code" maxLength={10} />
          <OwnSecret isAnonymous={isAnonymous} />
          <div>
            <button type="submit" class="btn btn-primary h-11">
              Switch on
            </button>
          </div>
        </Form>
      </Panel>
    </div>
  )
}
