// The invoice of one period of a subscription. Invariant: it carries all invoice items that waited for it.
import type Stripe from 'stripe'
import { change, mustFind } from '../state/change.ts'
import type { InvoiceRow, SubscriptionRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { draftInvoice } from '../invoices/draft-invoice.ts'
import { waitingItems } from '../invoices/waiting-items.ts'
import type { NewLine } from '../invoices/lines.ts'
import { currentPeriod } from './items.ts'
import { periodLines } from './period-lines.ts'

export interface Billing {
  reason: Stripe.Invoice.BillingReason
  isTrial: boolean
  autoAdvance: boolean
}

/** Drafts the invoice for the current period and makes it the latest one. */
export function billPeriod(world: World, id: string, { reason, isTrial, autoAdvance }: Billing): InvoiceRow {
  const subscription = mustFind(world, 'subscription', id)
  const period = currentPeriod(subscription)
  const lines = periodLines(world, subscription, subscription.items.data, period, isTrial)
  return billLines(world, subscription, lines, { reason, autoAdvance, period })
}

/** Drafts an invoice with these lines and whatever waits for it. */
export function billLines(
  world: World,
  subscription: SubscriptionRow,
  lines: NewLine[],
  given: {
    reason: Stripe.Invoice.BillingReason
    autoAdvance: boolean
    period: { start: number; end: number }
    prorationDate?: number
  },
): InvoiceRow {
  const customer = mustFind(world, 'customer', subscription.customer)
  const waiting = waitingItems(world, customer.id, subscription.currency, subscription.id)
  const sends = subscription.collection_method === 'send_invoice'
  const invoice = draftInvoice(world, {
    customer,
    subscription,
    lines: [...waiting.lines, ...lines],
    currency: subscription.currency,
    discounts:
      subscription.discounts.length > 0 || !customer.discount ? subscription.discounts : [customer.discount.id],
    collection: sends ? 'send_invoice' : 'charge_automatically',
    dueDate: sends ? world.now() + (subscription.days_until_due ?? 30) * 86400 : null,
    ...given,
  })
  waiting.take(invoice.id)
  change(world, 'subscription', subscription.id, { latest_invoice: invoice.id })
  return invoice
}
