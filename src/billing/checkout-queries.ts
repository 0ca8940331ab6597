// The SQL of buying.
import type { Insertable } from 'kysely'
import type { Db, Tx } from '../db/open.ts'
import type { Schema } from '../db/schema.ts'

export function priceForSale(db: Db, lookupKey: string) {
  return db
    .selectFrom('plan_prices')
    .innerJoin('plans', 'plans.id', 'plan_prices.plan_id')
    .leftJoin('stripe_prices', (join) =>
      join.onRef('stripe_prices.lookup_key', '=', 'plan_prices.lookup_key').on('stripe_prices.current', '=', true),
    )
    .select(['stripe_prices.id as price_id', 'plans.trial_days'])
    .where('plan_prices.lookup_key', '=', lookupKey)
    .where('plans.for_sale', '=', true)
    .executeTakeFirst()
}

export function buyer(db: Db, account: string) {
  return db.selectFrom('accounts').select(['email', 'email_verified_at']).where('id', '=', account).executeTakeFirst()
}

/** Two requests may have made the customer at once: Stripe gave both the same one, and the first row stays. */
export async function storeCustomer(db: Db, account: string, id: string): Promise<string> {
  await db
    .insertInto('stripe_customers')
    .values({ id, account_id: account, synced_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const row = await db
    .selectFrom('stripe_customers')
    .select('id')
    .where('account_id', '=', account)
    .executeTakeFirstOrThrow()
  return row.id
}

export function liveCheckout(db: Db, account: string) {
  return db
    .selectFrom('checkouts')
    .select(['id', 'lookup_key', 'stripe_session_id', 'url', 'trial_days'])
    .where('account_id', '=', account)
    .where('state', 'in', ['starting', 'open'])
    .executeTakeFirst()
}

export function readCheckout(db: Db, account: string, checkout: string) {
  return db
    .selectFrom('checkouts')
    .innerJoin('plan_prices', 'plan_prices.lookup_key', 'checkouts.lookup_key')
    .innerJoin('plans', 'plans.id', 'plan_prices.plan_id')
    .select(['checkouts.id', 'checkouts.state', 'plans.name'])
    .where('checkouts.id', '=', checkout)
    .where('checkouts.account_id', '=', account)
    .executeTakeFirst()
}

export async function hasLiveSubscription(tx: Tx, account: string): Promise<boolean> {
  const row = await tx
    .selectFrom('subscriptions')
    .select('id')
    .where('account_id', '=', account)
    .where('status', 'in', ['active', 'trialing', 'past_due', 'unpaid', 'paused', 'incomplete'])
    .executeTakeFirst()
  return row !== undefined
}

export async function hadTrial(tx: Tx, account: string): Promise<boolean> {
  const row = await tx
    .selectFrom('subscriptions')
    .select('id')
    .where('account_id', '=', account)
    .where('trial_end', 'is not', null)
    .executeTakeFirst()
  return row !== undefined
}

export async function expireCheckouts(tx: Tx, account: string, now: Date): Promise<void> {
  await tx
    .updateTable('checkouts')
    .set({ state: 'expired' })
    .where('account_id', '=', account)
    .where('state', 'in', ['starting', 'open'])
    .where('expires_at', '<=', now)
    .execute()
}

export function insertCheckout(tx: Tx, row: Insertable<Schema['checkouts']>) {
  return tx
    .insertInto('checkouts')
    .values(row)
    .returning(['id', 'lookup_key', 'stripe_session_id', 'url', 'trial_days'])
    .executeTakeFirstOrThrow()
}

export async function openCheckout(
  db: Db,
  id: string,
  session: { id: string; url: string; expires: Date },
): Promise<void> {
  await db
    .updateTable('checkouts')
    .set({ stripe_session_id: session.id, url: session.url, expires_at: session.expires, state: 'open' })
    .where('id', '=', id)
    .where('state', '=', 'starting')
    .execute()
}

export async function settleCheckout(db: Db, id: string, state: 'complete' | 'expired'): Promise<void> {
  await db
    .updateTable('checkouts')
    .set({ state })
    .where('id', '=', id)
    .where('state', 'in', ['starting', 'open'])
    .execute()
}
