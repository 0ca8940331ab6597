// The API's subscriptions. Invariant: a list hides canceled ones unless they are asked for, as with Stripe.
import { accepted, bool, integer, need, oneOf, text, type Params } from '../http/params.ts'
import { createdRange, inRange, pageOf, pageShape, where } from '../http/page-list.ts'
import { invalid, noSuch } from '../http/errors.ts'
import { mergeMetadata } from '../http/metadata.ts'
import { route, type Route } from '../http/routes.ts'
import { changeAndTell, mustFind } from '../state/change.ts'
import { emit } from '../events/emit.ts'
import { show } from '../state/render.ts'
import type { SubscriptionRow } from '../state/rows.ts'
import { taxedWhere } from '../tax/automatic-tax.ts'
import type { World } from '../state/world.ts'
import { chooseCoupons } from '../catalog/discounts.ts'
import { living } from '../catalog/customers.ts'
import { cancelShape, cancelSubscription } from './cancel-subscription.ts'
import { currentPeriod } from './items.ts'
import { pauseRoutes } from './pause-routes.ts'
import { startSubscription } from './start-subscription.ts'
import {
  chooseItems,
  createShape,
  itemFields,
  prorationBehavior,
  trialEndOf,
  updateShape,
} from './subscription-params.ts'
import { ownMethod, updateSubscription } from './update-subscription.ts'

function createSubscription(world: World, params: Params<typeof createShape>): object {
  const customer = mustFind(world, 'customer', params.customer, 'customer').id
  if (params.default_payment_method) ownMethod(world, customer, params.default_payment_method)
  const id = startSubscription(world, {
    customer,
    items: chooseItems(world, params.items),
    trialEnd: trialEndOf(world, params),
    metadata: mergeMetadata({}, params.metadata),
    discounts: chooseCoupons(world, params.discounts),
    defaultMethod: params.default_payment_method ?? null,
    anchor: params.billing_cycle_anchor,
    cancelAt: typeof params.cancel_at === 'number' ? params.cancel_at : null,
    description: params.description ?? null,
    collection: params.collection_method ?? 'charge_automatically',
    daysUntilDue: params.days_until_due ?? null,
    missingPaymentMethod: params.trial_settings?.end_behavior.missing_payment_method ?? 'create_invoice',
    behavior: params.payment_behavior ?? 'allow_incomplete',
    offSession: params.off_session ?? false,
    automaticTax: taxedWhere(world, customer, params.automatic_tax?.enabled ?? false),
  })
  if (params.cancel_at_period_end || typeof params.cancel_at === 'string')
    updateSubscription(world, id, { cancel_at_period_end: true })
  return showOne(world, id)
}

function showOne(world: World, id: string): object {
  return show(world, 'subscription', mustFind(world, 'subscription', id))
}

const listShape = {
  ...pageShape,
  collection_method: oneOf('charge_automatically', 'send_invoice'),
  created: createdRange(),
  current_period_end: createdRange(),
  current_period_start: createdRange(),
  customer: text(),
  price: text(),
  status: oneOf(
    'active',
    'all',
    'canceled',
    'ended',
    'incomplete',
    'incomplete_expired',
    'past_due',
    'paused',
    'trialing',
    'unpaid',
  ),
  test_clock: text(),
  automatic_tax: accepted(),
}

function listSubscriptions(world: World, params: Params<typeof listShape>): object {
  const {
    customer,
    status,
    created,
    price,
    current_period_end: ends,
    current_period_start: starts,
    collection_method: collection,
  } = params
  const from =
    customer === undefined ? world.store.newest('subscription') : world.store.by('subscription', 'customer', customer)
  const wanted = where(
    from,
    (row) =>
      hasStatus(row, status) &&
      inRange(row.created, created) &&
      (price === undefined || row.items.data.some((item) => item.price.id === price)) &&
      (collection === undefined || row.collection_method === collection) &&
      inRange(currentPeriod(row).end, ends) &&
      inRange(currentPeriod(row).start, starts),
  )
  const page = pageOf(wanted, params, '/v1/subscriptions')
  return { ...page, data: page.data.map((row) => show(world, 'subscription', row)) }
}

function hasStatus({ status }: SubscriptionRow, wanted: string | undefined): boolean {
  const ended = status === 'canceled' || status === 'incomplete_expired'
  if (wanted === undefined) return status !== 'canceled'
  return wanted === 'all' || (wanted === 'ended' ? ended : status === wanted)
}

function removeDiscount(world: World, id: string): object {
  const [discount] = mustFind(world, 'subscription', id).discounts
  if (discount === undefined) throw invalid('This subscription has no discount.', undefined, 'resource_missing')
  const gone = mustFind(world, 'discount', discount)
  changeAndTell(world, 'subscription', id, { discounts: [] }, 'customer.subscription.updated')
  world.store.remove('discount', discount)
  emit(world, 'customer.discount.deleted', show(world, 'discount', gone))
  return { ...show(world, 'discount', gone), deleted: true }
}

function itemOf(world: World, id: string) {
  for (const subscription of world.store.newest('subscription')) {
    const item = subscription.items.data.find((one) => one.id === id)
    if (item) return { subscription, item }
  }
  throw noSuch('subscription_item', id)
}
// docs.stripe.com/billing/subscriptions/subscription-schedules: its schedule alone says how a subscription ends.
function checkScheduled(world: World, id: string, params: Params<typeof updateShape>) {
  const ends = params.cancel_at !== undefined || params.cancel_at_period_end !== undefined
  if (ends && mustFind(world, 'subscription', id).schedule !== null)
    throw invalid(
      'The subscription is managed by a subscription schedule, and updating any cancelation behavior directly is not allowed. Please update the schedule instead.',
    )
  return params
}

const itemShape = {
  ...itemFields,
  off_session: bool(),
  payment_behavior: oneOf('allow_incomplete', 'default_incomplete', 'error_if_incomplete'),
  proration_behavior: prorationBehavior,
  proration_date: integer(),
}

export const subscriptionRoutes: Route[] = [
  route('POST', '/v1/subscriptions', createShape, ({ world, params }) => createSubscription(world, params)),
  route('GET', '/v1/subscriptions', listShape, ({ world, params }) => listSubscriptions(world, params)),
  route('GET', '/v1/subscriptions/:id', {}, ({ world, id }) => showOne(world, id)),
  route('POST', '/v1/subscriptions/:id', updateShape, ({ world, id, params }) =>
    show(world, 'subscription', updateSubscription(world, id, checkScheduled(world, id, params))),
  ),
  route('DELETE', '/v1/subscriptions/:id', cancelShape, ({ world, id, params }) =>
    show(world, 'subscription', cancelSubscription(world, id, params)),
  ),
  route('DELETE', '/v1/subscriptions/:id/discount', {}, ({ world, id }) => removeDiscount(world, id)),
  ...pauseRoutes,
  route('GET', '/v1/subscription_items', { ...pageShape, subscription: need(text()) }, ({ world, params }) => {
    const items = mustFind(world, 'subscription', params.subscription, 'subscription').items.data
    return pageOf(items.toReversed(), params, '/v1/subscription_items')
  }),
  route('GET', '/v1/subscription_items/:id', {}, ({ world, id }) => itemOf(world, id).item),
  route('POST', '/v1/subscription_items/:id', itemShape, ({ world, id, params }) => {
    const { price, price_data, quantity, metadata, ...rest } = params
    const { subscription } = itemOf(world, id)
    updateSubscription(world, subscription.id, { items: [{ id, price, price_data, quantity, metadata }], ...rest })
    return itemOf(world, id).item
  }),
  route('GET', '/v1/customers/:id/subscriptions', listShape, ({ world, id, params }) =>
    listSubscriptions(world, { ...params, customer: living(world, id).id }),
  ),
]
