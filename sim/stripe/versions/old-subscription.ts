// A subscription when it had the one billing period itself, and its items had none.
import type { SubscriptionItemRow, SubscriptionRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { currentPeriod } from '../subscriptions/items.ts'
import { onlyDiscount } from './old-discount.ts'

export function oldSubscription(world: World, subscription: SubscriptionRow): object {
  const { start, end } = currentPeriod(subscription)
  return {
    ...subscription,
    current_period_start: start,
    current_period_end: end,
    discount: onlyDiscount(world, subscription.discounts),
    items: { ...subscription.items, data: subscription.items.data.map(withoutPeriod) },
  }
}

function withoutPeriod(item: SubscriptionItemRow): object {
  const { current_period_start: _start, current_period_end: _end, ...rest } = item
  return rest
}
