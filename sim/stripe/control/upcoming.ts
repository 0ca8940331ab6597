// What time alone will bring, for those who move the clock: the next moments and what they are.
// Invariant: read only; a moment that stands here is one at which something is due (state/due-table.ts).
import { dueOf, testClockOf } from '../state/due-table.ts'
import type { SubscriptionRow } from '../state/rows.ts'
import type { Kind } from '../state/tables.ts'
import type { World } from '../state/world.ts'
import { currentPeriod } from '../subscriptions/items.ts'

export interface Upcoming {
  /** Seconds since 1970. */
  at: number
  what: 'trial-end' | 'renewal' | 'cancel' | 'collection' | 'retry' | 'settlement' | 'refund' | 'dispute'
  customer: string | null
}

/** The earliest `limit` moments after now, of customers who are on no test clock. */
export function upcoming(world: World, limit: number): Upcoming[] {
  const found: Upcoming[] = []
  const add = (kind: Kind, id: string, moment: Upcoming) => {
    if (moment.at > world.now() && testClockOf(world, kind, id) === null) found.push(moment)
  }
  for (const row of world.store.oldest('subscription')) {
    const step = stepOf(row)
    if (step) add('subscription', row.id, { ...step, customer: row.customer })
  }
  for (const row of world.store.oldest('invoice'))
    note('invoice', row.id, row.status === 'draft' ? 'collection' : 'retry', row.customer)
  for (const row of world.store.oldest('payment_intent')) note('payment_intent', row.id, 'settlement', row.customer)
  for (const row of world.store.oldest('charge')) note('charge', row.id, 'dispute', row.customer)
  for (const row of world.store.oldest('refund'))
    note('refund', row.id, 'refund', world.store.get('charge', row.charge)?.customer ?? null)
  return found.toSorted((one, other) => one.at - other.at).slice(0, limit)

  function note(kind: Kind, id: string, what: Upcoming['what'], customer: string | null): void {
    const at = dueOf(world, kind, id)
    if (at !== null) add(kind, id, { at, what, customer })
  }
}

function stepOf(row: SubscriptionRow): { at: number; what: Upcoming['what'] } | null {
  if (['canceled', 'incomplete', 'incomplete_expired'].includes(row.status)) return null
  if (row.status === 'paused') return row.cancel_at === null ? null : { at: row.cancel_at, what: 'cancel' }
  const { end } = currentPeriod(row)
  if (row.cancel_at !== null && row.cancel_at <= end) return { at: row.cancel_at, what: 'cancel' }
  return { at: end, what: row.status === 'trialing' ? 'trial-end' : 'renewal' }
}
