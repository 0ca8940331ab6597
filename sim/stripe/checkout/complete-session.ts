// Completes a Checkout session: the customer has chosen a card. Invariant: subscription and invoice are made only after the payment went
// through (or was not needed); a declined try leaves the session open and nothing else behind.
import { change, changeAndTell, mustFind, tell } from '../state/change.ts'
import { cardError, invalid } from '../http/errors.ts'
import type { CheckoutSessionRow, PaymentIntentRow, PaymentMethodRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { amountFields } from './session-amounts.ts'
import { customerDetails } from './session-customer.ts'
import { fullAddress, makeCustomer, setDefaultMethod } from '../catalog/customers.ts'
import { makeItem } from '../invoices/make-item.ts'
import { followIntent, markPaid } from '../invoices/pay-invoice.ts'
import { confirmIntent, makeIntent } from '../payments/intents.ts'
import { attach, cardOf, declineBody, usable } from '../payments/payment-methods.ts'
import { confirmSetup, makeSetup } from '../payments/setup-intents.ts'
import { startPaidSubscription } from '../subscriptions/start-subscription.ts'

export type Completion = { result: 'complete' } | { result: 'authenticate' } | { result: 'declined'; message: string }

export interface Choice {
  /** A pm_card_* name or the id of a payment method; null only when none is needed. */
  method: string | null
  /** 3D Secure has just been passed. */
  authenticated?: boolean
  email?: string | null
  /** Two letters; asked for only where tax is counted. */
  country?: string | null
}

/** Whether the customer must give a payment method. */
export function needsMethod({
  amount_total: total,
  payment_method_collection: collection,
  mode,
}: CheckoutSessionRow): boolean {
  return mode === 'setup' || (total ?? 0) > 0 || (mode === 'subscription' && collection !== 'if_required')
}

/** Throws Stripe's errors for a session that is not open; declines are a result, as the page shows them. */
export function completeSession(world: World, id: string, choice: Choice): Completion {
  const session = choice.country ? liveIn(world, id, choice.country) : mustFind(world, 'checkout.session', id)
  if (session.status !== 'open')
    throw invalid(
      `This Checkout Session is ${session.status} and cannot be completed.`,
      undefined,
      'checkout_session_not_open',
    )
  if (choice.method === null && needsMethod(session))
    throw invalid('You must provide a payment method.', 'payment_method', 'parameter_missing')
  if (session.sim.tax?.country === null)
    throw invalid('You must provide your billing address.', 'billing_address', 'parameter_missing')
  const method = choice.method === null ? null : usable(world, choice.method)
  const decline = method && refusal(session, method)
  if (decline) return decline
  const customer = customerOf(world, session, choice.email ?? null)
  if (session.mode === 'setup' || (session.amount_total ?? 0) === 0)
    return completeUnpaid(world, session, customer, method, choice)
  if (!method) throw invalid('You must provide a payment method.', 'payment_method', 'parameter_missing')
  return completePaid(world, session, customer, method, choice)
}

/** Says where the buyer lives, which is what tax is counted by. Gives the session with its new amounts. */
export function liveIn(world: World, id: string, country: string): CheckoutSessionRow {
  const session = mustFind(world, 'checkout.session', id)
  if (session.status !== 'open' || !session.sim.tax) return session
  if (!/^[A-Z]{2}$/.test(country)) throw invalid(`Country '${country}' is unknown.`, 'country')
  const sim = { ...session.sim, tax: { country } }
  return change(world, 'checkout.session', id, { sim, ...amountFields(world, sim) })
}

// A card that is refused at once is refused before a customer is made for it.
function refusal({ amount_total: total, mode }: CheckoutSessionRow, method: PaymentMethodRow): Completion | null {
  const { refusesAttach, present } = cardOf(method)
  const charges = mode !== 'setup' && (total ?? 0) > 0
  return !charges && refusesAttach && typeof present === 'object'
    ? { result: 'declined', message: present.message }
    : null
}

function customerOf(world: World, session: CheckoutSessionRow, email: string | null): string | null {
  const country = session.sim.tax?.country
  const address = country ? { address: fullAddress({ country }) } : {}
  if (session.customer !== null) {
    const known = mustFind(world, 'customer', session.customer)
    if (country && known.address?.country !== country)
      changeAndTell(world, 'customer', known.id, address, 'customer.updated')
    return known.id
  }
  if (session.mode === 'payment' && session.customer_creation !== 'always') return null
  const made = makeCustomer(world, {
    email: email ?? session.customer_email ?? null,
    ...(country ? { address: { country } } : {}),
  })
  change(world, 'checkout.session', session.id, { customer: made.id })
  return made.id
}

function completePaid(
  world: World,
  session: CheckoutSessionRow,
  customer: string | null,
  method: PaymentMethodRow,
  { authenticated = false }: Choice,
): Completion {
  const data = session.sim.paymentIntentData
  const reuse = session.mode === 'subscription' ? ('off_session' as const) : null
  const amount = session.amount_total ?? 0
  const fresh = {
    amount,
    currency: session.currency ?? 'usd',
    customer,
    method: method.id,
    metadata: data.metadata,
    capture: data.capture,
    reuse,
  }
  const made =
    openIntent(world, session, amount) ??
    makeIntent(world, {
      ...fresh,
      description: session.mode === 'subscription' ? 'Subscription creation' : data.description,
    })
  change(world, 'checkout.session', session.id, { sim: { ...session.sim, intent: made.id } })
  const intent = confirmIntent(world, made.id, method, { authenticated })
  if (intent.status === 'requires_action') return { result: 'authenticate' }
  if (intent.status === 'requires_payment_method')
    return { result: 'declined', message: intent.last_payment_error?.message ?? 'Your card was declined.' }
  if (customer !== null && session.mode === 'subscription') attach(world, method.id, customer)
  finishPaid(world, session, customer, method, intent)
  return { result: 'complete' }
}

/** The intent of an earlier try, to be used again. */
function openIntent(world: World, session: CheckoutSessionRow, amount: number): PaymentIntentRow | null {
  const before = world.store.get('payment_intent', session.sim.intent)
  return before && before.amount === amount && before.status.startsWith('requires_') ? before : null
}

function finishPaid(
  world: World,
  session: CheckoutSessionRow,
  customer: string | null,
  method: PaymentMethodRow,
  intent: PaymentIntentRow,
): void {
  const payment_status =
    intent.status === 'succeeded' || intent.status === 'requires_capture' ? ('paid' as const) : ('unpaid' as const)
  if (session.mode !== 'subscription' || customer === null)
    return complete(world, session.id, { payment_status, payment_intent: intent.id })
  addOneOffs(world, session, customer)
  const made = startPaidSubscription(world, startOf(world, session, customer, method), intent.id)
  followIntent(world, intent, made.invoice)
  // Stripe shows no payment intent on a session in subscription mode.
  complete(world, session.id, { payment_status, ...made })
}

/** One-time prices beside recurring ones go on the first invoice. */
function addOneOffs(world: World, session: CheckoutSessionRow, customer: string): void {
  for (const { price: id, quantity } of session.sim.lines) {
    const price = mustFind(world, 'price', id)
    if (price.recurring) continue
    const description = world.store.get('product', price.product)?.name ?? null
    makeItem(world, {
      customer,
      amount: (price.unit_amount ?? 0) * quantity,
      currency: price.currency,
      description,
      quantity,
      price,
    })
  }
}

function completeUnpaid(
  world: World,
  session: CheckoutSessionRow,
  customer: string | null,
  method: PaymentMethodRow | null,
  { authenticated = false }: Choice,
): Completion {
  const setup =
    method === null ? null : (world.store.get('setup_intent', session.setup_intent) ?? makeSetup(world, { customer }))
  if (setup && method) {
    change(world, 'checkout.session', session.id, { setup_intent: setup.id })
    const confirmed = confirmSetup(world, setup.id, method, authenticated)
    if (confirmed.status === 'requires_action') return { result: 'authenticate' }
  }
  if (session.mode !== 'subscription' || customer === null) {
    complete(world, session.id, { payment_status: 'no_payment_required' })
    return { result: 'complete' }
  }
  const made = startPaidSubscription(world, startOf(world, session, customer, method), null)
  markPaid(world, made.invoice, null)
  complete(world, session.id, {
    payment_status:
      session.sim.subscriptionData.trialDays === null && session.sim.subscriptionData.trialEnd === null
        ? 'paid'
        : 'no_payment_required',
    setup_intent: null,
    ...made,
  })
  return { result: 'complete' }
}

function startOf(world: World, session: CheckoutSessionRow, customer: string, method: PaymentMethodRow | null) {
  const { lines, discount, subscriptionData: data } = session.sim
  const items = lines.flatMap(({ price, quantity }) => {
    const row = mustFind(world, 'price', price)
    return row.recurring ? [{ price: row, quantity, metadata: {} }] : []
  })
  const hadDefault = mustFind(world, 'customer', customer).invoice_settings.default_payment_method !== null
  if (method && !hadDefault && session.mode === 'setup') setDefaultMethod(world, customer, method.id)
  return {
    customer,
    items,
    trialEnd: data.trialDays === null ? data.trialEnd : world.now() + data.trialDays * 86400,
    metadata: data.metadata,
    description: data.description,
    discounts: discount ? [discount] : [],
    automaticTax: session.sim.tax !== undefined,
    defaultMethod: method?.id ?? null,
    missingPaymentMethod: data.missingPaymentMethod,
    session: session.id,
  }
}

function complete(world: World, id: string, patch: Partial<CheckoutSessionRow>): void {
  const { customer, customer_details: details } = mustFind(world, 'checkout.session', id)
  const owner = customer === null ? undefined : world.store.get('customer', customer)
  const customer_details = owner ? customerDetails(owner) : details
  change(world, 'checkout.session', id, { status: 'complete', url: null, customer_details, ...patch })
  tell(world, 'checkout.session', id, 'checkout.session.completed')
}

/** As `completeSession`, but a decline is Stripe's 402: for calls over the API. */
export function completeOrThrow(world: World, id: string, choice: Choice): void {
  const completion = completeSession(world, id, choice)
  if (completion.result === 'declined')
    throw cardError({
      ...declineBody({ code: 'card_declined', decline_code: 'generic_decline', message: completion.message }),
    })
  if (completion.result === 'authenticate')
    throw cardError({ code: 'authentication_required', message: 'This payment requires 3D Secure.' })
}
