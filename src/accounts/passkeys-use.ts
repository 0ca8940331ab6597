// Logging in with a passkey, and confirming with one that it is still you. A passkey verifies the person, so it is both factors.
// Invariant: one that seems to be copied lets nobody in, and that refusal commits with the mail that tells of it.
import { generateAuthenticationOptions } from '@simplewebauthn/server'
import type { Tx } from '../db/open.ts'
import { Refusal } from '../lib/refusal.ts'
import { hashSecret } from '../lib/token.ts'
import { logInOf } from './failed-log-in.ts'
import type { KnownDevices } from './known-device.ts'
import { networkOf } from './network.ts'
import { openSession, type Opened, type Whence } from './open-session.ts'
import { checkPasskey, type ProvenPasskey } from './passkeys-answer.ts'
import { CHALLENGE_LASTS, issueChallenge, type Asked } from './passkeys-challenge.ts'
import { takeUse } from './passkeys-notice.ts'
import { passkeysOf } from './passkeys-queries.ts'
import type { Session } from './session.ts'
import { renewStepped } from './step-up.ts'
import type { Throttle } from './throttle.ts'
import type { FactorNeeds } from './two-factor-notice.ts'
import { holdAccount } from './two-factor-queries.ts'

const enteringAs = (visitor: string): Asked => ({ purpose: 'log-in', boundTo: hashSecret(visitor) })
const stepUpOf = ({ sessionHash }: Session): Asked => ({ purpose: 'step-up', boundTo: sessionHash })

type OfferNeeds = FactorNeeds & { throttle: Throttle }

/** What the browser is to sign, with whichever passkey of this site it has. Throws Refusal `too-many`. */
export async function offerLogIn(needs: OfferNeeds, { visitor, network }: { visitor: string; network: string }) {
  await needs.throttle.spend('passkey-challenge', networkOf(network))
  return optionsOf(needs, enteringAs(visitor), [])
}

/** The same with one of the account's own. Throws Refusal `too-many`. */
export async function offerStepUp(needs: OfferNeeds, session: Session) {
  await needs.throttle.spend('passkey-challenge', session.account)
  return optionsOf(needs, stepUpOf(session), await passkeysOf(needs.db, session.account))
}

/** A whole log-in. `visitor` as it was offered to. Throws Refusal `invalid`, `expired`, `forbidden` for a banned account. */
export async function logInWithPasskey(
  needs: FactorNeeds & { knownDevices: KnownDevices },
  { visitor, answer, ...whence }: { visitor: string; answer: string } & Whence,
): Promise<Opened> {
  const passkey = await checkPasskey(needs, enteringAs(visitor), answer)
  return logInOf(passkey.account, () =>
    usePasskey(needs, passkey, async (tx) => {
      const account = await holdAccount(tx, passkey.account)
      if (!account || account.banned_at) {
        throw new Refusal('forbidden', 'This account is suspended. Write to support to learn why.')
      }
      return openSession(needs, tx, account, whence, needs.clock())
    }),
  )
}

/** The new token for the session's cookie. Throws Refusal `invalid`, `expired`, `not-signed-in`. */
export async function stepUpWithPasskey(needs: FactorNeeds, session: Session, answer: string): Promise<string> {
  const passkey = await checkPasskey(needs, stepUpOf(session), answer)
  if (passkey.account !== session.account) throw new Refusal('invalid', 'This passkey belongs to another account.')
  return usePasskey(needs, passkey, (tx) => renewStepped(needs, tx, session.sessionHash))
}

async function usePasskey<T>(needs: FactorNeeds, passkey: ProvenPasskey, act: (tx: Tx) => Promise<T>): Promise<T> {
  const outcome = await needs.db.transaction().execute(async (tx) => {
    await holdAccount(tx, passkey.account)
    return (await takeUse(needs, tx, passkey)) ? { done: await act(tx) } : null
  })
  if (outcome) return outcome.done
  throw new Refusal(
    'invalid',
    'This passkey seems to have been copied and lets nobody in. We sent you a mail about it.',
  )
}

async function optionsOf(needs: FactorNeeds, asked: Asked, passkeys: { credential: string }[]) {
  return generateAuthenticationOptions({
    rpID: needs.baseUrl.hostname,
    challenge: await issueChallenge(needs, asked),
    timeout: CHALLENGE_LASTS,
    allowCredentials: passkeys.map(({ credential }) => ({ id: credential })),
    userVerification: 'required',
  })
}
