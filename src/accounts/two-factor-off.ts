// Switching the second factor off: a customer does it with a fresh code, for staff the operator alone on the command line.
// Invariant: sessions end with it, and both the record and the account's owner learn of it.
import { Refusal } from '../lib/refusal.ts'
import { readEmail } from './email.ts'
import { findAccountByKey } from './queries.ts'
import { endAllSessions, type Session } from './session.ts'
import { requireStepUp } from './step-up.ts'
import { tellOfFactor, type FactorNeeds } from './two-factor-notice.ts'
import { deleteFactor } from './two-factor-queries.ts'

/** Switches it off, for customers alone. Throws Refusal `step-up`, `forbidden`. */
export async function removeSecondFactor(needs: FactorNeeds, session: Session): Promise<void> {
  if (session.role !== 'customer') throw new Refusal('forbidden', 'Staff cannot switch two-step log-in off.')
  requireStepUp(session, needs.clock)
  const { account } = session
  await needs.db.transaction().execute(async (tx) => {
    if (!(await deleteFactor(tx, account))) return
    await endAllSessions({ db: tx }, account, session.sessionHash)
    await tellOfFactor(needs, tx, { account, actor: account, action: 'second-factor.remove', what: 'was switched off' })
  })
}

/** For who lost app and codes: the operator, who made sure who asks. Throws Refusal `not-found`. */
export async function resetSecondFactor(needs: FactorNeeds, email: string): Promise<{ account: string }> {
  return needs.db.transaction().execute(async (tx) => {
    const found = await findAccountByKey(tx, readEmail(email)?.key ?? '')
    if (!found) throw new Refusal('not-found', 'There is no account with this e-mail address.')
    const account = found.id
    if (!(await deleteFactor(tx, account))) throw new Refusal('not-found', 'This account has no second factor.')
    await endAllSessions({ db: tx }, account)
    await tellOfFactor(needs, tx, {
      account,
      actor: 'command-line',
      action: 'second-factor.reset',
      what: 'was switched off',
    })
    return { account }
  })
}
