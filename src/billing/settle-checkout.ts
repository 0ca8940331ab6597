// Brings an account's open checkout to what Stripe says of it: still open, paid, or expired.
import type { Db } from '../db/open.ts'
import * as queries from './checkout-queries.ts'
import type { Gateway } from './stripe.ts'

/** At most one is open for an account; nothing to ask when there is none. */
export async function settleCheckout(
  { db, stripe }: { db: Db; stripe: Pick<Gateway, 'checkoutStatus'> },
  account: string,
): Promise<void> {
  const checkout = await queries.liveCheckout(db, account)
  if (!checkout?.stripe_session_id) return
  const state = await stripe.checkoutStatus(checkout.stripe_session_id)
  if (state !== 'open') await queries.settleCheckout(db, checkout.id, state)
}
