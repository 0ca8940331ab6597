// An owner settles a difference between our copy and Stripe that no repair can end, such as a row of an account that was restored.
// Invariant: neither side is changed by it; its audit row and the end of its alert stand in the same transaction.
import { audit } from '../accounts/audit.ts'
import type { Db } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { acceptDifference as markAccepted, differenceById } from './accept-difference-queries.ts'
import { raiseAlerts } from './alerts.ts'
import { DRIFT, driftConcerns } from './drift-alerts.ts'
import type { DifferenceRow } from './reconcile-queries.ts'
import { checkReason } from './core/reason.ts'

export interface Acceptance {
  /** Its number. */
  difference: string
  reason: string
  /** An account, or `command-line`. */
  actor: string
}

interface Needs {
  db: Db
  clock: Clock
  queue: Queue
  baseUrl: URL
}

/**
 * It is not told again while both sides say what they say now; when one changes, the next run tells it as new.
 * Refusals: `invalid` (reason); `not-found`; `conflict` when it is not open any more.
 */
export async function acceptDifference(
  needs: Needs,
  { difference, reason, actor }: Acceptance,
): Promise<DifferenceRow> {
  const why = checkReason(reason)
  const { id } = await openDifference(needs, difference)
  return needs.db.transaction().execute(async (tx) => {
    const by = actor.startsWith('acct_') ? actor : null
    const row = await markAccepted(tx, id, { by, reason: why, at: needs.clock() })
    if (!row) throw over()
    const { class: name, stripe_id: object, here, there } = row
    const detail = { difference: String(id), class: name, object, here, there, reason: why }
    await audit(tx, needs.clock, { actor, action: 'difference.accept', subject: row.account_id ?? object, detail })
    await raiseAlerts(needs, tx, DRIFT, await driftConcerns(tx))
    return row
  })
}

/** What would be accepted. Refusals: `not-found`, `conflict` as `acceptDifference`. */
export async function openDifference({ db }: Pick<Needs, 'db'>, difference: string): Promise<DifferenceRow> {
  const row = /^\d{1,18}$/.test(difference) ? await differenceById(db, BigInt(difference)) : undefined
  if (!row) throw new Refusal('not-found', 'There is no such difference.')
  if (row.resolution !== 'open') throw over()
  return row
}

const over = () => new Refusal('conflict', 'This difference is not open any more. Load the page again to see it.')
