// The SQL of buying.
import type { Insertable } from 'kysely'
import type { Db, Tx } from '../db/open.ts'
import type { CheckoutState } from '../db/schema-checkout.ts'
import type { Schema } from '../db/schema.ts'
import { LIVE as LIVE_SUBSCRIPTION } from './core/subscription-states.ts'

export function priceForSale(db: Db, lookupKey: string) {
  return db
    .selectFrom('plan_prices')
    .innerJoin('plans', 'plans.id', 'plan_prices.plan_id')
    .leftJoin('stripe_prices', (join) =>
      join.onRef('stripe_prices.lookup_key', '=', 'plan_prices.lookup_key').on('stripe_prices.current', '=', true),
    )
    .select(['stripe_prices.id as price_id', 'stripe_prices.amount', 'plan_prices.currency', 'plan_prices.plan_id'])
    .select(['plans.trial_days', 'plans.trial_needs_card'])
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

const ROW = [
  'id',
  'lookup_key',
  'price_id',
  'coupon_id',
  'stripe_session_id',
  'url',
  'trial_days',
  'needs_card',
  'expires_at',
] as const
const LIVE = ['starting', 'open'] as const
const UNSETTLED = [...LIVE, 'processing'] as const

export function liveCheckout(db: Db, account: string) {
  return db
    .selectFrom('checkouts')
    .select(ROW)
    .where('account_id', '=', account)
    .where('state', 'in', LIVE)
    .executeTakeFirst()
}

/** Checkouts of which Stripe is to be asked what became of them. */
export function unsettledCheckouts(db: Db, account: string) {
  return db
    .selectFrom('checkouts')
    .select(['id', 'stripe_session_id as session'])
    .where('account_id', '=', account)
    .where('state', 'in', UNSETTLED)
    .where('stripe_session_id', 'is not', null)
    .execute()
}

/** Those that Stripe never heard of, or whose answer was not stored. */
export async function overdueStarts(db: Db, account: string): Promise<string[]> {
  const rows = await db
    .selectFrom('checkouts')
    .select('id')
    .where('account_id', '=', account)
    .where('state', '=', 'starting')
    .where('stripe_session_id', 'is', null)
    .execute()
  return rows.map(({ id }) => id)
}

/** Over their time and still not settled: the news was lost, or the process that opened them. `customer` is Stripe's. */
export function overdueCheckouts(db: Db, now: Date) {
  return db
    .selectFrom('checkouts')
    .innerJoin('stripe_customers', 'stripe_customers.account_id', 'checkouts.account_id')
    .select(['checkouts.id', 'checkouts.account_id', 'checkouts.stripe_session_id as session'])
    .select('stripe_customers.id as customer')
    .where('checkouts.state', 'in', UNSETTLED)
    .where('checkouts.expires_at', '<=', now)
    .orderBy('checkouts.expires_at')
    .limit(1000)
    .execute()
}

/** What this customer pays in: Stripe keeps a customer to one currency. Null before the first purchase. */
export async function customerCurrency(db: Db, account: string): Promise<string | null> {
  const row = await db
    .selectFrom('subscriptions')
    .innerJoin('stripe_prices', 'stripe_prices.id', 'subscriptions.price_id')
    .innerJoin('plan_prices', 'plan_prices.lookup_key', 'stripe_prices.lookup_key')
    .select('plan_prices.currency')
    .where('subscriptions.account_id', '=', account)
    .orderBy('subscriptions.created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.currency ?? null
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
    .where('status', 'in', LIVE_SUBSCRIPTION)
    .executeTakeFirst()
  return row !== undefined
}

export async function hadTrial(tx: Db, account: string): Promise<boolean> {
  const row = await tx
    .selectFrom('subscriptions')
    .select('id')
    .where('account_id', '=', account)
    .where('trial_end', 'is not', null)
    .executeTakeFirst()
  return row !== undefined
}

/** Ends what was begun and never reached Stripe; gives the ids. */
export async function expireUnopened(tx: Tx, account: string, now: Date): Promise<string[]> {
  const rows = await tx
    .updateTable('checkouts')
    .set({ state: 'expired' })
    .where('account_id', '=', account)
    .where('state', '=', 'starting')
    .where('expires_at', '<=', now)
    .returning('id')
    .execute()
  return rows.map((row) => row.id)
}

export function insertCheckout(tx: Tx, row: Insertable<Schema['checkouts']>) {
  return tx.insertInto('checkouts').values(row).returning(ROW).executeTakeFirstOrThrow()
}

/** False when it was closed meanwhile, or opened by another request. */
export async function openCheckout(
  db: Db,
  id: string,
  session: { id: string; url: string; expires: Date },
): Promise<boolean> {
  const result = await db
    .updateTable('checkouts')
    .set({ stripe_session_id: session.id, url: session.url, expires_at: session.expires, state: 'open' })
    .where('id', '=', id)
    .where((eb) => eb.or([eb('state', '=', 'starting'), eb('stripe_session_id', '=', session.id)]))
    .where('state', 'in', LIVE)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** False when that is written already, or something final is. */
export async function moveCheckout(tx: Tx, id: string, state: CheckoutState): Promise<boolean> {
  const result = await tx
    .updateTable('checkouts')
    .set({ state })
    .where('id', '=', id)
    .where('state', 'in', UNSETTLED)
    .where('state', '!=', state)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}
