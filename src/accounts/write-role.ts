// A role is written: with its row in the audit and the mails that tell of it.
import type { Clock } from '../lib/clock.ts'
import type { Tx } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import { audit } from './audit.ts'
import { tellOfRole, type RoleTold } from './role-notice.ts'
import { setRole } from './staff-queries.ts'

/** Whoever calls it has taken the turn of owners (`lockOwners`) and ends what the account could do in its role before. */
export async function writeRole(
  needs: { clock: Clock; queue: Queue; baseUrl: URL },
  tx: Tx,
  change: RoleTold,
): Promise<void> {
  const { account, actor, from, to } = change
  await setRole(tx, account, to)
  await audit(tx, needs.clock, { actor, action: 'account.role', subject: account, detail: { from, to } })
  await tellOfRole(needs, tx, change)
}
