// Deletes an account. What is the person's goes at once, in one transaction and as the inventory says; what must be ended at Stripe is
// ended by a job, which closes the account when Stripe has confirmed it (finish-closing.ts).
// Invariant: from its commit on nothing opens the account, no device of it is served, and nothing of it can be made again: the
// database itself refuses (migration 0017). What stays has the account's number and nothing that says whose it was.
import { audit } from '../accounts/audit.ts'
import { closureOf, insertClosure, lockToClose, makeNobody, otherOwners } from '../accounts/closure-queries.ts'
import { lockOwners } from '../accounts/owner-queries.ts'
import { findAccount } from '../accounts/queries.ts'
import { withdrawOpenRequest } from '../billing/manual-payment-queries.ts'
import { revokeAllGrants } from '../billing/grant-queries.ts'
import { notifyFleet } from '../db/notify.ts'
import type { Db, Tx } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { addressOfNobody } from '../mail/nobody.ts'
import { unassignTickets } from '../support/ticket-queries.ts'
import { removeAllDevices } from '../vpn/remove-all-devices.ts'
import { eraseAccountRows } from './kept-queries.ts'

interface Needs {
  db: Db
  clock: Clock
  queue: Queue
}

const ONLY_OWNER =
  'You are the only owner of this shop, so your account cannot be deleted. Make somebody else an owner first.'

/** `actor` is the account itself or who does it for it. Twice is as once. Refusals: `not-found`; `conflict` for the only owner. */
export async function closeAccount(
  { db, clock, queue }: Needs,
  { account, actor }: { account: string; actor: string },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await lockOwners(tx)
    await lockToClose(tx, account)
    if (await closureOf(tx, account)) return
    const found = await findAccount(tx, account)
    if (!found) throw new Refusal('not-found', 'There is no such account.')
    if (found.role === 'owner' && (await otherOwners(tx, account)) === 0) throw new Refusal('conflict', ONLY_OWNER)
    const devices = await removeAllDevices({ clock }, tx, { account, actor })
    await withdrawOpenRequest(tx, account, clock())
    await revokeAllGrants(tx, account, { at: clock(), by: actor })
    await insertClosure(tx, { account_id: account, email: found.email, actor, asked_at: clock() })
    await erase(tx, account)
    await audit(tx, clock, { actor, action: 'account.delete', subject: account, detail: { devices, role: found.role } })
    await queue.enqueue(tx, 'close-account', [{ key: account, data: { account } }])
    await notifyFleet(tx)
  })
}

async function erase(tx: Tx, account: string): Promise<void> {
  await eraseAccountRows(tx, account)
  await unassignTickets(tx, account)
  await makeNobody(tx, account, addressOfNobody(account))
}
