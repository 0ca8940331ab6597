// Creates Checkout sessions. Invariant: nothing but the session exists until it is paid: no subscription, invoice or intent.
import type Stripe from 'stripe'
import type { Params } from '../http/params.ts'
import { invalid } from '../http/errors.ts'
import { mergeMetadata } from '../http/metadata.ts'
import { mustFind } from '../state/change.ts'
import { newId, randomText } from '../state/ids.ts'
import { show } from '../state/render.ts'
import type { CheckoutSessionRow, CustomerRow, PriceRow, SessionOwn } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { chooseCoupons } from '../catalog/discounts.ts'
import { priceOfLine } from '../catalog/prices.ts'
import { checkTogether } from '../subscriptions/items.ts'
import { blankSession } from './blank-session.ts'
import { customerCreation, customerDetails } from './session-customer.ts'
import { amountFields } from './session-amounts.ts'
import type { sessionShape } from './session-params.ts'

const day = 86400
type Given = Params<typeof sessionShape>

export function createSession(world: World, params: Given): object {
  check(world, params)
  const customer = params.customer === undefined ? null : mustFind(world, 'customer', params.customer, 'customer')
  const { prices, own } = ownPart(world, params, customer)
  const currency = prices[0]?.currency ?? params.currency?.toLowerCase() ?? null
  const id = `cs_test_a1${randomText(56)}`
  const email = customer?.email ?? params.customer_email ?? null
  const row: CheckoutSessionRow = {
    ...blankSession,
    id,
    ...amountFields(world, own),
    allow_promotion_codes: params.allow_promotion_codes ?? null,
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    billing_address_collection: params.billing_address_collection ?? null,
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    created: world.now(),
    currency,
    customer: params.customer ?? null,
    customer_creation: customerCreation(params),
    customer_details: customerDetails({ email, name: customer?.name ?? null }),
    customer_email: params.customer_email ?? null,
    expires_at: params.expires_at ?? world.now() + day,
    // Stripe's list of locales is open.
    locale: (params.locale ?? null) as Stripe.Checkout.Session.Locale | null,
    metadata: mergeMetadata({}, params.metadata),
    mode: params.mode,
    payment_method_collection: params.mode === 'subscription' ? (params.payment_method_collection ?? 'always') : null,
    submit_type: params.submit_type ?? null,
    success_url: params.success_url ?? null,
    ui_mode: params.ui_mode ?? 'hosted_page',
    url: `${world.publicOrigin}/sim/checkout/${id}`,
    sim: own,
  }
  return show(world, 'checkout.session', world.store.put('checkout.session', row))
}

function check(world: World, params: Given): void {
  const { mode, success_url: success, line_items: lines, expires_at: expires, customer, customer_email: email } = params
  const trialEnd = params.subscription_data?.trial_end
  if (success === undefined && (params.ui_mode ?? 'hosted_page') === 'hosted_page')
    throw invalid('Missing required param: success_url.', 'success_url', 'parameter_missing')
  if (mode !== 'setup' && !lines?.length)
    throw invalid('Missing required param: line_items.', 'line_items', 'parameter_missing')
  if (lines && lines.length > 20) throw invalid('You can specify at most 20 recurring line items.', 'line_items')
  if (customer !== undefined && email !== undefined)
    throw invalid('You may only specify one of these parameters: customer, customer_email.', 'customer')
  if (params.discounts?.length && params.allow_promotion_codes !== undefined)
    throw invalid('You may only specify one of these parameters: allow_promotion_codes, discounts.', 'discounts')
  if (params.discounts && params.discounts.length > 1) throw invalid('You can specify at most 1 discount.', 'discounts')
  if (mode !== 'subscription' && params.subscription_data)
    throw invalid('You can only specify `subscription_data` in `subscription` mode.', 'subscription_data')
  if (mode !== 'subscription' && params.payment_method_collection)
    throw invalid('`payment_method_collection` can only be set in `subscription` mode.', 'payment_method_collection')
  if (mode !== 'payment' && params.payment_intent_data)
    throw invalid('You can not pass `payment_intent_data` in `subscription` mode.', 'payment_intent_data')
  if (trialEnd !== undefined && trialEnd < world.now() + 2 * day)
    throw invalid('The `trial_end` date has to be at least 2 days in the future.', 'subscription_data[trial_end]')
  if (expires !== undefined && (expires < world.now() + 1800 - 60 || expires > world.now() + day + 60))
    throw invalid('`expires_at` must be between 30 minutes and 24 hours from Checkout Session creation.', 'expires_at')
}

function ownPart(world: World, params: Given, customer: CustomerRow | null): { own: SessionOwn; prices: PriceRow[] } {
  const given = params.line_items ?? []
  const prices = given.map((line, index) => priceOfLine(world, line, `line_items[${index}]`))
  const recurring = prices.filter((price) => price.recurring)
  if (params.mode === 'subscription') checkTogether(recurring)
  if (params.mode === 'payment' && recurring.length > 0)
    throw invalid(
      'You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.',
      'line_items',
    )
  const data = params.subscription_data
  const [discount = null] = chooseCoupons(world, params.discounts)
  return {
    prices,
    own: {
      lines: prices.map(({ id }, index) => ({ id: newId('li'), price: id, quantity: given[index]?.quantity ?? 1 })),
      discount,
      subscriptionData: {
        trialDays: data?.trial_period_days ?? null,
        trialEnd: data?.trial_end ?? null,
        metadata: mergeMetadata({}, data?.metadata),
        description: data?.description ?? null,
        missingPaymentMethod: data?.trial_settings?.end_behavior.missing_payment_method ?? 'create_invoice',
      },
      paymentIntentData: {
        metadata: mergeMetadata({}, params.payment_intent_data?.metadata),
        description: params.payment_intent_data?.description ?? null,
        capture: params.payment_intent_data?.capture_method === 'manual' ? 'manual' : 'automatic',
      },
      tax: params.automatic_tax?.enabled ? taxPart(params, customer) : undefined,
      intent: null,
    },
  }
}

/** A customer that is given keeps its address unless the page may change it (docs.stripe.com/tax/checkout). */
function taxPart({ customer_update: update }: Given, customer: CustomerRow | null): { country: string | null } {
  const country = customer?.address?.country ?? null
  if (customer && country === null && update?.address !== 'auto')
    throw invalid(
      'Automatic tax calculation in Checkout requires a valid address on the Customer. Add a valid address to the Customer or set either `customer_update[address]` to `auto` or `customer_update[shipping]` to `auto` to save the address entered in Checkout to the Customer.',
      'automatic_tax',
      'customer_tax_location_invalid',
    )
  return { country }
}
