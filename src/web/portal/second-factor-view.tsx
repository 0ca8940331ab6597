// /account/second-factor when it is on: since when, new recovery codes, and off again for who may.
import type { Role } from '../../db/schema.ts'
import { Facts, PageHead, Panel } from '../kit/components/card.tsx'
import { Form, FormError } from '../kit/components/form.tsx'
import { OwnSecret } from '../kit/components/own-secret.tsx'
import { Time } from '../kit/components/time.tsx'

export interface SecondFactorViewProps {
  csrf: string
  role: Role
  isAnonymous: boolean
  since: Date
  codesLeft: number
  /** Whether there is no passkey beside it. */
  isLastFactor: boolean
  error: string | null
}

export function SecondFactorView(props: SecondFactorViewProps) {
  const { csrf, role, isAnonymous, since, codesLeft, isLastFactor, error } = props
  return (
    <>
      <PageHead title="Two-step log-in" back={{ href: '/account', label: 'Account' }} />
      <div class="grid max-w-2xl gap-5">
        <FormError text={error ?? undefined} />
        <Panel
          title="It is on"
          lead={`Each log-in asks for the ${isAnonymous ? 'account number' : 'password'} and a code of your authenticator app.`}
        >
          <Facts
            of={[
              ['Since', <Time key="since" at={since} />],
              ['Recovery codes left', String(codesLeft)],
            ]}
          />
        </Panel>
        <Panel title="Recovery codes" lead="New ones replace all that you have; write them down again.">
          <Form action="/account/recovery-codes" csrf={csrf}>
            <button type="submit" class="btn">
              Make new recovery codes
            </button>
          </Form>
        </Panel>
        {role === 'customer' && (
          <Panel title="Switch it off" lead="To move to another phone, switch it off and on again.">
            <Form action="/account/second-factor/removal" csrf={csrf} class="grid gap-4">
              {isLastFactor && (
                <OwnSecret
                  isAnonymous={isAnonymous}
                  hint="It will be all that is asked for, so it needs at least 15 characters."
                />
              )}
              <button type="submit" class="btn justify-self-start">
                Switch two-step log-in off
              </button>
            </Form>
          </Panel>
        )}
      </div>
    </>
  )
}
