// The API's subscription schedules, for changes that take effect at the end of a period. Invariant: a subscription has at most one.
import type Stripe from 'stripe'
import { accepted, bool, oneOf, text, type Params } from '../http/params.ts'
import { pageOf, pageShape, where } from '../http/page-list.ts'
import { invalid } from '../http/errors.ts'
import { mergeMetadata, metadata } from '../http/metadata.ts'
import { route, type Route } from '../http/routes.ts'
import { change, changeAndTell, create, mustFind, tell } from '../state/change.ts'
import { newId } from '../state/ids.ts'
import { show } from '../state/render.ts'
import type { ScheduleRow, SubscriptionRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { endSubscription } from '../subscriptions/end-subscription.ts'
import { currentPeriod } from '../subscriptions/items.ts'
import { startSchedule } from './advance-schedule.ts'
import { makePhases, phasesField, timeOrNow } from './phases.ts'

const endBehavior = oneOf('cancel', 'none', 'release', 'renew')
const shared = { end_behavior: endBehavior, metadata: metadata(), phases: phasesField, default_settings: accepted() }
const createShape = {
  ...shared,
  customer: text(),
  from_subscription: text(),
  start_date: timeOrNow,
  billing_mode: accepted(),
}

function createSchedule(world: World, params: Params<typeof createShape>): object {
  const { from_subscription: from, customer, phases = [] } = params
  const subscription = from === undefined ? null : mustFind(world, 'subscription', from, 'from_subscription')
  if (subscription?.schedule)
    throw invalid('You cannot migrate a subscription that is already attached to a schedule.', 'from_subscription')
  if (subscription && phases.length > 0)
    throw invalid('You cannot set `phases` if `from_subscription` is set.', 'phases')
  const owner = subscription?.customer ?? customer
  if (owner === undefined) throw invalid('Missing required param: customer.', 'customer', 'parameter_missing')
  mustFind(world, 'customer', owner, 'customer')
  const start = typeof params.start_date === 'number' ? params.start_date : world.now()
  const made = subscription ? [phaseOf(subscription)] : makePhases(world, phases, start)
  const row = create(world, 'subscription_schedule', blank(world, owner, made, params), 'subscription_schedule.created')
  if (subscription) change(world, 'subscription_schedule', row.id, { subscription: subscription.id })
  if (subscription || start <= world.now()) startSchedule(world, row.id)
  return showOne(world, row.id)
}

function blank(
  world: World,
  customer: string,
  phases: Stripe.SubscriptionSchedule.Phase[],
  params: Params<typeof shared>,
): ScheduleRow {
  return {
    id: newId('sub_sched'),
    object: 'subscription_schedule',
    application: null,
    billing_mode: { flexible: { proration_discounts: 'included' }, type: 'flexible', updated_at: world.now() },
    canceled_at: null,
    completed_at: null,
    created: world.now(),
    current_phase: null,
    customer,
    customer_account: null,
    default_settings: {
      application_fee_percent: null,
      automatic_tax: { disabled_reason: null, enabled: false, liability: null },
      billing_cycle_anchor: 'automatic',
      billing_thresholds: null,
      collection_method: 'charge_automatically',
      default_payment_method: null,
      description: null,
      invoice_settings: {
        account_tax_ids: null,
        custom_fields: null,
        days_until_due: null,
        description: null,
        footer: null,
        issuer: { type: 'self' },
      },
      on_behalf_of: null,
      transfer_data: null,
    },
    end_behavior: params.end_behavior ?? 'release',
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    pause_schedules: [],
    phases,
    released_at: null,
    released_subscription: null,
    status: 'not_started',
    subscription: null,
    test_clock: world.store.get('customer', customer)?.test_clock ?? null,
    sim: { expiringSent: false },
  }
}

// A schedule made from a subscription begins with what the subscription is doing now.
function phaseOf(subscription: SubscriptionRow): Stripe.SubscriptionSchedule.Phase {
  const { start, end } = currentPeriod(subscription)
  return {
    add_invoice_items: [],
    application_fee_percent: null,
    billing_cycle_anchor: null,
    billing_thresholds: null,
    collection_method: null,
    currency: subscription.currency,
    default_payment_method: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    end_date: end,
    invoice_settings: null,
    items: subscription.items.data.map(({ price, quantity = 1 }) => ({
      billing_thresholds: null,
      discounts: [],
      metadata: {},
      plan: price.id,
      price: price.id,
      quantity,
      tax_rates: [],
    })),
    metadata: subscription.metadata,
    on_behalf_of: null,
    proration_behavior: 'create_prorations',
    start_date: start,
    transfer_data: null,
    trial_end: null,
  }
}

const updateShape = { ...shared, proration_behavior: oneOf('always_invoice', 'create_prorations', 'none') }
function updateSchedule(world: World, id: string, params: Params<typeof updateShape>): object {
  const before = mustFind(world, 'subscription_schedule', id)
  if (before.status !== 'active' && before.status !== 'not_started')
    throw invalid(`You cannot update a subscription schedule that is ${before.status}.`)
  const [given] = params.phases ?? []
  const start = typeof given?.start_date === 'number' ? given.start_date : (before.phases[0]?.start_date ?? world.now())
  const phases = params.phases ? makePhases(world, params.phases, start) : before.phases
  const [first] = phases
  const current =
    before.current_phase && first ? { start_date: first.start_date, end_date: first.end_date } : before.current_phase
  const patch = {
    phases,
    current_phase: current,
    end_behavior: params.end_behavior ?? before.end_behavior,
    metadata: mergeMetadata(before.metadata ?? {}, params.metadata),
  }
  return show(
    world,
    'subscription_schedule',
    changeAndTell(world, 'subscription_schedule', id, patch, 'subscription_schedule.updated'),
  )
}

function releaseSchedule(world: World, id: string): object {
  const { subscription } = openSchedule(world, id)
  if (subscription !== null) change(world, 'subscription', subscription, { schedule: null })
  const patch = {
    status: 'released' as const,
    released_at: world.now(),
    released_subscription: subscription,
    subscription: null,
    current_phase: null,
  }
  return show(
    world,
    'subscription_schedule',
    changeAndTell(world, 'subscription_schedule', id, patch, 'subscription_schedule.released'),
  )
}

function cancelSchedule(world: World, id: string): object {
  const { subscription, status } = openSchedule(world, id)
  changeAndTell(
    world,
    'subscription_schedule',
    id,
    { status: 'canceled', canceled_at: world.now(), current_phase: null },
    'subscription_schedule.canceled',
  )
  if (status === 'not_started') tell(world, 'subscription_schedule', id, 'subscription_schedule.aborted')
  if (subscription !== null) {
    change(world, 'subscription', subscription, { schedule: null })
    endSubscription(world, subscription, { reason: 'cancellation_requested' })
  }
  return showOne(world, id)
}

function openSchedule(world: World, id: string): ScheduleRow {
  const row = mustFind(world, 'subscription_schedule', id)
  if (row.status === 'active' || row.status === 'not_started') return row
  throw invalid(`This subscription schedule is ${row.status} and can no longer be changed.`)
}

function showOne(world: World, id: string): object {
  return show(world, 'subscription_schedule', mustFind(world, 'subscription_schedule', id))
}

const listShape = { ...pageShape, customer: text(), scheduled: bool() }
export const scheduleRoutes: Route[] = [
  route('POST', '/v1/subscription_schedules', createShape, ({ world, params }) => createSchedule(world, params)),
  route('GET', '/v1/subscription_schedules', listShape, ({ world, params }) => {
    const { customer, scheduled } = params
    const from =
      customer === undefined
        ? world.store.newest('subscription_schedule')
        : world.store.by('subscription_schedule', 'customer', customer)
    const page = pageOf(
      where(from, (row) => scheduled !== true || row.status === 'not_started'),
      params,
      '/v1/subscription_schedules',
    )
    return { ...page, data: page.data.map((row) => show(world, 'subscription_schedule', row)) }
  }),
  route('GET', '/v1/subscription_schedules/:id', {}, ({ world, id }) => showOne(world, id)),
  route('POST', '/v1/subscription_schedules/:id', updateShape, ({ world, id, params }) =>
    updateSchedule(world, id, params),
  ),
  route('POST', '/v1/subscription_schedules/:id/release', { preserve_cancel_date: bool() }, ({ world, id }) =>
    releaseSchedule(world, id),
  ),
  route('POST', '/v1/subscription_schedules/:id/cancel', { invoice_now: bool(), prorate: bool() }, ({ world, id }) =>
    cancelSchedule(world, id),
  ),
]
