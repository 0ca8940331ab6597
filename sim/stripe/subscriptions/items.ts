// The items of a subscription: a price and a quantity each. Invariant: all items of one subscription share currency, interval and period.
import type Stripe from 'stripe'
import { newId } from '../state/ids.ts'
import type { PriceRow, SubscriptionItemRow, SubscriptionRow } from '../state/rows.ts'
import { invalid } from '../http/errors.ts'
import type { Period, Recurrence } from './billing-period.ts'

export interface ItemChoice {
  price: PriceRow
  quantity: number
  metadata: Record<string, string>
}

export function makeItem(
  subscription: string,
  { price, quantity, metadata }: ItemChoice,
  period: Period,
  created: number,
): SubscriptionItemRow {
  return {
    id: newId('si', 14),
    object: 'subscription_item',
    billing_thresholds: null,
    created,
    current_period_end: period.end,
    current_period_start: period.start,
    current_trial: null,
    discounts: [],
    metadata,
    plan: planOf(price),
    price,
    quantity,
    subscription,
    tax_rates: [],
  }
}

/** The same item on another price or quantity. */
export function withPrice(item: SubscriptionItemRow, price: PriceRow, quantity: number): SubscriptionItemRow {
  return { ...item, price, plan: planOf(price), quantity }
}

/** Plans are what prices were called once; items still show one. */
export function planOf(price: PriceRow): Stripe.Plan {
  const { interval, interval_count: count } = recurrenceOf(price)
  return {
    id: price.id,
    object: 'plan',
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: price.unit_amount_decimal,
    billing_scheme: price.billing_scheme,
    created: price.created,
    currency: price.currency,
    interval,
    interval_count: count,
    livemode: false,
    metadata: price.metadata,
    meter: null,
    nickname: price.nickname,
    product: price.product,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: 'licensed',
  }
}

/** How often a price recurs; throws for one that does not. */
export function recurrenceOf(
  price: Pick<Stripe.Price, 'id' | 'recurring'>,
): Recurrence & { interval: Stripe.Price.Recurring.Interval } {
  if (!price.recurring) {
    throw invalid(
      `The price specified is set to \`type=one_time\` but this field only accepts prices with \`type=recurring\`.`,
      'items[0][price]',
    )
  }
  return price.recurring
}

/** Throws unless all prices have one currency and one interval. */
export function checkTogether(prices: PriceRow[]): void {
  const [first, ...others] = prices
  if (!first) throw invalid('Missing required param: items.', 'items', 'parameter_missing')
  const one = recurrenceOf(first)
  for (const price of others) {
    const other = recurrenceOf(price)
    if (price.currency !== first.currency)
      throw invalid('All prices on a subscription must have the same currency.', 'items')
    if (other.interval !== one.interval || other.interval_count !== one.interval_count) {
      throw invalid(
        'All prices on a subscription must have the same `recurring.interval` and `recurring.interval_count`.',
        'items',
      )
    }
  }
}

/** The one period all items are in. */
export function currentPeriod({ id, items }: SubscriptionRow): Period {
  const first = items.data[0]
  if (!first) throw new Error(`subscription ${id} has no item`)
  return { start: first.current_period_start, end: first.current_period_end }
}

export function inPeriod(items: SubscriptionItemRow[], { start, end }: Period): SubscriptionItemRow[] {
  return items.map((item) => ({ ...item, current_period_start: start, current_period_end: end }))
}

export function amountOf(item: { price: Pick<Stripe.Price, 'unit_amount'>; quantity?: number }): number {
  return (item.price.unit_amount ?? 0) * (item.quantity ?? 1)
}
