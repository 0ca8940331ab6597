// What switching the items of a subscription means. Reads only. Invariant: time that was paid for and is not used is credited to the
// second; a change of interval begins a new period now.
import type { SubscriptionItemRow, SubscriptionRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import type { NewLine } from '../invoices/lines.ts'
import { periodAt, type Period } from './billing-period.ts'
import { currentPeriod, inPeriod, recurrenceOf } from './items.ts'
import { periodLines, prorationLines } from './period-lines.ts'

export interface PlanChange {
  items: SubscriptionItemRow[]
  period: Period
  anchor: number
  /** What is charged for the change. */
  lines: NewLine[]
  /** True when a new period begins, which is always invoiced at once. */
  resets: boolean
}

/** `behavior` none charges nothing for the change itself; `resetAnchor` begins a new period whatever the interval. */
export function planChange(
  world: World,
  subscription: SubscriptionRow,
  to: SubscriptionItemRow[],
  given: { at: number; behavior: 'create_prorations' | 'always_invoice' | 'none'; resetAnchor: boolean },
): PlanChange {
  const period = currentPeriod(subscription)
  const from = subscription.items.data
  const isTrial = subscription.status === 'trialing'
  const resets = !isTrial && (given.resetAnchor || !sameInterval(from, to))
  const old = from.filter((item) => resets || !to.some((other) => isSame(item, other)))
  if (resets) {
    const next = newPeriod(to, given.at)
    const items = inPeriod(to, next)
    const credits =
      given.behavior === 'none' ? [] : prorationLines(world, subscription, { from: old, to: [], period, at: given.at })
    return {
      items,
      period: next,
      anchor: given.at,
      lines: [...credits, ...periodLines(world, subscription, items, next, false)],
      resets,
    }
  }
  const items = inPeriod(to, period)
  const fresh = items.filter((item) => !from.some((other) => isSame(item, other)))
  const lines =
    isTrial || given.behavior === 'none'
      ? []
      : prorationLines(world, subscription, { from: old, to: fresh, period, at: given.at })
  return { items, period, anchor: subscription.billing_cycle_anchor, lines, resets }
}

function isSame(one: SubscriptionItemRow, other: SubscriptionItemRow): boolean {
  return one.id === other.id && one.price.id === other.price.id && one.quantity === other.quantity
}

function sameInterval([old]: SubscriptionItemRow[], [fresh]: SubscriptionItemRow[]): boolean {
  if (!old || !fresh) return true
  const [one, other] = [recurrenceOf(old.price), recurrenceOf(fresh.price)]
  return one.interval === other.interval && one.interval_count === other.interval_count
}

function newPeriod([first]: SubscriptionItemRow[], at: number): Period {
  if (!first) throw new Error('a subscription needs an item')
  return periodAt(at, recurrenceOf(first.price), at)
}
