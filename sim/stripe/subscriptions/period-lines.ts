// What a subscription puts on its invoices: a line for each item and period, and the unused part of what was paid before.
import { idOf, type PriceRow, type SubscriptionItemRow, type SubscriptionRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import type { NewLine } from '../invoices/lines.ts'
import { reductions } from '../catalog/discounts.ts'
import { discountLines } from '../invoices/discount-lines.ts'
import { prorated, type Period } from './billing-period.ts'
import { amountOf } from './items.ts'

interface Named {
  id: string
  metadata: Record<string, string>
}

/** One line for each item for the whole period; nothing is charged for a trial. */
export function periodLines(
  world: World,
  subscription: Named,
  items: SubscriptionItemRow[],
  period: Period,
  isTrial: boolean,
): NewLine[] {
  return items.map((item) => ({
    ...lineOf(world, subscription, item, period),
    amount: isTrial ? 0 : amountOf(item),
    description: isTrial
      ? `Trial period for ${nameOf(world, item)}`
      : `${item.quantity ?? 1} × ${nameOf(world, item)} (at ${priceText(item)})`,
  }))
}

/** Credit for what of the old items is not used and charge for the new ones, from `at` to the end of the period, to the second. */
export function prorationLines(
  world: World,
  subscription: SubscriptionRow,
  change: { from: SubscriptionItemRow[]; to: SubscriptionItemRow[]; period: Period; at: number },
): NewLine[] {
  const { from, to, period, at } = change
  const rest = { start: at, end: period.end }
  const day = new Date(at * 1000).toUTCString().slice(5, 16)
  const credits = from.map((item) => ({
    ...lineOf(world, subscription, item, rest),
    amount: -prorated(paidFor(world, subscription, item), period, at),
    description: `Unused time on ${nameOf(world, item)} after ${day}`,
    proration: true,
    discountable: false,
  }))
  const charges = to.map((item) => ({
    ...lineOf(world, subscription, item, rest),
    amount: prorated(amountOf(item), period, at),
    description: `Remaining time on ${nameOf(world, item)} after ${day}`,
    proration: true,
  }))
  return [...credits, ...charges]
}

// Only what was really paid for the item is credited: its line on the invoice of this period, less discounts. Who changed to this
// price in the middle of the period has paid a part of the price, less the discounts that hold now.
function paidFor(world: World, subscription: SubscriptionRow, item: SubscriptionItemRow): number {
  for (const invoice of world.store.by('invoice', 'subscription', subscription.id)) {
    const line = invoice.lines.data.find(({ parent, period, pricing, quantity }) => {
      const details = parent?.subscription_item_details
      const isSame = pricing?.price_details?.price === item.price.id && quantity === item.quantity
      return (
        isSame && details?.subscription_item === item.id && !details.proration && period.end === item.current_period_end
      )
    })
    if (line) return line.amount - sum(line.discount_amounts ?? [])
  }
  const whole = { amount: amountOf(item), product: idOf(item.price.product), discountable: true }
  return whole.amount - sum(discountLines([whole], reductions(world, subscription.discounts))[0] ?? [])
}

function sum(parts: { amount: number }[]): number {
  return parts.reduce((total, { amount }) => total + amount, 0)
}

function lineOf(
  world: World,
  subscription: Named,
  item: SubscriptionItemRow,
  period: Period,
): Omit<NewLine, 'amount' | 'description'> {
  // An item's price is a row of the price table: only its product may be expanded in the type, never in fact.
  const price = world.store.get('price', item.price.id) ?? (item.price as PriceRow)
  return {
    currency: item.price.currency,
    period,
    quantity: item.quantity ?? 1,
    price,
    proration: false,
    discountable: true,
    metadata: subscription.metadata,
    subscription: subscription.id,
    subscriptionItem: item.id,
    invoiceItem: null,
  }
}

function nameOf(world: World, { price }: SubscriptionItemRow): string {
  const product = typeof price.product === 'string' ? price.product : price.product.id
  return world.store.get('product', product)?.name ?? 'Subscription'
}

function priceText({ price }: SubscriptionItemRow): string {
  const { interval = 'month', interval_count: count = 1 } = price.recurring ?? {}
  const money = `${((price.unit_amount ?? 0) / 100).toFixed(2)} ${price.currency.toUpperCase()}`
  return `${money} / ${count === 1 ? interval : `every ${count} ${interval}s`}`
}
