// The SQL of what billing decides: access rows, alerts, plans and prices, checkouts.
import type { Selectable } from 'kysely'
import type { Db, Tx } from '../db/open.ts'
import type { Schema } from '../db/schema.ts'
import type { Concern } from './core/converge.ts'
import type { Plan, Standing } from './core/entitlement.ts'

export interface PaidAccessRow {
  plan_id: string | null
  paid_until: Date | null
  standing: Standing
  disputed: boolean
}

export function accessRow(db: Db, account: string) {
  return db.selectFrom('access').selectAll().where('account_id', '=', account).executeTakeFirst()
}

/** Writes what was paid for, beside what was granted. */
export async function writeAccess(tx: Tx, account: string, row: PaidAccessRow, at: Date): Promise<void> {
  await tx
    .insertInto('access')
    .values({ account_id: account, changed_at: at, ...row })
    .onConflict((conflict) => conflict.column('account_id').doUpdateSet({ ...row, changed_at: at }))
    .execute()
}

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

export async function readState(db: Db, key: string): Promise<string | null> {
  const row = await db.selectFrom('stripe_state').select('value').where('key', '=', key).executeTakeFirst()
  return row?.value ?? null
}

export async function writeState(db: Db, key: string, value: string): Promise<void> {
  await db
    .insertInto('stripe_state')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute()
}

/**
 * Opens what is new among `concerns`, resolves what is no longer among them; `about` says whose concerns these are. What staff have
 * acknowledged stays resolved. Gives those that were opened now.
 */
export async function writeAlerts(
  tx: Tx,
  about: string,
  concerns: Concern[],
  at: Date,
): Promise<{ id: bigint; kind: string; detail: string }[]> {
  const subjects = concerns.map((concern) => `${about} ${concern.subject}`)
  await tx
    .updateTable('alerts')
    .set({ resolved_at: at })
    .where('resolved_at', 'is', null)
    .where('subject', 'like', `${about} %`)
    .where((eb) => (subjects.length > 0 ? eb('subject', 'not in', subjects) : eb.lit(true)))
    .execute()
  const settled = await acknowledged(tx, subjects)
  const rows = concerns
    .map(({ kind, subject, detail }) => ({
      kind,
      subject: `${about} ${subject}`,
      detail,
      since: at,
      resolved_at: null,
    }))
    .filter(({ kind, subject }) => !settled.has(`${kind} ${subject}`))
  if (rows.length === 0) return []
  return tx
    .insertInto('alerts')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['kind', 'subject']).where('resolved_at', 'is', null).doNothing())
    .returning(['id', 'kind', 'detail'])
    .execute()
}

/** Waits for staff who are just settling one of these, and keeps others from it until the transaction ends. */
async function acknowledged(tx: Tx, subjects: string[]): Promise<Set<string>> {
  if (subjects.length === 0) return new Set()
  const ofThese = tx.selectFrom('alerts').where('subject', 'in', subjects)
  await ofThese.select('id').where('resolved_at', 'is', null).orderBy('id').forUpdate().execute()
  const rows = await ofThese.select(['kind', 'subject']).where('acknowledged_by', 'is not', null).execute()
  return new Set(rows.map(({ kind, subject }) => `${kind} ${subject}`))
}

/** False when it is not open, or not one of these kinds. */
export async function acknowledgeAlert(tx: Tx, id: bigint, kinds: readonly string[], by: string, at: Date) {
  return tx
    .updateTable('alerts')
    .set({ resolved_at: at, acknowledged_by: by })
    .where('id', '=', id)
    .where('kind', 'in', kinds)
    .where('resolved_at', 'is', null)
    .returning(['kind', 'subject'])
    .executeTakeFirst()
}

/** Where mails to staff go: every owner who can log in. */
export function ownersToTell(tx: Tx) {
  return tx
    .selectFrom('accounts')
    .select(['id', 'email'])
    .where('role', '=', 'owner')
    .where('password_hash', 'is not', null)
    .where('banned_at', 'is', null)
    .orderBy('id')
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

/** Whose paid or granted time ended between these times, so that access may have ended by now. */
export function accountsAtAnEnd(db: Db, from: Date, to: Date) {
  return db
    .selectFrom('access')
    .select('account_id')
    .where('paid_until', '>', from)
    .where('paid_until', '<=', to)
    .union(db.selectFrom('grants').select('account_id').where('ends_at', '>', from).where('ends_at', '<=', to))
    .execute()
}
