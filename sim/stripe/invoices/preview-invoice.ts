// Invoices that are not there yet: the next renewal, and what a change would cost. Invariant: a preview stores nothing and tells nobody.
import { mustFind } from '../state/change.ts'
import type { InvoiceRow, SubscriptionRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { currentPeriod, inPeriod, recurrenceOf } from '../subscriptions/items.ts'
import { periodAt } from '../subscriptions/billing-period.ts'
import { periodLines } from '../subscriptions/period-lines.ts'
import type { PlanChange } from '../subscriptions/plan-change.ts'
import { assembleInvoice, type NewInvoice } from './draft-invoice.ts'
import { waitingItems } from './waiting-items.ts'

function assemble(
  world: World,
  subscription: SubscriptionRow,
  given: Pick<NewInvoice, 'lines' | 'period' | 'reason'>,
  discounts: string[],
): InvoiceRow {
  const customer = mustFind(world, 'customer', subscription.customer)
  const invoice = assembleInvoice(world, {
    customer,
    subscription,
    currency: subscription.currency,
    discounts,
    autoAdvance: true,
    ...given,
  })
  const id = invoice.id.replace('in_', 'upcoming_in_')
  const lines = invoice.lines.data.map((line) => ({ ...line, invoice: id }))
  return { ...invoice, id, automatically_finalizes_at: null, lines: { ...invoice.lines, data: lines } }
}

/** The next renewal invoice, with what waits for it. */
export function previewNext(world: World, subscription: SubscriptionRow): InvoiceRow {
  return previewRenewal(world, subscription, subscription.items.data, [])
}

function previewRenewal(
  world: World,
  subscription: SubscriptionRow,
  items: SubscriptionRow['items']['data'],
  more: NewInvoice['lines'],
): InvoiceRow {
  const [first] = items
  const { start, end } = currentPeriod(subscription)
  const next = first ? periodAt(subscription.billing_cycle_anchor, recurrenceOf(first.price), end) : { start: end, end }
  const waiting = waitingItems(world, subscription.customer, subscription.currency, subscription.id).lines
  const lines = [...waiting, ...more, ...periodLines(world, subscription, inPeriod(items, next), next, false)]
  return assemble(world, subscription, { lines, period: { start, end }, reason: 'upcoming' }, subscription.discounts)
}

/** What the change would be invoiced as: at once when it begins a new period or is asked for, else on the next renewal. */
export function previewChange(
  world: World,
  subscription: SubscriptionRow,
  change: PlanChange,
  behavior: 'create_prorations' | 'always_invoice' | 'none',
  discounts: string[],
): InvoiceRow {
  if (!change.resets && behavior !== 'always_invoice') {
    return previewRenewal(world, { ...subscription, discounts }, change.items, change.lines)
  }
  const waiting = waitingItems(world, subscription.customer, subscription.currency, subscription.id).lines
  return assemble(
    world,
    subscription,
    { lines: [...waiting, ...change.lines], period: change.period, reason: 'subscription_update' },
    discounts,
  )
}
