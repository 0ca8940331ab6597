// Tells Stripe of a coupon, once, before it is first used there. Its id is ours, so a second try finds what the first one made.
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { couponToPublish, markPublished } from './coupon-queries.ts'
import type { Gateway } from './stripe.ts'

/** Limits stay with us, where they are exact: Stripe only counts what it takes off. */
export async function publishCoupon(
  { db, stripe, clock }: { db: Db; stripe: Pick<Gateway, 'publishCoupon'>; clock: Clock },
  id: string,
): Promise<void> {
  const coupon = await couponToPublish(db, id)
  if (!coupon) return
  await stripe.publishCoupon(coupon)
  await markPublished(db, id, clock())
}
