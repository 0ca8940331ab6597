// Brings an account's checkouts to what Stripe says of them: still open, being paid, paid, failed or expired.
// Invariant: a checkout and what was held for it (a use of a coupon, a trial) are settled in one transaction.
import type { Db, Tx } from '../db/open.ts'
import type { CheckoutState } from '../db/schema-checkout.ts'
import * as queries from './checkout-queries.ts'
import { checkoutOutcome, type SessionWords } from './core/checkout-outcome.ts'
import type { CustomerFacts } from './core/stripe-facts.ts'
import { settleClaims } from './coupon-queries.ts'
import type { Gateway } from './stripe.ts'
import { releaseTrials } from './trial-queries.ts'

export interface AskedCheckout {
  id: string
  session: SessionWords
}

/** Asks Stripe of those that are not settled: rarely more than one, mostly none. */
export async function askCheckouts(
  { db, stripe }: { db: Db; stripe: Pick<Gateway, 'checkoutStatus'> },
  account: string,
): Promise<AskedCheckout[]> {
  const open = await queries.unsettledCheckouts(db, account)
  return Promise.all(
    open.flatMap(({ id, session }) =>
      session === null ? [] : [stripe.checkoutStatus(session).then((words) => ({ id, session: words }))],
    ),
  )
}

export async function settleCheckouts(
  tx: Tx,
  asked: AskedCheckout[],
  facts: Pick<CustomerFacts, 'payments' | 'unpaid' | 'live'>,
  now: Date,
): Promise<void> {
  for (const { id, session } of asked) {
    const outcome = checkoutOutcome(session, facts)
    if (outcome !== 'open') await settleCheckout(tx, id, outcome, now)
  }
}

/**
 * A final state stays: then false. `complete` uses what was held, `expired` and `failed` give it back, `processing` goes on holding it.
 */
export async function settleCheckout(tx: Tx, id: string, state: CheckoutState, now: Date): Promise<boolean> {
  if (!(await queries.moveCheckout(tx, id, state))) return false
  if (state === 'complete') await settleClaims(tx, [id], 'used', now)
  else if (state !== 'processing') await letGo(tx, [id], now)
  return true
}

/** Gives back what was held for checkouts that came to nothing. */
export async function letGo(tx: Tx, checkouts: string[], now: Date): Promise<void> {
  await settleClaims(tx, checkouts, 'released', now)
  await releaseTrials(tx, checkouts)
}
