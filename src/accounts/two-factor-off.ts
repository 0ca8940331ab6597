// Switching the second factor off: a customer does it with a fresh code, for staff the operator alone on the command line.
// Invariant: sessions end with it, and both the record and the account's owner learn of it.
import type { Db } from '../db/open.ts'
import { Refusal } from '../lib/refusal.ts'
import { proveCurrentPassword } from './current-password.ts'
import { forgetDevices } from './device-queries.ts'
import { readEmail } from './email.ts'
import { standsAlone } from './password-rules.ts'
import { hasPasskey } from './passkeys-queries.ts'
import { findAccountByKey } from './queries.ts'
import { endAllSessions, type Session } from './session.ts'
import { requireStepUp } from './step-up.ts'
import type { Throttle } from './throttle.ts'
import { tellOfFactor, type FactorNeeds } from './two-factor-notice.ts'
import { deleteAllFactors, deleteFactor, deleteRecoveryCodes, hasFactor, holdAccount } from './two-factor-queries.ts'

/**
 * Switches the app off, for customers alone. Where it was the last second factor the password has to stand alone from then
 * on, and is asked for. Throws Refusal `step-up`, `forbidden`, `invalid`, `too-many`.
 */
export async function removeSecondFactor(
  needs: FactorNeeds & { throttle: Throttle },
  session: Session,
  password: string,
): Promise<void> {
  if (session.role !== 'customer') throw new Refusal('forbidden', 'Staff cannot switch two-step log-in off.')
  requireStepUp(session, needs.clock)
  const { account } = session
  const isLast = !(await hasPasskey(needs.db, account))
  if (isLast) await requirePasswordAlone(needs, account, password)
  await needs.db.transaction().execute(async (tx) => {
    await holdAccount(tx, account)
    if (!(await deleteFactor(tx, account))) return
    await endAllSessions({ db: tx }, account, session.sessionHash)
    if (!(await hasFactor(tx, account))) {
      if (!isLast) throw otherFactorGone()
      await deleteRecoveryCodes(tx, account)
    }
    await tellOfFactor(needs, tx, { account, actor: account, action: 'second-factor.remove', what: 'was switched off' })
  })
}

/** Of two removals at once, the second would take the last factor without the password having been asked for. */
export function otherFactorGone(): Refusal {
  return new Refusal('conflict', 'Your other second factor has just gone. Load the page again.')
}

/** The password once more, and one that is long enough to be all there is. Throws Refusal `invalid`, `too-many`. */
export async function requirePasswordAlone(
  needs: { db: Db; throttle: Throttle },
  account: string,
  password: string,
): Promise<void> {
  await proveCurrentPassword(needs, account, password)
  if (standsAlone(password)) return
  throw new Refusal('invalid', 'Choose a password of at least 15 characters first: it will be all that is asked for.')
}

/** For who lost app, passkeys and codes: the operator, who made sure who asks. Throws Refusal `not-found`. */
export async function resetSecondFactor(needs: FactorNeeds, email: string): Promise<{ account: string }> {
  return needs.db.transaction().execute(async (tx) => {
    const found = await findAccountByKey(tx, readEmail(email)?.key ?? '')
    if (!found) throw new Refusal('not-found', 'There is no account with this e-mail address.')
    const account = found.id
    await holdAccount(tx, account) // first, as a log-in does
    if (!(await deleteAllFactors(tx, account))) throw new Refusal('not-found', 'This account has no second factor.')
    await endAllSessions({ db: tx }, account)
    await forgetDevices(tx, account)
    await tellOfFactor(needs, tx, {
      account,
      actor: 'command-line',
      action: 'second-factor.reset',
      what: 'was switched off',
    })
    return { account }
  })
}
