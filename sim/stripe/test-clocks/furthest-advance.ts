// How far a test clock may be moved in one step (docs.stripe.com/api/test_clocks/advance).
import type { TestClockRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { boundary, plusMonths } from '../subscriptions/billing-period.ts'
import { recurrenceOf } from '../subscriptions/items.ts'

/** Two intervals of the shortest subscription that goes on on the clock; two years when there is none. Seconds since 1970. */
export function furthestAdvance(world: World, { id, frozen_time: now }: TestClockRow): number {
  let furthest = Infinity
  for (const { test_clock: clock, status, items } of world.store.oldest('subscription')) {
    if (clock !== id || status === 'canceled' || status === 'incomplete_expired') continue
    for (const { price } of items.data) furthest = Math.min(furthest, boundary(now, recurrenceOf(price), 2))
  }
  return furthest === Infinity ? plusMonths(now, 24) : furthest
}
