// The SQL of plans and their prices, here and at Stripe.
import type { Selectable } from 'kysely'
import type { Db, Tx } from '../db/open.ts'
import type { Schema } from '../db/schema.ts'
import type { Plan } from './core/entitlement.ts'

/** Plans by the id of every Stripe price that ever was theirs. */
export async function plansByPrice(db: Db): Promise<Map<string, Plan>> {
  const rows = await db
    .selectFrom('stripe_prices')
    .innerJoin('plan_prices', 'plan_prices.lookup_key', 'stripe_prices.lookup_key')
    .innerJoin('plans', 'plans.id', 'plan_prices.plan_id')
    .select([
      'stripe_prices.id as price',
      'plans.id',
      'plans.name',
      'plans.rank',
      'plans.device_limit',
      'plans.data_cap_bytes',
    ])
    .execute()
  return new Map(
    rows.map(({ price, device_limit: deviceLimit, data_cap_bytes: dataCap, ...plan }) => [
      price,
      { ...plan, deviceLimit, dataCap },
    ]),
  )
}

export function listPrices(db: Db) {
  return db
    .selectFrom('plan_prices')
    .innerJoin('plans', 'plans.id', 'plan_prices.plan_id')
    .leftJoin('stripe_prices', (join) =>
      join.onRef('stripe_prices.lookup_key', '=', 'plan_prices.lookup_key').on('stripe_prices.current', '=', true),
    )
    .select([
      'plan_prices.lookup_key',
      'plan_prices.plan_id',
      'plan_prices.interval',
      'plan_prices.currency',
      'plan_prices.amount',
      'plans.name',
      'plans.rank',
      'plans.device_limit',
      'plans.data_cap_bytes',
      'plans.trial_days',
      'plans.for_sale',
      'stripe_prices.id as price_id',
    ])
    .orderBy('plans.rank')
    .orderBy('plan_prices.amount')
    .execute()
}

export async function storePrice(tx: Tx, lookupKey: string, id: string, amount: bigint): Promise<void> {
  await tx
    .updateTable('stripe_prices')
    .set({ current: false })
    .where('lookup_key', '=', lookupKey)
    .where('id', '!=', id)
    .execute()
  await tx
    .insertInto('stripe_prices')
    .values({ id, lookup_key: lookupKey, amount, current: true })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ lookup_key: lookupKey, amount, current: true }))
    .execute()
}

/** False when there is no such plan. */
export async function updatePlan(
  tx: Tx,
  plan: string,
  {
    forSale,
    deviceLimit,
    trialDays,
    trialNeedsCard,
  }: {
    forSale?: boolean
    deviceLimit?: number
    trialDays?: number
    trialNeedsCard?: boolean
  },
): Promise<boolean> {
  const result = await tx
    .updateTable('plans')
    .set({
      ...(forSale === undefined ? {} : { for_sale: forSale }),
      ...(deviceLimit === undefined ? {} : { device_limit: deviceLimit }),
      ...(trialDays === undefined ? {} : { trial_days: trialDays }),
      ...(trialNeedsCard === undefined ? {} : { trial_needs_card: trialNeedsCard }),
    })
    .where('id', '=', plan)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

export function allPlans(db: Db) {
  return db.selectFrom('plans').selectAll().orderBy('rank').execute()
}

/** A new price, or another amount of one that is there. */
export async function upsertPlanPrice(tx: Tx, row: Selectable<Schema['plan_prices']>): Promise<void> {
  await tx
    .insertInto('plan_prices')
    .values(row)
    .onConflict((conflict) => conflict.column('lookup_key').doUpdateSet({ amount: row.amount }))
    .execute()
}
