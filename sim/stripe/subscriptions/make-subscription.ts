// A new subscription, without its first invoice. Invariant: during a trial the period is the trial and the anchor its end.
import type Stripe from 'stripe'
import { newId } from '../state/ids.ts'
import type { SubscriptionRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { addDiscount, type CouponChoice } from '../catalog/discounts.ts'
import { periodAt } from './billing-period.ts'
import { checkTogether, makeItem, recurrenceOf, type ItemChoice } from './items.ts'

const incompleteSeconds = 23 * 3600
const nothing = {
  application: null,
  application_fee_percent: null,
  automatic_tax: { disabled_reason: null, enabled: false, liability: null },
  billing_cycle_anchor_config: null,
  billing_schedules: [],
  billing_thresholds: null,
  cancel_at_period_end: false,
  canceled_at: null,
  cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
  customer_account: null,
  default_source: null,
  default_tax_rates: [],
  ended_at: null,
  invoice_settings: {
    account_tax_ids: null,
    custom_fields: null,
    description: null,
    footer: null,
    issuer: { type: 'self' },
  },
  latest_invoice: null,
  livemode: false,
  managed_payments: null,
  next_pending_invoice_item_invoice: null,
  on_behalf_of: null,
  pause_collection: null,
  payment_settings: { payment_method_options: null, payment_method_types: null, save_default_payment_method: 'off' },
  pending_invoice_item_interval: null,
  pending_setup_intent: null,
  pending_update: null,
  schedule: null,
  transfer_data: null,
} satisfies Partial<Stripe.Subscription>

const AUTOMATIC = { disabled_reason: null, enabled: true, liability: { type: 'self' as const } }

export interface NewSubscription {
  customer: string
  items: ItemChoice[]
  status: 'active' | 'trialing' | 'incomplete'
  trialEnd: number | null
  metadata: Record<string, string>
  discounts: CouponChoice[]
  defaultMethod: string | null
  anchor?: number | undefined
  cancelAt?: number | null
  description?: string | null
  collection?: 'charge_automatically' | 'send_invoice'
  daysUntilDue?: number | null
  missingPaymentMethod?: 'cancel' | 'create_invoice' | 'pause'
  session?: string
  automaticTax?: boolean
}

/** Stores the subscription and its discounts; tells only of the discounts. */
export function makeSubscription(world: World, given: NewSubscription): SubscriptionRow {
  checkTogether(given.items.map(({ price }) => price))
  const id = newId('sub')
  const now = world.now()
  const [first] = given.items
  if (!first) throw new Error('a subscription needs an item')
  const anchor = given.trialEnd ?? given.anchor ?? now
  const end = given.trialEnd ?? periodAt(anchor, recurrenceOf(first.price), now).end
  const period = { start: now, end }
  const discounts = given.discounts.map(
    (choice) =>
      addDiscount(world, choice, { customer: given.customer, subscription: id, session: given.session ?? null }).id,
  )
  const test_clock = world.store.get('customer', given.customer)?.test_clock ?? null
  return world.store.put('subscription', {
    ...nothing,
    id,
    ...(given.automaticTax ? { automatic_tax: AUTOMATIC } : {}),
    object: 'subscription',
    billing_cycle_anchor: anchor,
    billing_mode: { flexible: { proration_discounts: 'included' }, type: 'flexible', updated_at: now },
    cancel_at: given.cancelAt ?? null,
    collection_method: given.collection ?? 'charge_automatically',
    created: now,
    currency: first.price.currency,
    customer: given.customer,
    days_until_due: given.daysUntilDue ?? null,
    default_payment_method: given.defaultMethod,
    description: given.description ?? null,
    discounts,
    items: itemList(
      id,
      given.items.map((item) => makeItem(id, item, period, now)),
    ),
    metadata: given.metadata,
    start_date: now,
    status: given.status,
    test_clock,
    trial_end: given.trialEnd,
    trial_settings: trialSettings(given.missingPaymentMethod ?? 'create_invoice'),
    trial_start: given.trialEnd === null ? null : now,
    sim: {
      upcomingSentFor: null,
      trialEndSentFor: null,
      incompleteUntil: given.status === 'incomplete' ? now + incompleteSeconds : null,
    },
  })
}

function itemList(id: string, data: SubscriptionRow['items']['data']): SubscriptionRow['items'] {
  return { object: 'list', data, has_more: false, url: `/v1/subscription_items?subscription=${id}` }
}

/** What becomes of a trial that ends without a payment method. */
export function trialSettings(behavior: 'cancel' | 'create_invoice' | 'pause'): Stripe.Subscription.TrialSettings {
  return { end_behavior: { billing_cycle_anchor: null, missing_payment_method: behavior } }
}
