// What Stripe is asked for when somebody buys, and what it says of it afterwards. Part of the gateway.
import { createHash } from 'node:crypto'
import type Stripe from 'stripe'
import type { SessionWords } from './core/checkout-outcome.ts'

export interface CheckoutParams {
  /** Our own id of this purchase: opaque reference, and part of the idempotency key. */
  id: string
  customer: string
  price: string
  trialDays: number
  /** Stripe's id of it, which is ours. With it no promotion code can be typed in: Stripe takes one or the other. */
  coupon: string | null
  /** False: only when something is due today. */
  needsCard: boolean
  /** Stripe counts the tax, by the address that it asks for. */
  tax: boolean
  successUrl: string
  cancelUrl: string
}

export function checkoutSession(checkout: CheckoutParams): Stripe.Checkout.SessionCreateParams {
  const metadata = { turnpike_checkout: checkout.id }
  const trial = checkout.trialDays > 0 ? trialOf(checkout) : {}
  return {
    mode: 'subscription',
    customer: checkout.customer,
    client_reference_id: checkout.id,
    line_items: [{ price: checkout.price, quantity: 1 }],
    success_url: checkout.successUrl,
    cancel_url: checkout.cancelUrl,
    metadata,
    subscription_data: { metadata, ...trial },
    ...(checkout.coupon === null ? {} : { discounts: [{ coupon: checkout.coupon }] }),
    ...(checkout.needsCard ? {} : { payment_method_collection: 'if_required' }),
    ...(checkout.tax
      ? {
          automatic_tax: { enabled: true },
          customer_update: { address: 'auto' },
          billing_address_collection: 'required',
        }
      : {}),
  }
}

/** Without a card there is nothing to charge when it is over: the subscription ends then. */
function trialOf({ trialDays, needsCard }: CheckoutParams): Stripe.Checkout.SessionCreateParams.SubscriptionData {
  const behaviour = { trial_settings: { end_behavior: { missing_payment_method: 'cancel' as const } } }
  return { trial_period_days: trialDays, ...(needsCard ? {} : behaviour) }
}

/**
 * An idempotency key that names exactly what is asked for: the same again is the same object, and something else (the shop's address, its
 * tax setting or the customer's e-mail address was changed in between) is another one instead of an error that lasts a day.
 */
export function keyOf(id: string, params: Stripe.Checkout.SessionCreateParams | Stripe.CustomerCreateParams): string {
  return `${id}:${createHash('sha256').update(JSON.stringify(params)).digest('hex').slice(0, 32)}`
}

export function sessionWords({ status, payment_status, invoice }: Stripe.Checkout.Session): SessionWords {
  return {
    status: status === 'open' ? 'open' : status === 'expired' ? 'expired' : 'complete',
    isUnpaid: payment_status === 'unpaid',
    invoice: typeof invoice === 'string' ? invoice : (invoice?.id ?? null),
  }
}
