// Collecting an invoice. Invariant: an invoice is paid exactly once, and its subscription follows what became of it.
import { change, changeAndTell, mustFind, tell } from '../state/change.ts'
import { idOf, type InvoicePaymentRow, type InvoiceRow, type PaymentIntentRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { confirmIntent } from '../payments/intents.ts'
import { followFailure, followPayment } from '../subscriptions/follow-invoice.ts'

const day = 86400

/** The payment method an invoice is collected with: its own, the subscription's, then the customer's default. */
export function methodFor(world: World, invoice: InvoiceRow): string | null {
  const subscription = world.store.get('subscription', idOf(invoice.parent?.subscription_details?.subscription))
  const customer = mustFind(world, 'customer', invoice.customer)
  return (
    invoice.default_payment_method ??
    subscription?.default_payment_method ??
    idOf(customer.invoice_settings.default_payment_method)
  )
}

/** The payment that is to pay the invoice, undefined when nothing is due. */
export function openPayment(world: World, invoice: string): InvoicePaymentRow | undefined {
  return world.store.by('invoice_payment', 'invoice', invoice).find(({ status }) => status !== 'canceled')
}

/**
 * Tries to collect an open invoice; what came of it is told by events and by the intent that is returned (null when nothing was due or
 * there is nothing to pay with). `offSession`: the customer is not there to pass 3D Secure.
 */
export function collectInvoice(
  world: World,
  id: string,
  given: { method?: string | null; offSession: boolean; authenticated?: boolean },
): PaymentIntentRow | null {
  const invoice = mustFind(world, 'invoice', id)
  const payment = openPayment(world, id)
  if (!payment) {
    markPaid(world, id, null)
    return null
  }
  const method = world.store.get('payment_method', given.method ?? methodFor(world, invoice))
  if (!method) {
    attemptFailed(world, id)
    return null
  }
  const { offSession, authenticated = false } = given
  const intent = confirmIntent(world, payment.payment.payment_intent, method, { offSession, authenticated })
  followIntent(world, intent, id)
  return intent
}

/** Draws the invoice after its intent: paid, failed, or waiting for the customer or the bank. */
export function followIntent(world: World, intent: PaymentIntentRow, id: string): void {
  if (intent.status === 'succeeded') return markPaid(world, id, intent)
  if (intent.status === 'requires_payment_method') {
    if (intent.last_payment_error?.code === 'authentication_required')
      tell(world, 'invoice', id, 'invoice.payment_action_required')
    return attemptFailed(world, id)
  }
  if (intent.status !== 'requires_action') return void change(world, 'invoice', id, { attempted: true })
  countAttempt(world, id)
  tell(world, 'invoice', id, 'invoice.payment_action_required')
  followFailure(world, mustFind(world, 'invoice', id), { isLast: false })
}

function countAttempt(world: World, id: string): InvoiceRow {
  const invoice = mustFind(world, 'invoice', id)
  return change(world, 'invoice', id, { attempted: true, attempt_count: invoice.attempt_count + 1 })
}

/** Marks it paid, by the intent, by nothing due, or (`offStripe`) outside Stripe; emits invoice.paid and what goes with it. */
export function markPaid(world: World, id: string, intent: PaymentIntentRow | null, offStripe = false): void {
  const invoice = countAttempt(world, id)
  const now = world.now()
  const payment = openPayment(world, id)
  if (payment) {
    const status = intent
      ? { status: 'paid', amount_paid: invoice.amount_due, paid_at: now, canceled_at: null }
      : { status: 'canceled', amount_paid: null, paid_at: null, canceled_at: now }
    const { paid_at, canceled_at, ...rest } = status
    change(world, 'invoice_payment', payment.id, { ...rest, status_transitions: { paid_at, canceled_at } })
  }
  change(world, 'invoice', id, {
    status: 'paid',
    amount_paid: invoice.amount_due,
    amount_remaining: 0,
    auto_advance: false,
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, paid_at: now },
    ...(offStripe ? { amount_paid_off_stripe: invoice.amount_due } : {}),
  })
  tell(world, 'invoice', id, 'invoice.paid')
  tell(world, 'invoice', id, 'invoice.payment_succeeded')
  if (payment && intent) tell(world, 'invoice_payment', payment.id, 'invoice_payment.paid')
  followPayment(world, mustFind(world, 'invoice', id))
}

/** One failed try: plans the next one by the retry schedule, or gives up after the last. */
export function attemptFailed(world: World, id: string): void {
  const invoice = countAttempt(world, id)
  const wait = world.settings.retryDays[invoice.sim.retries]
  const retries = invoice.billing_reason !== 'subscription_create' && invoice.auto_advance === true
  const next = retries && wait !== undefined ? world.now() + wait * day : null
  change(world, 'invoice', id, {
    next_payment_attempt: next,
    sim: { ...invoice.sim, retries: invoice.sim.retries + 1 },
  })
  tell(world, 'invoice', id, 'invoice.payment_failed')
  changeAndTell(world, 'invoice', id, {}, 'invoice.updated')
  followFailure(world, mustFind(world, 'invoice', id), { isLast: retries && next === null })
}
