// A ban by staff, with its reason on the record.
import { audit } from '../accounts/audit.ts'
import { banAccount, unbanAccount } from '../accounts/ban.ts'
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'

interface Needs {
  db: Db
  clock: Clock
}
interface Input {
  account: string
  actor: string
  reason: string
}

/** Refusals: `invalid` (no reason), `not-found`, `conflict` (an owner). */
export async function banCustomer(needs: Needs, { account, actor, reason }: Input): Promise<void> {
  const text = checkReason(reason)
  await banAccount(needs, { account, actor })
  await note(needs, { account, actor, reason: text }, 'account.ban-reason')
}

/** Refusals: `invalid` (no reason), `not-found`. */
export async function unbanCustomer(needs: Needs, { account, actor, reason }: Input): Promise<void> {
  const text = checkReason(reason)
  await unbanAccount(needs, { account, actor })
  await note(needs, { account, actor, reason: text }, 'account.unban-reason')
}

function checkReason(text: string): string {
  const reason = text.trim()
  if (reason === '' || reason.length > 200) throw new Refusal('invalid', 'Give a reason of at most 200 characters.')
  return reason
}

async function note({ db, clock }: Needs, { account, actor, reason }: Input, action: string): Promise<void> {
  await db.transaction().execute((tx) => audit(tx, clock, { actor, action, subject: account, detail: { reason } }))
}
