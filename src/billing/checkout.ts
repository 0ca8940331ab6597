// Buying: one checkout of ours is one intent to buy. Its row is written before Stripe hears of it and its id is the idempotency
// key, so a double click, a second tab or a crash in the middle end in one session.
import type { Db } from '../db/open.ts'
import { Refusal } from '../lib/refusal.ts'
import { newId } from '../lib/token.ts'
import * as queries from './checkout-queries.ts'
import { lockAccount } from './queries.ts'
import type { Gateway } from './stripe.ts'
import { customerOf } from './stripe-queries.ts'
import { syncCustomer, type SyncNeeds } from './sync-customer.ts'

export type CheckoutNeeds = SyncNeeds & {
  stripe: Pick<Gateway, 'createCustomer' | 'createCheckout' | 'expireCheckout'>
}

const LIFE = 24 * 3_600_000 // a session lives a day at most: docs.stripe.com/api/checkout/sessions/create#expires_at

/**
 * The address of Stripe's page to pay on. A checkout for the same price that is still open is used again; one for another price is
 * closed first. Refusals: `forbidden` (e-mail not verified), `conflict` (has a subscription), `not-for-sale`.
 */
export async function startCheckout(needs: CheckoutNeeds, account: string, lookupKey: string): Promise<string> {
  const price = await queries.priceForSale(needs.db, lookupKey)
  if (!price?.price_id)
    throw new Refusal('not-for-sale', 'This plan is not on sale. Choose one from the list of plans.')

  const customer = await ensureCustomer(needs, account)
  await syncCustomer(needs, customer) // a purchase whose news is still on its way must not be followed by a second one
  const other = await queries.liveCheckout(needs.db, account)
  if (other && other.lookup_key !== lookupKey) await closeCheckout(needs, other)

  const checkout = await claimCheckout(needs, account, lookupKey, price.trial_days)
  if (checkout.url) return checkout.url
  const page = (path: string) => new URL(path, needs.baseUrl).href
  const session = await needs.stripe.createCheckout({
    id: checkout.id,
    customer,
    price: price.price_id,
    trialDays: checkout.trial_days,
    successUrl: page(`/checkouts/${checkout.id}`),
    cancelUrl: page('/plans'),
  })
  await queries.openCheckout(needs.db, checkout.id, session)
  return session.url
}

/** Refusal: `not-found`, also for somebody else's. */
export async function readCheckout({ db }: { db: Db }, account: string, checkout: string) {
  const row = await queries.readCheckout(db, account, checkout)
  if (!row) throw new Refusal('not-found', 'There is no such checkout.')
  return { id: row.id, state: row.state, planName: row.name }
}

/** Made and stored before the first checkout, so that every event names a customer we know. */
async function ensureCustomer({ db, stripe }: CheckoutNeeds, account: string): Promise<string> {
  const buyer = await queries.buyer(db, account)
  if (!buyer) throw new Refusal('not-found', 'There is no such account.')
  if (!buyer.email_verified_at)
    throw new Refusal('forbidden', 'Confirm your e-mail address first: open the link we sent you.')
  const known = await customerOf(db, account)
  if (known) return known.id
  return queries.storeCustomer(db, account, await stripe.createCustomer(account, buyer.email))
}

async function claimCheckout({ db, clock }: CheckoutNeeds, account: string, lookupKey: string, trialDays: number) {
  return db.transaction().execute(async (tx) => {
    await lockAccount(tx, account)
    if (await queries.hasLiveSubscription(tx, account)) {
      throw new Refusal('conflict', 'You already have a subscription. Change it on the billing page.')
    }
    const now = clock()
    await queries.expireCheckouts(tx, account, now)
    const live = await queries.liveCheckout(tx, account)
    if (live && live.lookup_key === lookupKey) return live
    if (live) throw new Refusal('conflict', 'Another purchase is under way in another window. Try again in a moment.')
    const tried = await queries.hadTrial(tx, account)
    return queries.insertCheckout(tx, {
      id: newId('chk'),
      account_id: account,
      lookup_key: lookupKey,
      trial_days: tried ? 0 : trialDays,
      state: 'starting',
      created_at: now,
      expires_at: new Date(now.getTime() + LIFE),
    })
  })
}

async function closeCheckout(
  { db, stripe }: CheckoutNeeds,
  checkout: { id: string; stripe_session_id: string | null },
) {
  const state = checkout.stripe_session_id ? await stripe.expireCheckout(checkout.stripe_session_id) : 'expired'
  await queries.settleCheckout(db, checkout.id, state)
  if (state === 'complete') throw new Refusal('conflict', 'You have just bought another plan. See the billing page.')
}
