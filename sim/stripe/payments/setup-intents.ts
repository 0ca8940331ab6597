// Setup intents: save a payment method for later without a payment. Invariant: one that succeeded leaves its method attached.
import type Stripe from 'stripe'
import { accepted, bool, list, oneOf, text, type Params } from '../http/params.ts'
import { createdRange, inRange, pageOf, pageShape, where } from '../http/page-list.ts'
import { cardError, invalid } from '../http/errors.ts'
import { mergeMetadata, metadata } from '../http/metadata.ts'
import { route, type Route } from '../http/routes.ts'
import { change, changeAndTell, create, mustFind } from '../state/change.ts'
import { newId, randomText } from '../state/ids.ts'
import { show } from '../state/render.ts'
import type { PaymentMethodRow, SetupIntentRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { attach, cardOf, declineBody, usable } from './payment-methods.ts'

export function makeSetup(
  world: World,
  given: { customer: string | null; description?: string | null; metadata?: Record<string, string> },
): SetupIntentRow {
  const id = newId('seti')
  const row = {
    id,
    object: 'setup_intent',
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: { allow_redirects: 'always', enabled: true },
    cancellation_reason: null,
    client_secret: `${id}_secret_${randomText(25)}`,
    created: world.now(),
    customer: given.customer,
    customer_account: null,
    description: given.description ?? null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    managed_payments: null,
    mandate: null,
    metadata: given.metadata ?? {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: { card: { mandate_options: null, network: null, request_three_d_secure: 'automatic' } },
    payment_method_types: ['card'],
    single_use_mandate: null,
    status: 'requires_payment_method',
    usage: 'off_session',
  } satisfies Stripe.SetupIntent
  return create(world, 'setup_intent', row, 'setup_intent.created')
}

/** Saves the method: the status afterwards is succeeded or requires_action; throws the card error of a refused card. */
export function confirmSetup(
  world: World,
  id: string,
  method: PaymentMethodRow,
  authenticated = false,
): SetupIntentRow {
  const card = cardOf(method)
  change(world, 'setup_intent', id, { payment_method: method.id })
  if (card.refusesAttach && typeof card.present === 'object') {
    const error = { type: 'card_error' as const, ...declineBody(card.present) }
    // The codes of our cards are all on Stripe's longer list.
    const last = error as Stripe.SetupIntent.LastSetupError
    const failed = changeAndTell(
      world,
      'setup_intent',
      id,
      { status: 'requires_payment_method', payment_method: null, last_setup_error: last },
      'setup_intent.setup_failed',
    )
    throw cardError({ ...declineBody(card.present), setup_intent: show(world, 'setup_intent', failed) })
  }
  if (card.present === 'authenticates' && !authenticated) {
    const next_action = {
      type: 'redirect_to_url',
      redirect_to_url: { return_url: null, url: `${world.publicOrigin}/sim/authenticate/${id}` },
    }
    return changeAndTell(
      world,
      'setup_intent',
      id,
      { status: 'requires_action', next_action },
      'setup_intent.requires_action',
    )
  }
  if (authenticated) change(world, 'payment_method', method.id, { sim: { ...method.sim, authenticated: true } })
  const { customer } = mustFind(world, 'setup_intent', id)
  if (customer !== null) attach(world, method.id, customer)
  return changeAndTell(world, 'setup_intent', id, { status: 'succeeded', next_action: null }, 'setup_intent.succeeded')
}

const fields = { customer: text(), description: text(), metadata: metadata(), payment_method: text() }
const createShape = {
  ...fields,
  confirm: bool(),
  usage: oneOf('off_session', 'on_session'),
  allowed_payment_method_types: list(text()),
  excluded_payment_method_types: list(text()),
  automatic_payment_methods: accepted(),
  mandate_data: accepted(),
  return_url: text(),
}

function createSetup(world: World, params: Params<typeof createShape>): object {
  if (params.customer !== undefined) mustFind(world, 'customer', params.customer, 'customer')
  const made = makeSetup(world, {
    customer: params.customer ?? null,
    description: params.description ?? null,
    metadata: mergeMetadata({}, params.metadata),
  })
  if (params.payment_method === undefined) return show(world, 'setup_intent', made)
  const method = usable(world, params.payment_method)
  if (params.confirm) return show(world, 'setup_intent', confirmSetup(world, made.id, method))
  return show(
    world,
    'setup_intent',
    change(world, 'setup_intent', made.id, { payment_method: method.id, status: 'requires_confirmation' }),
  )
}

const confirmShape = { payment_method: text(), return_url: text(), mandate_data: accepted() }

export const setupIntentRoutes: Route[] = [
  route('POST', '/v1/setup_intents', createShape, ({ world, params }) => createSetup(world, params)),
  route(
    'GET',
    '/v1/setup_intents',
    { ...pageShape, created: createdRange(), customer: text(), payment_method: text() },
    ({ world, params }) => {
      const { customer, payment_method: method, created } = params
      const from =
        customer === undefined
          ? world.store.newest('setup_intent')
          : world.store.by('setup_intent', 'customer', customer)
      const wanted = where(
        from,
        (row) => inRange(row.created, created) && (method === undefined || row.payment_method === method),
      )
      const page = pageOf(wanted, params, '/v1/setup_intents')
      return { ...page, data: page.data.map((row) => show(world, 'setup_intent', row)) }
    },
  ),
  route('GET', '/v1/setup_intents/:id', { client_secret: text() }, ({ world, id }) =>
    show(world, 'setup_intent', mustFind(world, 'setup_intent', id)),
  ),
  route('POST', '/v1/setup_intents/:id', fields, ({ world, id, params }) => {
    const before = mustFind(world, 'setup_intent', id)
    const method = params.payment_method === undefined ? before.payment_method : usable(world, params.payment_method).id
    return show(
      world,
      'setup_intent',
      change(world, 'setup_intent', id, {
        payment_method: method,
        metadata: mergeMetadata(before.metadata ?? {}, params.metadata),
      }),
    )
  }),
  route('POST', '/v1/setup_intents/:id/confirm', confirmShape, ({ world, id, params }) => {
    const name = params.payment_method ?? mustFind(world, 'setup_intent', id).payment_method
    if (name === null)
      throw invalid('You cannot confirm this SetupIntent because it is missing a payment method.', 'payment_method')
    return show(world, 'setup_intent', confirmSetup(world, id, usable(world, name)))
  }),
  route(
    'POST',
    '/v1/setup_intents/:id/cancel',
    { cancellation_reason: oneOf('abandoned', 'duplicate', 'requested_by_customer') },
    ({ world, id, params }) => {
      const { status } = mustFind(world, 'setup_intent', id)
      if (status === 'succeeded' || status === 'canceled')
        throw invalid(
          `You cannot cancel this SetupIntent because it has a status of ${status}.`,
          undefined,
          'setup_intent_unexpected_state',
        )
      return show(
        world,
        'setup_intent',
        changeAndTell(
          world,
          'setup_intent',
          id,
          { status: 'canceled', cancellation_reason: params.cancellation_reason ?? null },
          'setup_intent.canceled',
        ),
      )
    },
  ),
]
