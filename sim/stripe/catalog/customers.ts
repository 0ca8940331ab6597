// Customers. Invariant: a deleted customer keeps its id and answers {deleted: true}; its subscriptions end with it.
import type Stripe from 'stripe'
import { accepted, clearable, hash, integer, list, need, oneOf, text, type Params } from '../http/params.ts'
import { createdRange, inRange, pageOf, pageShape, where } from '../http/page-list.ts'
import { noSuch } from '../http/errors.ts'
import { mergeMetadata, metadata } from '../http/metadata.ts'
import { route, type Route } from '../http/routes.ts'
import { change, changeAndTell, create, mustFind } from '../state/change.ts'
import { emit } from '../events/emit.ts'
import { newId, randomText } from '../state/ids.ts'
import { show } from '../state/render.ts'
import { idOf, type CustomerRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { endSubscription } from '../subscriptions/end-subscription.ts'
import { attach, usable } from '../payments/payment-methods.ts'
import { setCustomerCoupon } from './customer-discount.ts'
import { defined } from '../http/defined.ts'

export const addressShape = {
  city: text(),
  country: text(),
  line1: text(),
  line2: text(),
  postal_code: text(),
  state: text(),
}
const shipping = hash({ address: need(hash(addressShape)), name: need(text()), phone: text() })
const fields = {
  address: clearable(hash(addressShape)),
  balance: integer(),
  // `coupon` was removed; api-version.ts renames it for the callers that may still send it.
  legacy_coupon: clearable(text()),
  description: clearable(text()),
  email: clearable(text(512)),
  invoice_prefix: text(12),
  invoice_settings: hash({
    default_payment_method: clearable(text()),
    custom_fields: accepted(),
    footer: clearable(text()),
    rendering_options: accepted(),
  }),
  metadata: metadata(),
  name: clearable(text(256)),
  phone: clearable(text(20)),
  preferred_locales: list(text()),
  shipping: clearable(shipping),
  source: text(),
  // Where somebody is taxed is their address here.
  tax: accepted(),
  tax_exempt: clearable(oneOf('none', 'exempt', 'reverse')),
}
const createShape = { ...fields, payment_method: text(), test_clock: text(), tax_id_data: accepted() }
type Given = Partial<Params<typeof createShape>>

export function makeCustomer(world: World, given: Given): CustomerRow {
  const row = {
    id: newId('cus', 14),
    object: 'customer',
    address: fullAddress(given.address),
    balance: given.balance ?? 0,
    created: world.now(),
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: given.description ?? null,
    discount: null,
    email: given.email ?? null,
    invoice_prefix: given.invoice_prefix ?? randomText(8).toUpperCase(),
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata: mergeMetadata({}, given.metadata),
    name: given.name ?? null,
    next_invoice_sequence: 1,
    phone: given.phone ?? null,
    preferred_locales: given.preferred_locales ?? [],
    shipping: fullShipping(given.shipping),
    tax_exempt: given.tax_exempt ?? 'none',
    test_clock: given.test_clock ?? null,
  } satisfies Stripe.Customer
  return create(world, 'customer', { ...row, sim: { deleted: false } }, 'customer.created')
}

export function fullAddress(
  address: Partial<Stripe.Address> | Params<typeof addressShape> | null | undefined,
): Stripe.Address | null {
  if (!address) return null
  const { city = null, country = null, line1 = null, line2 = null, postal_code = null, state = null } = address
  return { city, country, line1, line2, postal_code, state }
}

function fullShipping(
  given: Params<{ shipping: typeof shipping }>['shipping'] | null,
): Stripe.Customer.Shipping | null {
  if (!given) return null
  const address = fullAddress(given.address)
  return {
    ...(address ? { address } : {}),
    carrier: null,
    name: given.name,
    phone: given.phone ?? null,
    tracking_number: null,
  }
}

function createCustomer(world: World, params: Params<typeof createShape>): object {
  const { id } = makeCustomer(world, params)
  const methods = new Map<string, string>()
  for (const name of [params.payment_method, params.source]) {
    if (name !== undefined)
      methods.set(
        name,
        attach(world, usable(world, name, name === params.source ? 'source' : 'payment_method').id, id).id,
      )
  }
  const wanted = params.invoice_settings?.default_payment_method ?? params.source
  if (wanted) setDefaultMethod(world, id, methods.get(wanted) ?? wanted)
  if (params.legacy_coupon) setCustomerCoupon(world, id, params.legacy_coupon)
  return show(world, 'customer', mustFind(world, 'customer', id))
}

/** Makes an attached payment method the one invoices are paid with. */
export function setDefaultMethod(world: World, customer: string, method: string | null): CustomerRow {
  if (method !== null && world.store.get('payment_method', method)?.customer !== customer) {
    throw noSuch('PaymentMethod', method, 'invoice_settings[default_payment_method]')
  }
  const before = mustFind(world, 'customer', customer)
  return change(world, 'customer', customer, {
    invoice_settings: { ...before.invoice_settings, default_payment_method: method },
  })
}

function updateCustomer(world: World, id: string, params: Params<typeof fields>): object {
  const {
    metadata: given,
    invoice_settings: invoicing,
    address,
    shipping: sent,
    tax: _tax,
    source,
    legacy_coupon: coupon,
    ...rest
  } = params
  const before = living(world, id)
  if (coupon !== undefined) setCustomerCoupon(world, id, coupon)
  const method =
    source === undefined ? invoicing?.default_payment_method : attach(world, usable(world, source, 'source').id, id).id
  if (method && world.store.get('payment_method', method)?.customer !== id)
    throw noSuch('PaymentMethod', method, 'invoice_settings[default_payment_method]')
  const patch = {
    ...defined(rest),
    ...(address === undefined ? {} : { address: fullAddress(address) }),
    ...(sent === undefined ? {} : { shipping: fullShipping(sent) }),
    metadata: mergeMetadata(before.metadata, given),
    invoice_settings: {
      ...before.invoice_settings,
      default_payment_method: method === undefined ? idOf(before.invoice_settings.default_payment_method) : method,
      ...defined({ footer: invoicing?.footer }),
    },
  }
  return show(world, 'customer', changeAndTell(world, 'customer', id, patch, 'customer.updated'))
}

function deleteCustomer(world: World, id: string): object {
  const customer = living(world, id)
  for (const { id: subscription, status } of world.store.by('subscription', 'customer', id)) {
    if (status !== 'canceled' && status !== 'incomplete_expired')
      endSubscription(world, subscription, { reason: 'cancellation_requested' })
  }
  for (const { id: method } of world.store.by('payment_method', 'customer', id))
    change(world, 'payment_method', method, { customer: null })
  change(world, 'customer', id, { sim: { ...customer.sim, deleted: true } })
  const { sim: _sim, ...shown } = customer
  emit(world, 'customer.deleted', shown)
  return { id, object: 'customer', deleted: true }
}

/** The customer, or resource_missing when there is none or it was deleted. */
export function living(world: World, id: string): CustomerRow {
  const customer = mustFind(world, 'customer', id)
  if (customer.sim.deleted) throw noSuch('customer', id)
  return customer
}

export const customerRoutes: Route[] = [
  route('POST', '/v1/customers', createShape, ({ world, params }) => createCustomer(world, params)),
  route(
    'GET',
    '/v1/customers',
    { ...pageShape, created: createdRange(), email: text(), test_clock: text() },
    ({ world, params }) => {
      const { email, created, test_clock: clock } = params
      const from = email === undefined ? world.store.newest('customer') : world.store.by('customer', 'email', email)
      const wanted = where(
        from,
        (row) => !row.sim.deleted && inRange(row.created, created) && (clock === undefined || row.test_clock === clock),
      )
      const page = pageOf(wanted, params, '/v1/customers')
      return { ...page, data: page.data.map((row) => show(world, 'customer', row)) }
    },
  ),
  route('GET', '/v1/customers/:id', {}, ({ world, id }) => show(world, 'customer', mustFind(world, 'customer', id))),
  route('POST', '/v1/customers/:id', fields, ({ world, id, params }) => updateCustomer(world, id, params)),
  route('DELETE', '/v1/customers/:id', {}, ({ world, id }) => deleteCustomer(world, id)),
  route(
    'DELETE',
    '/v1/customers/:id/discount',
    {},
    ({ world, id }) => setCustomerCoupon(world, living(world, id).id, null) ?? {},
  ),
]
