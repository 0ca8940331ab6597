// Charges: one attempt to take money. Invariant: a charge belongs to a payment intent and is never created directly.
import type Stripe from 'stripe'
import { accepted, hash, oneOf, text, clearable, type Params } from '../http/params.ts'
import { createdRange, inRange, pageOf, pageShape, where } from '../http/page-list.ts'
import { mergeMetadata, metadata } from '../http/metadata.ts'
import { route, type Route } from '../http/routes.ts'
import { changeAndTell, mustFind } from '../state/change.ts'
import { newId } from '../state/ids.ts'
import { show } from '../state/render.ts'
import type { ChargeRow, PaymentIntentRow, PaymentMethodRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { cardOf } from './payment-methods.ts'
import type { Decline } from './test-cards.ts'

const nothing = {
  application: null,
  application_fee: null,
  application_fee_amount: null,
  failure_balance_transaction: null,
  fraud_details: {},
  on_behalf_of: null,
  radar_options: {},
  receipt_number: null,
  review: null,
  shipping: null,
  source: null,
  source_transfer: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  transfer_data: null,
  transfer_group: null,
} satisfies Partial<Stripe.Charge>

/** Stores the charge of one attempt; tells of nothing, as the intent decides the order of events. */
export function addCharge(
  world: World,
  intent: PaymentIntentRow,
  method: PaymentMethodRow,
  status: 'succeeded' | 'pending' | 'failed',
  decline: Decline | null,
): ChargeRow {
  const captured = status !== 'failed' && intent.capture_method !== 'manual'
  const card = cardOf(method)
  const id = newId('ch')
  const row = {
    ...nothing,
    id,
    object: 'charge',
    amount: intent.amount,
    amount_captured: captured && status === 'succeeded' ? intent.amount : 0,
    amount_refunded: 0,
    balance_transaction: null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: 'SIMULATED SHOP',
    captured,
    created: world.now(),
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    livemode: false,
    metadata: intent.metadata,
    outcome: outcome(decline),
    paid: status === 'succeeded',
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: details(method, intent.amount, intent.sim.offSession),
    receipt_email: intent.receipt_email,
    receipt_url: status === 'failed' ? null : `${world.publicOrigin}/sim/receipt/${id}`,
    refunded: false,
    status,
  } satisfies Stripe.Charge
  const disputeAt = status === 'succeeded' && card.disputes ? world.now() : null
  return world.store.put('charge', { ...row, sim: { disputeAt, disputeKind: card.disputes ?? 'chargeback' } })
}

function outcome(decline: Decline | null): Stripe.Charge.Outcome {
  const none = { advice_code: null, network_advice_code: null, network_decline_code: null }
  if (decline === null) {
    return {
      ...none,
      network_status: 'approved_by_network',
      reason: null,
      risk_level: 'normal',
      risk_score: 12,
      seller_message: 'Payment complete.',
      type: 'authorized',
    }
  }
  const reason = decline.decline_code ?? decline.code
  return {
    ...none,
    network_decline_code: '05',
    network_status: 'declined_by_network',
    reason,
    risk_level: 'normal',
    risk_score: 12,
    seller_message: 'The bank did not return any further details with this decline.',
    type: 'issuer_declined',
  }
}

function details(method: PaymentMethodRow, amount: number, offSession: boolean): Stripe.Charge.PaymentMethodDetails {
  const { card, sepa_debit: debit } = method
  if (debit)
    return {
      type: 'sepa_debit',
      sepa_debit: {
        bank_code: debit.bank_code,
        branch_code: debit.branch_code,
        country: debit.country,
        fingerprint: debit.fingerprint,
        last4: debit.last4,
        mandate: null,
      },
    }
  if (!card) return { type: method.type }
  return {
    type: 'card',
    card: {
      amount_authorized: amount,
      authorization_code: null,
      brand: card.brand,
      checks: card.checks,
      country: card.country,
      electronic_commerce_indicator: null,
      exp_month: card.exp_month,
      exp_year: card.exp_year,
      fingerprint: card.fingerprint ?? null,
      funding: card.funding,
      installments: null,
      last4: card.last4,
      mandate: null,
      network: card.brand,
      network_transaction_id: null,
      regulated_status: card.regulated_status,
      three_d_secure: null,
      transaction_link_id: null,
      wallet: null,
      ...(offSession ? { stored_credential_usage: 'recurring' as const } : {}),
    },
  }
}

const listShape = {
  ...pageShape,
  created: createdRange(),
  customer: text(),
  payment_intent: text(),
  transfer_group: text(),
}
function listCharges(world: World, params: Params<typeof listShape>): object {
  const { payment_intent: intent, customer, created } = params
  const from =
    intent !== undefined
      ? world.store.by('charge', 'payment_intent', intent)
      : customer !== undefined
        ? world.store.by('charge', 'customer', customer)
        : world.store.newest('charge')
  const page = pageOf(
    where(from, (row) => inRange(row.created, created)),
    params,
    '/v1/charges',
  )
  return { ...page, data: page.data.map((row) => show(world, 'charge', row)) }
}

const updateShape = {
  description: clearable(text()),
  metadata: metadata(),
  receipt_email: text(),
  fraud_details: hash({ user_report: oneOf('fraudulent', 'safe') }),
  customer: text(),
  shipping: accepted(),
  transfer_group: text(),
}

export const chargeRoutes: Route[] = [
  route('GET', '/v1/charges', listShape, ({ world, params }) => listCharges(world, params)),
  route('GET', '/v1/charges/:id', {}, ({ world, id }) => show(world, 'charge', mustFind(world, 'charge', id))),
  route('POST', '/v1/charges/:id', updateShape, ({ world, id, params }) => {
    const before = mustFind(world, 'charge', id)
    const patch = {
      metadata: mergeMetadata(before.metadata, params.metadata),
      ...(params.description === undefined ? {} : { description: params.description }),
      ...(params.fraud_details?.user_report
        ? { fraud_details: { user_report: params.fraud_details.user_report } }
        : {}),
    }
    return show(world, 'charge', changeAndTell(world, 'charge', id, patch, 'charge.updated'))
  }),
]
