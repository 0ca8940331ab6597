// From draft to open. Invariant: an open invoice has a number and, when something is due, one payment intent that pays it.
import type Stripe from 'stripe'
import { change, changeAndTell, mustFind } from '../state/change.ts'
import { invalid } from '../http/errors.ts'
import { newId } from '../state/ids.ts'
import { idOf, type InvoiceRow, type PaymentIntentRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { makeIntent } from '../payments/intents.ts'
import { totalsOf } from './totals.ts'

/** Finalises; emits invoice.finalized. `paidBy`: an intent that has taken the money already, as in Checkout. */
export function finalizeInvoice(world: World, id: string, paidBy: PaymentIntentRow | null = null): InvoiceRow {
  const invoice = mustFind(world, 'invoice', id)
  if (invoice.status !== 'draft')
    throw invalid(
      "This invoice is already finalized, you can't re-finalize a non-draft invoice.",
      undefined,
      'invoice_not_editable',
    )
  if (invoice.automatic_tax.status === 'requires_location_inputs')
    throw invalid(
      'You cannot finalize this invoice: automatic tax needs to know where the customer is. Give the customer an address.',
      undefined,
      'customer_tax_location_invalid',
    )
  const customer = mustFind(world, 'customer', invoice.customer)
  const { endingBalance, amountDue } = totalsOf(invoice.lines.data, customer.balance)
  const sequence = customer.next_invoice_sequence ?? 1
  change(world, 'customer', customer.id, {
    next_invoice_sequence: sequence + 1,
    balance: endingBalance,
    currency: invoice.currency,
  })
  const url = `${world.publicOrigin}/sim/invoice/${invoice.sim.secret}`
  const patch: Partial<InvoiceRow> = {
    status: 'open',
    number: `${customer.invoice_prefix ?? 'SIM'}-${String(sequence).padStart(4, '0')}`,
    amount_due: amountDue,
    amount_remaining: amountDue,
    starting_balance: customer.balance,
    ending_balance: endingBalance,
    effective_at: world.now(),
    automatically_finalizes_at: null,
    hosted_invoice_url: url,
    invoice_pdf: `${url}/pdf`,
    status_transitions: { ...invoice.status_transitions, finalized_at: world.now() },
  }
  change(world, 'invoice', id, patch)
  if (amountDue > 0) addPayment(world, invoice, amountDue, paidBy)
  useUpDiscounts(world, invoice)
  return changeAndTell(world, 'invoice', id, {}, 'invoice.finalized')
}

function addPayment(world: World, invoice: InvoiceRow, amount: number, paidBy: PaymentIntentRow | null): void {
  const description = invoice.parent?.subscription_details
    ? `Subscription ${invoice.billing_reason === 'subscription_create' ? 'creation' : 'update'}`
    : 'Payment for Invoice'
  const intent =
    paidBy ??
    makeIntent(world, {
      amount,
      currency: invoice.currency,
      customer: invoice.customer,
      method: null,
      description,
      reuse: 'off_session',
    })
  const row = {
    id: newId('inpay'),
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: amount,
    created: world.now(),
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { type: 'payment_intent', payment_intent: intent.id },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  } satisfies Stripe.InvoicePayment
  world.store.put('invoice_payment', row)
}

// A `once` coupon is used by the first invoice that charges something; the subscription loses it then.
function useUpDiscounts(world: World, invoice: InvoiceRow): void {
  for (const { discount } of invoice.total_discount_amounts ?? []) {
    const row = world.store.get('discount', idOf(discount))
    if (!row || world.store.get('coupon', row.source.coupon)?.duration !== 'once') continue
    change(world, 'discount', row.id, { sim: { used: true }, end: world.now() })
    const subscription = world.store.get('subscription', row.subscription)
    if (subscription)
      change(world, 'subscription', subscription.id, {
        discounts: subscription.discounts.filter((id) => id !== row.id),
      })
  }
}
