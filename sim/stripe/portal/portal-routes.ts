// The API's customer portal: sessions (a link for one customer) and configurations (what the customer may do there).
import type Stripe from 'stripe'
import { accepted, bool, clearable, hash, list, need, oneOf, text, type Params } from '../http/params.ts'
import { pageOf, pageShape, where } from '../http/page-list.ts'
import { mergeMetadata, metadata } from '../http/metadata.ts'
import { route, type Route } from '../http/routes.ts'
import { changeAndTell, create, mustFind } from '../state/change.ts'
import { newId, randomText } from '../state/ids.ts'
import { show } from '../state/render.ts'
import type { PortalConfigurationRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { defined } from '../http/defined.ts'

const on = hash({ enabled: need(bool()) })
const features = hash({
  customer_update: hash({
    enabled: bool(),
    allowed_updates: list(oneOf('address', 'email', 'name', 'phone', 'shipping', 'tax_id')),
  }),
  invoice_history: on,
  payment_method_update: on,
  subscription_cancel: hash({
    enabled: bool(),
    mode: oneOf('at_period_end', 'immediately'),
    proration_behavior: oneOf('always_invoice', 'create_prorations', 'none'),
    cancellation_reason: accepted(),
  }),
  subscription_pause: accepted(),
  subscription_update: hash({
    enabled: bool(),
    default_allowed_updates: list(oneOf('price', 'promotion_code', 'quantity')),
    products: list(hash({ product: need(text()), prices: need(list(text())), adjustable_quantity: accepted() })),
    proration_behavior: oneOf('always_invoice', 'create_prorations', 'none'),
    billing_cycle_anchor: oneOf('now', 'unchanged'),
    schedule_at_period_end: accepted(),
    trial_update_behavior: oneOf('continue_trial', 'end_trial'),
  }),
})
const profile = hash({ headline: clearable(text(60)), privacy_policy_url: text(), terms_of_service_url: text() })
const fields = {
  business_profile: profile,
  default_return_url: clearable(text()),
  features,
  login_page: on,
  metadata: metadata(),
  name: clearable(text()),
}
const createShape = { ...fields, features: need(features) }
const updateShape = { ...fields, active: bool() }
type Given = Params<typeof fields>

function makeConfiguration(world: World, given: Given, isDefault: boolean): PortalConfigurationRow {
  const row = {
    id: newId('bpc'),
    object: 'billing_portal.configuration',
    active: true,
    application: null,
    business_profile: {
      headline: null,
      privacy_policy_url: null,
      terms_of_service_url: null,
      ...defined(given.business_profile ?? {}),
    },
    created: world.now(),
    default_return_url: given.default_return_url ?? null,
    features: featuresOf(given.features),
    is_default: isDefault,
    livemode: false,
    login_page: { enabled: given.login_page?.enabled ?? false, url: null },
    metadata: mergeMetadata({}, given.metadata),
    name: given.name ?? null,
    updated: world.now(),
  } satisfies Stripe.BillingPortal.Configuration
  return create(world, 'billing_portal.configuration', row, 'billing_portal.configuration.created')
}

function featuresOf(given: Given['features']): Stripe.BillingPortal.Configuration.Features {
  const { customer_update: customer, subscription_cancel: cancel, subscription_update: update } = given ?? {}
  return {
    customer_update: { allowed_updates: customer?.allowed_updates ?? [], enabled: customer?.enabled ?? false },
    invoice_history: { enabled: given?.invoice_history?.enabled ?? true },
    payment_method_update: {
      enabled: given?.payment_method_update?.enabled ?? true,
      payment_method_configuration: null,
    },
    subscription_cancel: {
      cancellation_reason: { enabled: false, feedback_options: null, options: [] },
      enabled: cancel?.enabled ?? true,
      mode: cancel?.mode ?? 'at_period_end',
      proration_behavior: cancel?.proration_behavior ?? 'none',
    },
    subscription_pause: {
      duration: { interval_options: [{ interval: 'month', interval_count: 1 }], type: 'interval_options' },
      enabled: false,
    },
    subscription_update: {
      billing_cycle_anchor: update?.billing_cycle_anchor ?? null,
      default_allowed_updates: update?.default_allowed_updates ?? [],
      enabled: update?.enabled ?? false,
      products: (update?.products ?? []).map(({ product, prices }) => ({
        product,
        prices,
        adjustable_quantity: { enabled: false, maximum: null, minimum: 1 },
      })),
      proration_behavior: update?.proration_behavior ?? 'create_prorations',
      schedule_at_period_end: { conditions: [] },
      trial_update_behavior: update?.trial_update_behavior ?? 'end_trial',
    },
  }
}

function updateConfiguration(world: World, id: string, params: Params<typeof updateShape>): object {
  const before = mustFind(world, 'billing_portal.configuration', id)
  const patch = {
    active: params.active ?? before.active,
    business_profile: { ...before.business_profile, ...defined(params.business_profile ?? {}) },
    ...defined({ default_return_url: params.default_return_url, name: params.name }),
    ...(params.features ? { features: featuresOf(params.features) } : {}),
    metadata: mergeMetadata(before.metadata ?? {}, params.metadata),
    updated: world.now(),
  }
  return show(
    world,
    'billing_portal.configuration',
    changeAndTell(world, 'billing_portal.configuration', id, patch, 'billing_portal.configuration.updated'),
  )
}

const sessionShape = {
  configuration: text(),
  customer: need(text()),
  flow_data: accepted(),
  locale: text(),
  on_behalf_of: text(),
  return_url: text(),
  after_expiration: accepted(),
}
function createPortalSession(world: World, params: Params<typeof sessionShape>): object {
  mustFind(world, 'customer', params.customer, 'customer')
  const given =
    params.configuration === undefined
      ? undefined
      : mustFind(world, 'billing_portal.configuration', params.configuration, 'configuration')
  const standing = [...world.store.newest('billing_portal.configuration')].find((row) => row.is_default)
  const configuration =
    given ??
    standing ??
    makeConfiguration(world, { features: { subscription_update: { enabled: true } } } as Given, true)
  const secret = randomText(48)
  const row = {
    id: newId('bps'),
    object: 'billing_portal.session',
    configuration: configuration.id,
    created: world.now(),
    customer: params.customer,
    customer_account: null,
    flow: null,
    livemode: false,
    // Stripe's list of locales is open.
    locale: (params.locale ?? null) as Stripe.BillingPortal.Session.Locale | null,
    on_behalf_of: null,
    return_url: params.return_url ?? configuration.default_return_url,
    url: `${world.publicOrigin}/sim/portal/${secret}`,
  } satisfies Stripe.BillingPortal.Session
  return show(
    world,
    'billing_portal.session',
    create(
      world,
      'billing_portal.session',
      { ...row, configuration: configuration.id, sim: { secret } },
      'billing_portal.session.created',
    ),
  )
}

export const portalRoutes: Route[] = [
  route('POST', '/v1/billing_portal/sessions', sessionShape, ({ world, params }) => createPortalSession(world, params)),
  route('POST', '/v1/billing_portal/configurations', createShape, ({ world, params }) =>
    show(world, 'billing_portal.configuration', makeConfiguration(world, params, false)),
  ),
  route(
    'GET',
    '/v1/billing_portal/configurations',
    { ...pageShape, active: bool(), is_default: bool() },
    ({ world, params }) => {
      const { active, is_default: standing } = params
      const wanted = where(
        world.store.newest('billing_portal.configuration'),
        (row) =>
          (active === undefined || row.active === active) && (standing === undefined || row.is_default === standing),
      )
      return pageOf(wanted, params, '/v1/billing_portal/configurations')
    },
  ),
  route('GET', '/v1/billing_portal/configurations/:id', {}, ({ world, id }) =>
    show(world, 'billing_portal.configuration', mustFind(world, 'billing_portal.configuration', id)),
  ),
  route('POST', '/v1/billing_portal/configurations/:id', updateShape, ({ world, id, params }) =>
    updateConfiguration(world, id, params),
  ),
]
