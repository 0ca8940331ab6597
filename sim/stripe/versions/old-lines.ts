// Lines of invoices, and items that wait for one, when each held its price and plan whole and named what it was for itself.
import type Stripe from 'stripe'
import { show } from '../state/render.ts'
import { idOf, type InvoiceItemRow, type InvoiceLine } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { planOf } from '../subscriptions/items.ts'

export function oldLine(world: World, { parent, pricing, taxes, ...line }: InvoiceLine): object {
  const ofItem = parent?.subscription_item_details ?? null
  const details = ofItem ?? parent?.invoice_item_details ?? null
  const inclusive = (taxes ?? []).filter(({ tax_behavior: behavior }) => behavior === 'inclusive')
  const net = inclusive.reduce((left, { amount }) => left - amount, line.amount)
  return {
    ...line,
    ...priceAndPlan(world, pricing),
    amount_excluding_tax: net,
    unit_amount_excluding_tax: String(net / (line.quantity ?? 1)),
    ...(details?.invoice_item ? { invoice_item: details.invoice_item } : {}),
    ...(ofItem ? { subscription_item: ofItem.subscription_item } : {}),
    proration: details?.proration ?? false,
    proration_details: details?.proration_details ?? { credited_items: null },
    subscription: details?.subscription ?? line.subscription,
    tax_amounts: oldTaxes(taxes),
    tax_rates: [],
    // What a change costs was an invoice item first, whatever it is for.
    type: ofItem && !ofItem.proration ? 'subscription' : 'invoiceitem',
  }
}

export function oldInvoiceItem(world: World, { parent, pricing, ...item }: InvoiceItemRow): object {
  const details = parent?.subscription_details ?? null
  const decimal = pricing?.unit_amount_decimal ?? null
  return {
    ...item,
    ...priceAndPlan(world, pricing),
    subscription: details?.subscription ?? null,
    ...(details?.subscription_item ? { subscription_item: details.subscription_item } : {}),
    unit_amount: decimal === null ? null : Math.round(Number(decimal)),
    unit_amount_decimal: decimal,
  }
}

export function oldTaxes(taxes: Stripe.InvoiceLineItem.Tax[] | Stripe.Invoice.TotalTax[] | null): object[] {
  return (taxes ?? []).map(({ amount, tax_behavior: behavior, tax_rate_details: rate, ...tax }) => ({
    amount,
    inclusive: behavior === 'inclusive',
    tax_rate: rate?.tax_rate ?? null,
    taxability_reason: tax.taxability_reason,
    taxable_amount: tax.taxable_amount,
  }))
}

function priceAndPlan(world: World, pricing: InvoiceLine['pricing']): { price: object | null; plan: object | null } {
  const price = world.store.get('price', idOf(pricing?.price_details?.price))
  if (!price) return { price: null, plan: null }
  return { price: show(world, 'price', price), plan: price.recurring ? planOf(price) : null }
}
