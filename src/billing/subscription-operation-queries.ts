// The SQL of what we ask Stripe to do with subscriptions, and of what such a request needs to know.
import type { Insertable } from 'kysely'
import type { Db, Tx } from '../db/open.ts'
import type { OperationKind, Schema } from '../db/schema.ts'
import type { Operation } from './operation-queries.ts'

interface OfSubscription {
  kind: Exclude<OperationKind, 'refund'>
  subscription_id: string
}
/** What an operation on a subscription always has; the table's checks promise it. */
export type SubscriptionOperation = Operation & OfSubscription

export function subscriptionOperationOf(db: Db, intent: string): Promise<SubscriptionOperation | undefined> {
  return db
    .selectFrom('operations')
    .selectAll()
    .where('intent', '=', intent)
    .where('kind', '!=', 'refund')
    .$narrowType<OfSubscription>()
    .executeTakeFirst()
}

/** The one whose outcome is open. */
export function openOn(db: Db, subscription: string): Promise<SubscriptionOperation | undefined> {
  return db
    .selectFrom('operations')
    .selectAll()
    .where('subscription_id', '=', subscription)
    .where('state', 'in', ['pending', 'unknown'])
    .$narrowType<OfSubscription>()
    .executeTakeFirst()
}

/** Whether something else was done to the subscription after `since`; `intent` and what leads to it do not count. */
export async function wasTouched(tx: Tx, subscription: string, since: Date, intent: string): Promise<boolean> {
  const row = await tx
    .selectFrom('operations')
    .select('id')
    .where('subscription_id', '=', subscription)
    .where('state', '=', 'succeeded')
    .where('settled_at', '>', since)
    .where('intent', 'not like', `${intent}%`)
    .executeTakeFirst()
  return row !== undefined
}

export function insertSubscriptionOperation(
  tx: Tx,
  row: Insertable<Schema['operations']> & OfSubscription,
): Promise<SubscriptionOperation> {
  return tx.insertInto('operations').values(row).returningAll().$narrowType<OfSubscription>().executeTakeFirstOrThrow()
}

/** Plan and price behind the id Stripe uses; undefined for one that never was ours. */
export function priceById(db: Db, price: string) {
  return db
    .selectFrom('stripe_prices')
    .innerJoin('plan_prices', 'plan_prices.lookup_key', 'stripe_prices.lookup_key')
    .innerJoin('plans', 'plans.id', 'plan_prices.plan_id')
    .select([
      'plans.id as planId',
      'plans.name',
      'plans.rank',
      'plan_prices.interval',
      'plan_prices.currency',
      'stripe_prices.amount',
    ])
    .where('stripe_prices.id', '=', price)
    .executeTakeFirst()
}
