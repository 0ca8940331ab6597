// For what must not be done with a session that was left open: the second factor once more, five minutes ago at most.
// Invariant: each time it is given the session gets a new id, so what was read of the old one opens nothing.
import type { Clock } from '../lib/clock.ts'
import type { Db, Tx } from '../db/open.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Seal } from '../lib/seal.ts'
import { hashSecret, newSecret } from '../lib/token.ts'
import { renewSession } from './session-queries.ts'
import type { Session } from './session.ts'
import type { Throttle } from './throttle.ts'
import { takeCode } from './two-factor-code.ts'
import { holdAccount } from './two-factor-queries.ts'
import { countTry, forgetTries, trierIn } from './two-factor-tries.ts'

const LASTS = 5 * 60_000 // ms

/** True as well for an account without a second factor: it has nothing to give. Staff always have one (web/kit/guards.ts). */
export function isSteppedUp({ hasSecondFactor, secondFactorAt }: Session, clock: Clock): boolean {
  if (!hasSecondFactor) return true
  return isFresh(secondFactorAt, clock)
}

/** Whether what was proved then counts still. */
export function isFresh(at: Date | null, clock: Clock): boolean {
  return at !== null && clock().getTime() - at.getTime() < LASTS
}

/** Throws Refusal `step-up`. */
export function requireStepUp(session: Session, clock: Clock): void {
  if (!isSteppedUp(session, clock)) throw stepUpFirst()
}

export function stepUpFirst(): Refusal {
  return new Refusal('step-up', 'Confirm with a code or a passkey first.')
}

/** The new token for the session's cookie. Throws Refusal `invalid`, `too-many`, `not-signed-in`. */
export async function stepUp(
  needs: { db: Db; clock: Clock; phoneClock: Clock; seal: Seal; throttle: Throttle },
  session: Session,
  code: string,
): Promise<string> {
  const { account, sessionHash } = session
  await countTry(needs.throttle, trierIn(session))
  const token = await needs.db.transaction().execute(async (tx) => {
    await holdAccount(tx, account) // first, as a deletion does: so the two never wait for each other
    await takeCode(needs, tx, account, code)
    return renewStepped(needs, tx, sessionHash)
  })
  await forgetTries(needs.throttle, trierIn(session))
  return token
}

/** The new token of a session that has just given its second factor. Throws Refusal `not-signed-in`. */
export async function renewStepped({ clock }: { clock: Clock }, tx: Tx, sessionHash: Buffer): Promise<string> {
  const token = newSecret()
  const isThere = await renewSession(tx, sessionHash, { id_hash: hashSecret(token), second_factor_at: clock() })
  if (!isThere) throw loggedOut()
  return token
}

/** For a session that ended while its proof was looked at. */
export function loggedOut(): Refusal {
  return new Refusal('not-signed-in', 'You are logged out. Log in and try again.')
}
