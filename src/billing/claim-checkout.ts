// The row of a purchase, with what it takes: one use of a coupon, the person's one trial. All of it in one transaction.
// Invariant: what Stripe will be asked for stands in the row (price, trial, coupon, card), so asking again asks for the same.
import { closureOf } from '../accounts/closure-queries.ts'
import type { Persons } from '../accounts/persons.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Db, Tx } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { newId } from '../lib/token.ts'
import * as queries from './checkout-queries.ts'
import { couponRefusal, isFreeForEver, type Coupon } from './core/coupon.ts'
import { insertClaim, lockCoupon, ownClaims } from './coupon-queries.ts'
import { lockAccount } from './queries.ts'
import { letGo } from './settle-checkout.ts'
import { reserveTrial } from './trial-queries.ts'

const LIFE = 24 * 3_600_000 // a session lives a day at most: docs.stripe.com/api/checkout/sessions/create#expires_at

interface Needs {
  db: Db
  clock: Clock
  persons: Persons
}

export interface Wish {
  account: string
  email: string
  lookupKey: string
  /** Stripe's id of the price as it is now. */
  priceId: string
  price: { amount: bigint; currency: string }
  planId: string
  trialDays: number
  trialNeedsCard: boolean
  /** As `readCode` gives it; empty: none. */
  code: string
  /** The coupon behind it. */
  couponId: string | null
}

type Live = NonNullable<Awaited<ReturnType<typeof queries.liveCheckout>>>

/** Whether an open checkout is for the very thing that is wanted now. */
export function isFor(live: Live, wish: Wish, now: Date): boolean {
  const { lookup_key: lookupKey, price_id: price, coupon_id: coupon, expires_at: expires } = live
  return lookupKey === wish.lookupKey && price === wish.priceId && coupon === wish.couponId && expires > now
}

/** Refusals: `conflict` (a subscription runs, or another purchase is under way), `invalid` (the code). */
export async function claimCheckout({ db, clock, persons }: Needs, wish: Wish): Promise<Live> {
  return db.transaction().execute(async (tx) => {
    const { account } = wish
    await lockAccount(tx, account)
    if (await closureOf(tx, account)) throw new Refusal('conflict', 'This account was deleted.')
    if (await queries.hasLiveSubscription(tx, account)) {
      throw new Refusal('conflict', 'You already have a subscription. Change it on the billing page.')
    }
    const now = clock()
    await letGo(tx, await queries.expireUnopened(tx, account, now), now)
    const live = await queries.liveCheckout(tx, account)
    if (live && isFor(live, wish, now)) return live
    if (live) throw new Refusal('conflict', 'Another purchase is under way in another window. Try again in a moment.')
    const id = newId('chk')
    const coupon = wish.code === '' ? null : await takeCoupon(tx, wish, now)
    const trialDays = (await takeTrial(tx, { ...wish, person: persons.hashOf(wish.email) }, id, now))
      ? wish.trialDays
      : 0
    const isFree = coupon !== null && isFreeForEver(coupon, wish.price)
    const row = await queries.insertCheckout(tx, {
      id,
      account_id: account,
      lookup_key: wish.lookupKey,
      price_id: wish.priceId,
      coupon_id: coupon?.id ?? null,
      trial_days: trialDays,
      needs_card: !isFree && (trialDays === 0 || wish.trialNeedsCard),
      state: 'starting',
      created_at: now,
      expires_at: new Date(now.getTime() + LIFE),
    })
    if (coupon) {
      const claim = { checkout_id: id, coupon_id: coupon.id, account_id: account, created_at: now, settled_at: null }
      await insertClaim(tx, { ...claim, state: 'held' })
    }
    return row
  })
}

async function takeCoupon(tx: Tx, { account, code, planId, price }: Wish, now: Date): Promise<Coupon> {
  const coupon = await lockCoupon(tx, code)
  const own = coupon ? await ownClaims(tx, coupon.id, account) : 0
  const refusal = couponRefusal(coupon, { planId, price, own }, now)
  if (refusal !== null || !coupon) throw new Refusal('invalid', refusal ?? 'There is no such code.')
  return coupon
}

async function takeTrial(
  tx: Tx,
  { account, person, trialDays }: Wish & { person: Buffer },
  checkout: string,
  at: Date,
): Promise<boolean> {
  if (trialDays === 0 || (await queries.hadTrial(tx, account))) return false
  return reserveTrial(tx, { account, person, checkout, at })
}
