// For what a session left open must not do, and nobody should need a second factor for: who asks has proved himself within five
// minutes, by his second factor, or where there is none by his password. To log in is a proof too.
// Invariant: as with a second factor, each proof gives the session a new id.
import type { Clock } from '../lib/clock.ts'
import type { Db } from '../db/open.ts'
import { hashSecret, newSecret } from '../lib/token.ts'
import { proveCurrentPassword } from './current-password.ts'
import { renewSession } from './session-queries.ts'
import type { Session } from './session.ts'
import { isFresh, isSteppedUp, loggedOut } from './step-up.ts'
import type { Throttle } from './throttle.ts'

export function isProvenAnew(session: Session, clock: Clock): boolean {
  if (session.hasSecondFactor) return isSteppedUp(session, clock)
  return isFresh(session.createdAt, clock) || isFresh(session.passwordAt, clock)
}

/**
 * For an account without a second factor, with the number of one that has no e-mail. The new token for the session's cookie. Throws
 * Refusal `invalid`, `too-many`, `not-found`, `unavailable`, `not-signed-in`.
 */
export async function proveAnew(
  needs: { db: Db; clock: Clock; throttle: Throttle },
  { account, sessionHash }: Session,
  password: string,
): Promise<string> {
  await proveCurrentPassword(needs, account, password)
  const token = newSecret()
  const fresh = { id_hash: hashSecret(token), password_at: needs.clock() }
  if (!(await renewSession(needs.db, sessionHash, fresh))) throw loggedOut()
  return token
}
