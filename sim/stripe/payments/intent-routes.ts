// The API's payment intents. Invariant: every change of one also moves its invoice.
import { accepted, bool, clearable, hash, integer, list, need, oneOf, text, type Params } from '../http/params.ts'
import { createdRange, inRange, pageOf, pageShape, where } from '../http/page-list.ts'
import { cardError, invalid } from '../http/errors.ts'
import { mergeMetadata, metadata } from '../http/metadata.ts'
import { route, type Route } from '../http/routes.ts'
import { change, mustFind } from '../state/change.ts'
import { show } from '../state/render.ts'
import type { PaymentIntentRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { afterIntent } from './follow-intent.ts'
import { cancelIntent, captureIntent, confirmIntent, makeIntent } from './intents.ts'
import { attach, usable } from './payment-methods.ts'

const confirmFields = {
  off_session: bool(),
  payment_method: text(),
  return_url: text(),
  setup_future_usage: clearable(oneOf('off_session', 'on_session')),
  // A mandate is always given here.
  mandate_data: accepted(),
  shipping: clearable(accepted()),
  receipt_email: clearable(text()),
  payment_method_options: accepted(),
}
const createShape = {
  ...confirmFields,
  amount: need(integer({ min: 1 })),
  currency: need(text(3)),
  customer: text(),
  confirm: bool(),
  capture_method: oneOf('automatic', 'automatic_async', 'manual'),
  confirmation_method: oneOf('automatic', 'manual'),
  description: text(1000),
  metadata: metadata(),
  allowed_payment_method_types: list(text()),
  excluded_payment_method_types: list(text()),
  automatic_payment_methods: hash({ enabled: need(bool()), allow_redirects: oneOf('always', 'never') }),
  statement_descriptor: text(22),
  statement_descriptor_suffix: text(22),
}

function createIntent(world: World, params: Params<typeof createShape>): object {
  if (params.customer !== undefined) mustFind(world, 'customer', params.customer, 'customer')
  const method = params.payment_method === undefined ? null : usable(world, params.payment_method)
  const { id } = makeIntent(world, {
    amount: params.amount,
    currency: params.currency.toLowerCase(),
    customer: params.customer ?? null,
    method: method?.id ?? null,
    description: params.description ?? null,
    metadata: mergeMetadata({}, params.metadata),
    capture: params.capture_method === 'manual' ? 'manual' : 'automatic',
    reuse: params.setup_future_usage ?? null,
    receiptEmail: params.receipt_email ?? null,
  })
  return params.confirm ? confirm(world, id, params) : showOne(world, id)
}

// A decline is a 402 that carries the intent, as the SDK's StripeCardError expects.
function confirm(world: World, id: string, params: Params<typeof confirmFields>): object {
  const before = mustFind(world, 'payment_intent', id)
  if (!['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(before.status))
    throw unexpected(before, 'confirm')
  const name = params.payment_method ?? before.payment_method
  if (name === null)
    throw invalid("You cannot confirm this PaymentIntent because it's missing a payment method.", 'payment_method')
  const method = usable(world, name)
  const intent = confirmIntent(world, id, method, { offSession: params.off_session ?? false })
  if (intent.status === 'succeeded' && intent.customer !== null && intent.setup_future_usage !== null)
    attach(world, method.id, intent.customer)
  afterIntent(world, intent)
  const error = intent.last_payment_error
  if (intent.status === 'requires_payment_method' && error) {
    throw cardError({
      message: error.message ?? 'Your card was declined.',
      ...(error.code === undefined ? {} : { code: error.code }),
      ...(error.decline_code === undefined ? {} : { decline_code: error.decline_code }),
      ...(error.charge === undefined ? {} : { charge: error.charge }),
      payment_intent: show(world, 'payment_intent', intent),
      payment_method: error.payment_method,
    })
  }
  return showOne(world, id)
}

function unexpected({ status }: PaymentIntentRow, verb: string) {
  return invalid(
    `You cannot ${verb} this PaymentIntent because it has a status of ${status}.`,
    undefined,
    'payment_intent_unexpected_state',
  )
}

function showOne(world: World, id: string): object {
  return show(world, 'payment_intent', mustFind(world, 'payment_intent', id))
}

const updateShape = {
  ...confirmFields,
  amount: integer({ min: 1 }),
  currency: text(3),
  customer: text(),
  description: text(1000),
  metadata: metadata(),
}
function updateIntent(world: World, id: string, params: Params<typeof updateShape>): object {
  const before = mustFind(world, 'payment_intent', id)
  change(world, 'payment_intent', id, {
    amount: params.amount ?? before.amount,
    customer: params.customer ?? before.customer,
    description: params.description ?? before.description,
    metadata: mergeMetadata(before.metadata, params.metadata),
    payment_method:
      params.payment_method === undefined ? before.payment_method : usable(world, params.payment_method).id,
  })
  return showOne(world, id)
}

export const paymentIntentRoutes: Route[] = [
  route('POST', '/v1/payment_intents', createShape, ({ world, params }) => createIntent(world, params)),
  route(
    'GET',
    '/v1/payment_intents',
    { ...pageShape, created: createdRange(), customer: text() },
    ({ world, params }) => {
      const { customer, created } = params
      const from =
        customer === undefined
          ? world.store.newest('payment_intent')
          : world.store.by('payment_intent', 'customer', customer)
      const page = pageOf(
        where(from, (row) => inRange(row.created, created)),
        params,
        '/v1/payment_intents',
      )
      return { ...page, data: page.data.map((row) => show(world, 'payment_intent', row)) }
    },
  ),
  route('GET', '/v1/payment_intents/:id', { client_secret: text() }, ({ world, id }) => showOne(world, id)),
  route('POST', '/v1/payment_intents/:id', updateShape, ({ world, id, params }) => updateIntent(world, id, params)),
  route('POST', '/v1/payment_intents/:id/confirm', confirmFields, ({ world, id, params }) =>
    confirm(world, id, params),
  ),
  route(
    'POST',
    '/v1/payment_intents/:id/capture',
    { amount_to_capture: integer({ min: 1 }), final_capture: bool(), metadata: metadata() },
    ({ world, id, params }) => {
      const intent = mustFind(world, 'payment_intent', id)
      if (intent.status !== 'requires_capture') throw unexpected(intent, 'capture')
      change(world, 'payment_intent', id, { metadata: mergeMetadata(intent.metadata, params.metadata) })
      return show(
        world,
        'payment_intent',
        captureIntent(world, id, params.amount_to_capture ?? intent.amount_capturable),
      )
    },
  ),
  route(
    'POST',
    '/v1/payment_intents/:id/cancel',
    { cancellation_reason: oneOf('abandoned', 'duplicate', 'fraudulent', 'requested_by_customer') },
    ({ world, id, params }) => {
      const intent = mustFind(world, 'payment_intent', id)
      if (intent.status === 'succeeded' || intent.status === 'canceled') throw unexpected(intent, 'cancel')
      return show(world, 'payment_intent', cancelIntent(world, id, params.cancellation_reason ?? null))
    },
  ),
]
