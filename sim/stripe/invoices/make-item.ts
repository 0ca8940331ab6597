// Invoice items: single amounts that wait for an invoice.
import type Stripe from 'stripe'
import { create } from '../state/change.ts'
import { newId } from '../state/ids.ts'
import { decimal, type InvoiceItemRow, type PriceRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import type { NewLine } from './lines.ts'

export interface NewItem {
  customer: string
  invoice?: string | null
  amount: number
  currency: string
  description: string | null
  quantity?: number
  price?: PriceRow | null
  period?: { start: number; end: number }
  proration?: boolean
  discountable?: boolean
  metadata?: Record<string, string>
  subscription?: { subscription: string; subscription_item?: string } | null
}
/** Stores it and emits invoiceitem.created. */
export function makeItem(world: World, given: NewItem): InvoiceItemRow {
  const now = world.now()
  const { price = null, quantity = 1, subscription = null } = given
  const row = {
    id: newId('ii'),
    object: 'invoiceitem',
    amount: given.amount,
    currency: given.currency,
    customer: given.customer,
    customer_account: null,
    date: now,
    description: given.description,
    discountable: given.discountable ?? true,
    discounts: [],
    invoice: given.invoice ?? null,
    livemode: false,
    metadata: given.metadata ?? {},
    parent: subscription ? { subscription_details: subscription, type: 'subscription_details' } : null,
    period: given.period ?? { start: now, end: now },
    pricing: price
      ? {
          price_details: { price: price.id, product: price.product },
          type: 'price_details',
          unit_amount_decimal: price.unit_amount_decimal,
        }
      : { type: 'price_details', unit_amount_decimal: decimal(given.amount) },
    proration: given.proration ?? false,
    quantity,
    quantity_decimal: decimal(quantity),
    tax_rates: [],
    test_clock: null,
  } satisfies Stripe.InvoiceItem
  return create(world, 'invoiceitem', row, 'invoiceitem.created')
}

/** A line that is not invoiced now waits as an item. */
export function keepForLater(world: World, customer: string, line: NewLine): InvoiceItemRow {
  const {
    amount,
    currency,
    description,
    quantity,
    price,
    period,
    proration,
    discountable,
    subscription,
    subscriptionItem,
  } = line
  const of =
    subscription === null
      ? null
      : { subscription, ...(subscriptionItem === null ? {} : { subscription_item: subscriptionItem }) }
  return makeItem(world, {
    customer,
    amount,
    currency,
    description,
    quantity,
    price,
    period,
    proration,
    discountable,
    subscription: of,
  })
}
