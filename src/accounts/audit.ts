// One audit row in the transaction of each privileged change: no change without its row, no row without its change.
// Each joins a chain that shows when it was falsified (migration 0003).
import type { Clock } from '../lib/clock.ts'
import type { Tx } from '../db/open.ts'
import { insertAudit } from './audit-queries.ts'

export interface AuditEntry {
  /** An account id, `command-line` or `system`. */
  actor: string
  /** What was done, such as `device.remove`. */
  action: string
  /** The id of what it was done to. */
  subject: string
  /** Ids, numbers, and the reason that staff gave: no secrets, no names. */
  detail?: Record<string, string | number | boolean | null>
}

export async function audit(tx: Tx, clock: Clock, entry: AuditEntry): Promise<void> {
  await insertAudit(tx, { ...entry, at: clock() })
}
