// Makes Stripe's catalogue follow the plan table: products, prices by lookup key, the portal's configuration. Part of the gateway.
// Each write can be repeated: what is there already is found by id or lookup key.
import type Stripe from 'stripe'
import type { Coupon } from './core/coupon.ts'
import { isMissing, isThere } from './core/stripe-refusal.ts'

export interface PriceToPublish {
  lookupKey: string
  product: string
  interval: 'month' | 'year'
  currency: string
  /** Minor units. */
  amount: bigint
}

/** The product of a plan has a fixed id, so that a second run finds it. */
export async function publishProduct(stripe: Stripe, plan: string, name: string): Promise<string> {
  const id = `turnpike_${plan}`
  const found = await stripe.products.list({ ids: [id] })
  if (found.data[0]) await stripe.products.update(id, { name, active: true })
  else
    await stripe.products.create({ id, name, metadata: { turnpike_plan: plan } }, { idempotencyKey: `product:${id}` })
  return id
}

/** The price that stands under the lookup key; a changed amount makes a new price, and the key moves to it. */
export async function publishPrice(stripe: Stripe, price: PriceToPublish): Promise<string> {
  const found = await stripe.prices.list({ lookup_keys: [price.lookupKey], limit: 1 })
  const current = found.data[0]
  if (current?.active && current.unit_amount !== null && BigInt(current.unit_amount) === price.amount) {
    // What a price leaves open follows a setting of the account; ours are told as prices before tax.
    if (current.tax_behavior === 'unspecified') await stripe.prices.update(current.id, { tax_behavior: 'exclusive' })
    return current.id
  }
  const created = await stripe.prices.create({
    product: price.product,
    currency: price.currency,
    unit_amount: Number(price.amount), // minor units of one price: far below 2^53
    recurring: { interval: price.interval },
    tax_behavior: 'exclusive',
    lookup_key: price.lookupKey,
    transfer_lookup_key: true,
  })
  return created.id
}

/** Plans are changed on our own pages, which know when a change begins; cards, invoices and cancelling are the portal's. */
export async function publishPortal(stripe: Stripe, existing: string | null, returnUrl: string): Promise<string> {
  const params = {
    default_return_url: returnUrl,
    features: {
      invoice_history: { enabled: true },
      payment_method_update: { enabled: true },
      subscription_cancel: { enabled: true, mode: 'at_period_end' as const },
      subscription_update: { enabled: false },
    },
  }
  const { configurations } = stripe.billingPortal
  if (existing === null) return (await configurations.create(params)).id
  try {
    return (await configurations.update(existing, params)).id
  } catch (error) {
    if (!isMissing(error)) throw error // gone with the test data of the account, as products and prices are
    return (await configurations.create(params)).id
  }
}

/** The coupon under our own id. Made once: what it takes off never changes. */
export async function publishCoupon(stripe: Stripe, coupon: Coupon): Promise<void> {
  const { id, code, percentOff, amountOff, duration, months } = coupon
  const params: Stripe.CouponCreateParams = {
    id,
    name: code,
    duration,
    ...(months === null ? {} : { duration_in_months: months }),
    ...(percentOff === null ? {} : { percent_off: percentOff }),
    ...(amountOff === null ? {} : { amount_off: Number(amountOff.amount), currency: amountOff.currency }),
  }
  try {
    await stripe.coupons.create(params, { idempotencyKey: `coupon:${id}` })
  } catch (error) {
    if (!isThere(error)) throw error
  }
}
