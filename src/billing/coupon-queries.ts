// The SQL of coupons and their uses. `taken` is counted by the database itself (migration 0008).
import type { Insertable, Selectable } from 'kysely'
import type { Db, Tx } from '../db/open.ts'
import type { Schema } from '../db/schema.ts'
import type { Coupon } from './core/coupon.ts'

/** Held until the transaction ends: uses of one coupon come one after the other. */
export async function lockCoupon(tx: Tx, code: string): Promise<Coupon | undefined> {
  const row = await tx.selectFrom('coupons').selectAll().where('code', '=', code).forUpdate().executeTakeFirst()
  return row && couponOf(row)
}

export async function couponByCode(db: Db, code: string): Promise<Coupon | undefined> {
  const row = await db.selectFrom('coupons').selectAll().where('code', '=', code).executeTakeFirst()
  return row && couponOf(row)
}

export async function couponToPublish(db: Db, id: string): Promise<Coupon | undefined> {
  const query = db.selectFrom('coupons').selectAll().where('id', '=', id).where('published_at', 'is', null)
  const row = await query.executeTakeFirst()
  return row && couponOf(row)
}

export async function markPublished(db: Db, id: string, at: Date): Promise<void> {
  await db.updateTable('coupons').set({ published_at: at }).where('id', '=', id).execute()
}

/** How often one customer holds or has used it. */
export async function ownClaims(db: Db, coupon: string, account: string): Promise<number> {
  const row = await db
    .selectFrom('coupon_claims')
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .where('coupon_id', '=', coupon)
    .where('account_id', '=', account)
    .where('state', '!=', 'released')
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

export async function insertClaim(tx: Tx, row: Insertable<Schema['coupon_claims']>): Promise<void> {
  await tx.insertInto('coupon_claims').values(row).execute()
}

export async function settleClaims(tx: Tx, checkouts: string[], state: 'used' | 'released', at: Date): Promise<void> {
  if (checkouts.length === 0) return
  await tx
    .updateTable('coupon_claims')
    .set({ state, settled_at: at })
    .where('checkout_id', 'in', checkouts)
    .where('state', '=', 'held')
    .execute()
}

/** False when there is one of this code. */
export async function insertCoupon(tx: Tx, row: Insertable<Schema['coupons']>): Promise<boolean> {
  const result = await tx
    .insertInto('coupons')
    .values(row)
    .onConflict((conflict) => conflict.column('code').doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

/** Its id; null when there is none, or it is off already. */
export async function switchCouponOff(tx: Tx, code: string): Promise<string | null> {
  const row = await tx
    .updateTable('coupons')
    .set({ active: false })
    .where('code', '=', code)
    .where('active', '=', true)
    .returning('id')
    .executeTakeFirst()
  return row?.id ?? null
}

/** Newest first, with how many uses are done and how many are held by open checkouts. */
export async function allCoupons(db: Db) {
  const rows = await db
    .selectFrom('coupons')
    .selectAll()
    .select((eb) => [
      eb
        .selectFrom('coupon_claims')
        .whereRef('coupon_claims.coupon_id', '=', 'coupons.id')
        .where('coupon_claims.state', '=', 'used')
        .select(({ fn }) => fn.countAll<bigint>().as('used'))
        .as('used'),
    ])
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(1000)
    .execute()
  return rows.map((row) => {
    const used = Number(row.used ?? 0n)
    return { ...couponOf(row), used, held: row.taken - used, createdAt: row.created_at }
  })
}

function couponOf(row: Selectable<Schema['coupons']>): Coupon {
  return {
    id: row.id,
    code: row.code,
    percentOff: row.percent_off,
    amountOff:
      row.amount_off === null || row.currency === null ? null : { amount: row.amount_off, currency: row.currency },
    duration: row.duration,
    months: row.months,
    maxRedemptions: row.max_redemptions,
    perCustomer: row.per_customer,
    expiresAt: row.expires_at,
    plans: row.plans,
    active: row.active,
    taken: row.taken,
  }
}

const LONGEST_MONTH = 31 * 86_400_000

/**
 * The plans for which the discount was given that an account's newest purchase goes on with; null: any, or none is given. Purchases
 * before it do not count: what they were given ended with them.
 */
export async function plansOfRunningCoupon(db: Db, account: string, now: Date): Promise<string[] | null> {
  const row = await db
    .selectFrom('checkouts')
    .leftJoin('coupon_claims', (join) =>
      join.onRef('coupon_claims.checkout_id', '=', 'checkouts.id').on('coupon_claims.state', '=', 'used'),
    )
    .leftJoin('coupons', 'coupons.id', 'coupon_claims.coupon_id')
    .select(['coupons.plans', 'coupons.duration', 'coupons.months', 'checkouts.created_at'])
    .where('checkouts.account_id', '=', account)
    .where('checkouts.state', '=', 'complete')
    .orderBy('checkouts.created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row || row.duration === 'once') return null
  const isOver = row.months !== null && now.getTime() - row.created_at.getTime() > row.months * LONGEST_MONTH
  return isOver ? null : row.plans
}
