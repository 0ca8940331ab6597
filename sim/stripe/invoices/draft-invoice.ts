// Makes draft invoices and keeps their sums right. Invariant: only a draft changes its lines.
import type Stripe from 'stripe'
import { change, create, mustFind } from '../state/change.ts'
import { newId, randomText } from '../state/ids.ts'
import type { CustomerRow, InvoiceRow, SubscriptionRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { reductions } from '../catalog/discounts.ts'
import { taxationOf, type Taxation } from '../tax/taxation.ts'
import { makeLines, type NewLine } from './lines.ts'
import { totalsOf } from './totals.ts'
import { blankInvoice } from './blank-invoice.ts'

/** Time between a draft and its own finalisation, as for renewals with Stripe. */
const finalizesAfter = 3600

export interface NewInvoice {
  customer: CustomerRow
  subscription: SubscriptionRow | null
  reason: Stripe.Invoice.BillingReason
  lines: NewLine[]
  period: { start: number; end: number }
  currency: string
  discounts: string[]
  autoAdvance: boolean
  description?: string | null
  metadata?: Record<string, string>
  collection?: 'charge_automatically' | 'send_invoice'
  dueDate?: number | null
  defaultMethod?: string | null
  prorationDate?: number
  /** Without it what the subscription says. */
  automaticTax?: boolean | undefined
}

/** Stores the draft and emits invoice.created. With `autoAdvance` it finalises itself an hour later. */
export function draftInvoice(world: World, given: NewInvoice): InvoiceRow {
  return create(world, 'invoice', assembleInvoice(world, given), 'invoice.created')
}

/** The invoice as it would be, stored nowhere: also what a preview shows. */
export function assembleInvoice(world: World, given: NewInvoice): InvoiceRow {
  const { customer, subscription } = given
  const id = newId('in')
  const isTaxed = given.automaticTax ?? subscription?.automatic_tax.enabled ?? false
  const lines = makeLines(id, given.lines, reductions(world, given.discounts), taxationFor(isTaxed, customer))
  return {
    ...blankInvoice,
    id,
    ...amounts(lines, customer.balance),
    automatic_tax: automaticTax(isTaxed, customer),
    ...customerPart(customer),
    automatically_finalizes_at: given.autoAdvance ? world.now() + finalizesAfter : null,
    auto_advance: given.autoAdvance,
    billing_reason: given.reason,
    collection_method: given.collection ?? 'charge_automatically',
    created: world.now(),
    currency: given.currency,
    default_payment_method: given.defaultMethod ?? null,
    description: given.description ?? null,
    discounts: given.discounts,
    due_date: given.dueDate ?? null,
    lines: { object: 'list', data: lines, has_more: false, url: `/v1/invoices/${id}/lines` },
    metadata: given.metadata ?? {},
    parent: subscription
      ? {
          quote_details: null,
          subscription_details: {
            metadata: subscription.metadata,
            subscription: subscription.id,
            ...(given.prorationDate === undefined ? {} : { subscription_proration_date: given.prorationDate }),
          },
          type: 'subscription_details',
        }
      : null,
    period_end: given.period.end,
    period_start: given.period.start,
    sim: { retries: 0, secret: randomText(40) },
  }
}

function customerPart(
  customer: CustomerRow,
): Pick<
  InvoiceRow,
  | 'customer'
  | 'customer_address'
  | 'customer_email'
  | 'customer_name'
  | 'customer_phone'
  | 'customer_tax_exempt'
  | 'starting_balance'
  | 'test_clock'
> {
  return {
    customer: customer.id,
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_phone: customer.phone ?? null,
    customer_tax_exempt: customer.tax_exempt ?? 'none',
    starting_balance: customer.balance,
    test_clock: customer.test_clock ?? null,
  }
}

function taxationFor(isOn: boolean, { address, tax_exempt: exempt }: CustomerRow): Taxation | null {
  return taxationOf(isOn, { country: address?.country, exempt })
}

function automaticTax(isOn: boolean, { address }: CustomerRow): InvoiceRow['automatic_tax'] {
  if (!isOn) return blankInvoice.automatic_tax
  return {
    disabled_reason: null,
    enabled: true,
    liability: { type: 'self' },
    provider: 'stripe',
    status: address?.country ? 'complete' : 'requires_location_inputs',
  }
}

type Amounts = Pick<
  InvoiceRow,
  | 'subtotal'
  | 'subtotal_excluding_tax'
  | 'total'
  | 'total_excluding_tax'
  | 'amount_due'
  | 'amount_remaining'
  | 'total_discount_amounts'
  | 'total_pretax_credit_amounts'
  | 'total_taxes'
>
function amounts(lines: InvoiceRow['lines']['data'], startingBalance: number): Amounts {
  const { subtotal, discounts, taxes, untaxed, total, amountDue } = totalsOf(lines, startingBalance)
  return {
    subtotal,
    subtotal_excluding_tax: untaxed.subtotal,
    total,
    total_excluding_tax: untaxed.total,
    amount_due: amountDue,
    amount_remaining: amountDue,
    total_discount_amounts: discounts,
    total_pretax_credit_amounts: discounts.map(({ discount, amount }) => ({ amount, discount, type: 'discount' })),
    total_taxes: taxes,
  }
}

/** Puts other lines on a draft and sums it up again. */
export function relineDraft(world: World, id: string, lines: NewLine[]): InvoiceRow {
  const invoice = mustFind(world, 'invoice', id)
  const taxation = taxationFor(invoice.automatic_tax.enabled, mustFind(world, 'customer', invoice.customer))
  const made = makeLines(id, lines, reductions(world, invoice.discounts), taxation)
  return change(world, 'invoice', id, {
    ...amounts(made, invoice.starting_balance),
    lines: { ...invoice.lines, data: made },
  })
}
