// A ban by staff, never without a reason; it stands in the audit row of the ban itself.
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

/** Refusals: `invalid` (no reason), `not-found`, `forbidden` (support at staff), `conflict` (oneself, the last owner). */
export async function banCustomer(needs: Needs, { account, actor, reason }: Input): Promise<void> {
  await banAccount(needs, { account, actor, reason: checkReason(reason) })
}

/** Refusals: `invalid` (no reason), `not-found`, `forbidden` (support at staff). */
export async function unbanCustomer(needs: Needs, { account, actor, reason }: Input): Promise<void> {
  await unbanAccount(needs, { account, actor, reason: checkReason(reason) })
}

function checkReason(text: string): string {
  const reason = text.trim()
  if (reason === '' || reason.length > 200) throw new Refusal('invalid', 'Give a reason of at most 200 characters.')
  return reason
}
