// Buying: one checkout of ours is one intent to buy. Its row is written before Stripe hears of it and names the idempotency key, so a
// double click, a second tab or a crash in the middle end in one session.
import type { Db } from '../db/open.ts'
import { Refusal } from '../lib/refusal.ts'
import * as queries from './checkout-queries.ts'
import { claimCheckout, isFor, type Wish } from './claim-checkout.ts'
import { readCode } from './core/coupon.ts'
import { couponByCode } from './coupon-queries.ts'
import { publishCoupon } from './publish-coupon.ts'
import { settleCheckout } from './settle-checkout.ts'
import type { Gateway } from './stripe.ts'
import { customerOf } from './stripe-queries.ts'
import { syncCustomer, type SyncNeeds } from './sync-customer.ts'
import { refuseAnonymous } from './voucher-only.ts'

export type CheckoutNeeds = SyncNeeds & {
  stripe: Pick<Gateway, 'createCustomer' | 'createCheckout' | 'expireCheckout' | 'publishCoupon'>
  /** Stripe counts the tax. */
  tax: boolean
}

const ANOTHER = 'Another purchase is under way in another window. Try again in a moment.'

/**
 * The address of Stripe's page to pay on. A checkout for the same price and code that is still open is used again; another one is
 * closed first, and what it held is given back. Refusals: `forbidden` (e-mail not verified, or an account without), `conflict` (has a
 * subscription, pays in another currency), `not-for-sale`, `invalid` (the code).
 */
export async function startCheckout(
  needs: CheckoutNeeds,
  account: string,
  lookupKey: string,
  code = '',
): Promise<string> {
  const price = await queries.priceForSale(needs.db, lookupKey)
  if (!price?.price_id || price.amount === null)
    throw new Refusal('not-for-sale', 'This plan is not on sale. Choose one from the list of plans.')

  const { customer, email } = await ensureCustomer(needs, account)
  await syncCustomer(needs, customer) // a purchase whose news is still on its way must not be followed by a second one
  await refuseOtherCurrency(needs, account, price.currency)
  const readable = readCode(code)
  const wish: Wish = {
    account,
    email,
    lookupKey,
    priceId: price.price_id,
    price: { amount: price.amount, currency: price.currency },
    planId: price.plan_id,
    trialDays: price.trial_days,
    trialNeedsCard: price.trial_needs_card,
    code: readable,
    couponId: readable === '' ? null : ((await couponByCode(needs.db, readable))?.id ?? null),
  }
  const other = await queries.liveCheckout(needs.db, account)
  if (other && !isFor(other, wish, needs.clock())) await closeCheckout(needs, other)

  const checkout = await claimCheckout(needs, wish)
  if (checkout.url) return checkout.url
  if (checkout.coupon_id) await publishCoupon(needs, checkout.coupon_id)
  return openSession(needs, customer, wish.priceId, checkout)
}

type Row = Awaited<ReturnType<typeof claimCheckout>>

async function openSession(needs: CheckoutNeeds, customer: string, price: string, checkout: Row): Promise<string> {
  const page = (path: string) => new URL(path, needs.baseUrl).href
  const session = await needs.stripe.createCheckout({
    id: checkout.id,
    customer,
    price: checkout.price_id ?? price,
    trialDays: checkout.trial_days,
    coupon: checkout.coupon_id,
    needsCard: checkout.needs_card,
    tax: needs.tax,
    successUrl: page(`/checkouts/${checkout.id}`),
    cancelUrl: page('/plans'),
  })
  if (await queries.openCheckout(needs.db, checkout.id, session)) return session.url
  await needs.stripe.expireCheckout(session.id) // it was closed while Stripe was asked: nobody may pay on it
  throw new Refusal('conflict', ANOTHER)
}

/** Refusal: `not-found`, also for somebody else's. */
export async function readCheckout({ db }: { db: Db }, account: string, checkout: string) {
  const row = await queries.readCheckout(db, account, checkout)
  if (!row) throw new Refusal('not-found', 'There is no such checkout.')
  return { id: row.id, state: row.state, planName: row.name }
}

/** Made and stored before the first checkout, so that every event names a customer we know. */
async function ensureCustomer({ db, stripe }: CheckoutNeeds, account: string) {
  const buyer = await queries.buyer(db, account)
  if (!buyer) throw new Refusal('not-found', 'There is no such account.')
  refuseAnonymous(buyer.email)
  if (!buyer.email_verified_at)
    throw new Refusal('forbidden', 'Confirm your e-mail address first: open the link we sent you.')
  const known = await customerOf(db, account)
  const customer =
    known?.id ?? (await queries.storeCustomer(db, account, await stripe.createCustomer(account, buyer.email)))
  return { customer, email: buyer.email }
}

/** Stripe keeps a customer to the currency of the first invoice. */
async function refuseOtherCurrency({ db }: CheckoutNeeds, account: string, currency: string): Promise<void> {
  const own = await queries.customerCurrency(db, account)
  if (own === null || own === currency) return
  throw new Refusal('conflict', `You have paid in ${own.toUpperCase()}, so choose a price in that currency.`)
}

async function closeCheckout({ db, stripe, clock }: CheckoutNeeds, checkout: Row): Promise<void> {
  const state = checkout.stripe_session_id ? await stripe.expireCheckout(checkout.stripe_session_id) : 'expired'
  // What was paid is settled by the sync, which knows whether the money is here.
  if (state === 'complete') throw new Refusal('conflict', 'You have just bought another plan. See the billing page.')
  await db.transaction().execute((tx) => settleCheckout(tx, checkout.id, 'expired', clock()))
}
