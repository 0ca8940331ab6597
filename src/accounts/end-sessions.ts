// Staff log somebody out everywhere: a stolen laptop, a mailbox that was taken over. The account itself stays open.
// Invariant: sessions, known devices and audit row go together; who is no owner does it to customers alone.
import type { Clock } from '../lib/clock.ts'
import type { Db } from '../db/open.ts'
import { Refusal } from '../lib/refusal.ts'
import { requireOwner } from './acting-role.ts'
import { audit } from './audit.ts'
import { lockOwners } from './owner-queries.ts'
import { forgetDevices } from './device-queries.ts'
import { findAccount } from './queries.ts'
import { endAllSessions } from './session.ts'

/** Twice is as once. Refusals: `not-found`; `forbidden` for support at staff's sessions. */
export async function endSessionsOf(
  { db, clock }: { db: Db; clock: Clock },
  { account, actor }: { account: string; actor: string },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await lockOwners(tx)
    const found = await findAccount(tx, account)
    if (!found) throw new Refusal('not-found', 'There is no such account.')
    if (found.role !== 'customer') await requireOwner(tx, actor, 'Only an owner ends the sessions of staff.')
    await endAllSessions({ db: tx }, account)
    await forgetDevices(tx, account) // the stolen one is among them: a log-in there is told of again
    await audit(tx, clock, { actor, action: 'account.end-sessions', subject: account })
  })
}
