// Setting up another way into an account: an app, a passkey, an API key. What the request was let in by is looked at again under the
// account's lock. Invariant: nothing is added by a session that ended meanwhile, such as by an undo of a changed address, nor past
// a second factor that came meanwhile.
import type { Tx } from '../db/open.ts'
import { sessionExists } from './session-queries.ts'
import type { Session } from './session.ts'
import { loggedOut, stepUpFirst } from './step-up.ts'
import { hasFactor, holdAccount } from './two-factor-queries.ts'

/** Holds the account until the transaction ends. True when it has a second factor. Throws Refusal `not-signed-in`, `step-up`. */
export async function holdToEnrol(tx: Tx, session: Session): Promise<boolean> {
  await holdSignedIn(tx, session)
  const hasOne = await hasFactor(tx, session.account)
  if (hasOne && !session.hasSecondFactor) throw stepUpFirst()
  return hasOne
}

/** Holds the account of a session that has not ended meanwhile. Throws Refusal `not-signed-in`. */
export async function holdSignedIn(tx: Tx, { account, sessionHash }: Session): Promise<void> {
  await holdAccount(tx, account)
  if (!(await sessionExists(tx, sessionHash))) throw loggedOut()
}
