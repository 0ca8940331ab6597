// The SQL of what we ask Stripe to do.
import { sql, type Insertable, type Selectable } from 'kysely'
import type { Db, Tx } from '../db/open.ts'
import type { Schema } from '../db/schema.ts'

export type Operation = Selectable<Schema['operations']>
/** What a refund always has; the table's checks promise it. */
interface OfRefund {
  kind: 'refund'
  charge_id: string
  amount: bigint
  currency: string
}
export type RefundOperation = Operation & OfRefund

/** The payment, held against other refunds until the transaction ends. */
export function lockPayment(tx: Tx, payment: string) {
  return tx.selectFrom('payments').selectAll().where('id', '=', payment).forUpdate().executeTakeFirst()
}

export function operationOf(db: Db, intent: string): Promise<RefundOperation | undefined> {
  return db
    .selectFrom('operations')
    .selectAll()
    .where('intent', '=', intent)
    .where('kind', '=', 'refund')
    .$narrowType<OfRefund>()
    .executeTakeFirst()
}

/**
 * Asked for and not refused, and not yet among the refunds that sync-customer wrote; and what waits for a second person, but for the
 * request `except`.
 */
export async function amountUnderWay(tx: Tx, charge: string, except: string | null): Promise<bigint> {
  const row = await tx
    .selectFrom('operations')
    .leftJoin('refunds', 'refunds.stripe_id', 'operations.stripe_id')
    .select(sql<bigint>`coalesce(sum(operations.amount), 0)::bigint`.as('amount'))
    .where('operations.charge_id', '=', charge)
    .where('operations.state', 'in', ['pending', 'unknown', 'succeeded'])
    .where('refunds.stripe_id', 'is', null)
    .executeTakeFirstOrThrow()
  const waiting = await tx
    .selectFrom('refund_requests')
    .select(sql<bigint>`coalesce(sum(amount), 0)::bigint`.as('amount'))
    .where('charge_id', '=', charge)
    .where('state', '=', 'waiting')
    .where('id', '!=', except ?? '')
    .executeTakeFirstOrThrow()
  return row.amount + waiting.amount
}

export function operationById(db: Db, id: string): Promise<RefundOperation> {
  return db
    .selectFrom('operations')
    .selectAll()
    .where('id', '=', id)
    .where('kind', '=', 'refund')
    .$narrowType<OfRefund>()
    .executeTakeFirstOrThrow()
}

export function openOperation(tx: Tx, charge: string) {
  return tx
    .selectFrom('operations')
    .select('id')
    .where('charge_id', '=', charge)
    .where('state', 'in', ['pending', 'unknown'])
    .executeTakeFirst()
}

export function insertOperation(tx: Tx, row: Insertable<Schema['operations']> & OfRefund): Promise<RefundOperation> {
  return tx.insertInto('operations').values(row).returningAll().$narrowType<OfRefund>().executeTakeFirstOrThrow()
}

/** Writes an outcome unless a certain one stands already; false when it did. */
export async function settleOperation(
  db: Db,
  id: string,
  outcome: Pick<Operation, 'state' | 'stripe_id' | 'failure' | 'settled_at'>,
): Promise<boolean> {
  const result = await db
    .updateTable('operations')
    .set(outcome)
    .where('id', '=', id)
    .where('state', 'in', ['pending', 'unknown'])
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Operations whose outcome is open since before `before`. */
export function openSince(db: Db, before: Date): Promise<Operation[]> {
  return db
    .selectFrom('operations')
    .selectAll()
    .where('state', 'in', ['pending', 'unknown'])
    .where('created_at', '<', before)
    .orderBy('created_at')
    .limit(100)
    .execute()
}

export function operationsOfCharge(db: Db, charge: string): Promise<RefundOperation[]> {
  return db
    .selectFrom('operations')
    .selectAll()
    .where('charge_id', '=', charge)
    .orderBy('created_at', 'desc')
    .$narrowType<OfRefund>()
    .execute()
}

export function paymentOfCharge(db: Db, charge: string) {
  return db.selectFrom('payments').select('id').where('stripe_id', '=', charge).executeTakeFirst()
}

export function paymentById(db: Db, payment: string) {
  return db.selectFrom('payments').selectAll().where('id', '=', payment).executeTakeFirst()
}

/** As Stripe tells them, wherever they were asked for; newest first. */
export function refundsOfCharge(db: Db, charge: string) {
  return db.selectFrom('refunds').selectAll().where('charge_id', '=', charge).orderBy('created_at', 'desc').execute()
}

export function disputesOfCharge(db: Db, charge: string) {
  return db.selectFrom('disputes').selectAll().where('charge_id', '=', charge).orderBy('created_at', 'desc').execute()
}
