// The life of a payment intent: made, confirmed, settled. Invariant: money moves only here, and each success books one charge.
import type Stripe from 'stripe'
import { change, changeAndTell, create, mustFind, tell } from '../state/change.ts'
import { newId, randomText } from '../state/ids.ts'
import type { PaymentIntentRow, PaymentMethodRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { book, feeOf } from './balance.ts'
import { addCharge } from './charges.ts'
import { decidePayment } from './decide-payment.ts'
import { cardOf } from './payment-methods.ts'
import { declines, type Decline } from './test-cards.ts'

const nothing = {
  allowed_payment_method_types: null,
  application: null,
  application_fee_amount: null,
  canceled_at: null,
  cancellation_reason: null,
  customer_account: null,
  excluded_payment_method_types: null,
  last_payment_error: null,
  latest_charge: null,
  managed_payments: null,
  next_action: null,
  on_behalf_of: null,
  payment_method_configuration_details: null,
  payment_record: null,
  processing: null,
  review: null,
  shipping: null,
  source: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  transfer_data: null,
  transfer_group: null,
} satisfies Partial<Stripe.PaymentIntent>

export interface NewIntent {
  amount: number
  currency: string
  customer: string | null
  method: string | null
  description?: string | null
  metadata?: Record<string, string>
  capture?: 'automatic' | 'manual'
  reuse?: 'off_session' | 'on_session' | null
  receiptEmail?: string | null
}
export function makeIntent(world: World, given: NewIntent): PaymentIntentRow {
  const id = newId('pi')
  const row = {
    ...nothing,
    id,
    object: 'payment_intent',
    amount: given.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    automatic_payment_methods: { allow_redirects: 'always', enabled: true },
    capture_method: given.capture ?? 'automatic_async',
    client_secret: `${id}_secret_${randomText(25)}`,
    confirmation_method: 'automatic',
    created: world.now(),
    currency: given.currency,
    customer: given.customer,
    description: given.description ?? null,
    livemode: false,
    metadata: given.metadata ?? {},
    payment_method: given.method,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_method_types: ['card'],
    receipt_email: given.receiptEmail ?? null,
    setup_future_usage: given.reuse ?? null,
    status: given.method === null ? 'requires_payment_method' : 'requires_confirmation',
  } satisfies Stripe.PaymentIntent
  const sim = { settlesAt: null, settlesAs: 'succeeded' as const, offSession: false }
  return create(world, 'payment_intent', { ...row, sim }, 'payment_intent.created')
}

/** Tries to take the money; the row afterwards says what came of it. `offSession`: the customer is not there. */
export function confirmIntent(
  world: World,
  id: string,
  method: PaymentMethodRow,
  { offSession = false, authenticated = false } = {},
): PaymentIntentRow {
  const before = mustFind(world, 'payment_intent', id)
  const intent = change(world, 'payment_intent', id, {
    payment_method: method.id,
    next_action: null,
    sim: { ...before.sim, offSession },
  })
  const outcome =
    world.outcomes.get(method.id) ?? (intent.customer === null ? undefined : world.outcomes.get(intent.customer))
  const verdict = decidePayment(cardOf(method), {
    offSession,
    authenticated,
    known: method.sim.authenticated,
    forced: outcome,
  })
  switch (verdict.result) {
    case 'pays':
      if (authenticated) change(world, 'payment_method', method.id, { sim: { ...method.sim, authenticated: true } })
      return capture(world, intent, method)
    case 'authenticates': {
      const next_action = {
        type: 'redirect_to_url',
        redirect_to_url: { return_url: null, url: `${world.publicOrigin}/sim/authenticate/${id}` },
      }
      return changeAndTell(
        world,
        'payment_intent',
        id,
        { status: 'requires_action', next_action },
        'payment_intent.requires_action',
      )
    }
    case 'pends':
      return pend(world, intent, method, verdict.settlesAs)
    case 'declines':
      return fail(world, intent, method, verdict.decline)
  }
}

function capture(world: World, intent: PaymentIntentRow, method: PaymentMethodRow): PaymentIntentRow {
  const charge = addCharge(world, intent, method, 'succeeded', null)
  if (intent.capture_method === 'manual') {
    const held = { status: 'requires_capture' as const, amount_capturable: intent.amount, latest_charge: charge.id }
    tell(world, 'charge', charge.id, 'charge.succeeded')
    return changeAndTell(world, 'payment_intent', intent.id, held, 'payment_intent.amount_capturable_updated')
  }
  return settle(world, intent, charge.id)
}

/** Books a charge that went through and ends the intent. */
function settle(world: World, intent: PaymentIntentRow, charge: string): PaymentIntentRow {
  const { amount, currency, description } = intent
  const movement = book(world, {
    type: 'charge',
    source: charge,
    amount,
    currency,
    fee: feeOf(amount),
    description,
    category: 'charge',
  })
  change(world, 'charge', charge, {
    status: 'succeeded',
    paid: true,
    captured: true,
    amount_captured: amount,
    balance_transaction: movement.id,
  })
  const done = {
    status: 'succeeded' as const,
    amount_received: amount,
    amount_capturable: 0,
    latest_charge: charge,
    last_payment_error: null,
  }
  const row = changeAndTell(
    world,
    'payment_intent',
    intent.id,
    { ...done, sim: { ...intent.sim, settlesAt: null } },
    'payment_intent.succeeded',
  )
  tell(world, 'charge', charge, 'charge.succeeded')
  return row
}

function pend(
  world: World,
  intent: PaymentIntentRow,
  method: PaymentMethodRow,
  settlesAs: 'succeeded' | 'failed' | null,
): PaymentIntentRow {
  const charge = addCharge(world, intent, method, 'pending', null)
  tell(world, 'charge', charge.id, 'charge.pending')
  const settlesAt = settlesAs === null ? null : world.now() + world.settings.asyncSettleSeconds
  const sim = { ...intent.sim, settlesAt, settlesAs: settlesAs ?? 'succeeded' }
  return changeAndTell(
    world,
    'payment_intent',
    intent.id,
    { status: 'processing', latest_charge: charge.id, sim },
    'payment_intent.processing',
  )
}

function fail(
  world: World,
  intent: PaymentIntentRow,
  method: PaymentMethodRow,
  decline: Decline,
  charge = addCharge(world, intent, method, 'failed', decline).id,
): PaymentIntentRow {
  tell(world, 'charge', charge, 'charge.failed')
  // Stripe's list of codes is longer than any type of ours; ours are all on it.
  const code = decline.code as Stripe.PaymentIntent.LastPaymentError.Code
  const { sim: _sim, ...shown } = method
  const error = {
    type: 'card_error' as const,
    code,
    message: decline.message,
    charge,
    payment_method: shown,
    ...(decline.decline_code === null ? {} : { decline_code: decline.decline_code }),
  }
  const patch = {
    status: 'requires_payment_method' as const,
    payment_method: null,
    latest_charge: charge,
    last_payment_error: error,
    sim: { ...intent.sim, settlesAt: null },
  }
  return changeAndTell(world, 'payment_intent', intent.id, patch, 'payment_intent.payment_failed')
}

/** The customer did not pass 3D Secure: the intent waits for another card. */
export function failAuthentication(world: World, id: string): PaymentIntentRow {
  const intent = mustFind(world, 'payment_intent', id)
  const method = mustFind(world, 'payment_method', intent.payment_method ?? '')
  return fail(world, intent, method, declines.notAuthenticated)
}

/** Ends a payment that was processing. */
export function settlePending(world: World, id: string, as: 'succeeded' | 'failed'): PaymentIntentRow {
  const intent = mustFind(world, 'payment_intent', id)
  const charge = mustFind(world, 'charge', intent.latest_charge ?? '')
  if (as === 'succeeded') return settle(world, intent, charge.id)
  const { code, message } = declines.debit
  change(world, 'charge', charge.id, { status: 'failed', failure_code: code, failure_message: message, paid: false })
  return fail(world, intent, mustFind(world, 'payment_method', intent.payment_method ?? ''), declines.debit, charge.id)
}

/** Takes money that was only held. */
export function captureIntent(world: World, id: string, amount: number): PaymentIntentRow {
  const intent = mustFind(world, 'payment_intent', id)
  const charge = intent.latest_charge ?? ''
  const movement = book(world, {
    type: 'charge',
    source: charge,
    amount,
    currency: intent.currency,
    fee: feeOf(amount),
    category: 'charge',
  })
  changeAndTell(
    world,
    'charge',
    charge,
    { captured: true, amount_captured: amount, balance_transaction: movement.id },
    'charge.captured',
  )
  return changeAndTell(
    world,
    'payment_intent',
    id,
    { status: 'succeeded', amount_received: amount, amount_capturable: 0 },
    'payment_intent.succeeded',
  )
}

/** Cancels one that has not moved money. */
export function cancelIntent(
  world: World,
  id: string,
  reason: Stripe.PaymentIntent.CancellationReason | null,
): PaymentIntentRow {
  const patch = {
    status: 'canceled' as const,
    canceled_at: world.now(),
    cancellation_reason: reason,
    amount_capturable: 0,
  }
  return changeAndTell(world, 'payment_intent', id, patch, 'payment_intent.canceled')
}
