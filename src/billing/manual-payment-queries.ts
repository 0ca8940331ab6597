// The SQL of manual payments.
import { sql, type Insertable, type Selectable, type Updateable } from 'kysely'
import { escapeLike } from '../db/like.ts'
import type { Db, Tx } from '../db/open.ts'
import type { Schema } from '../db/schema.ts'

export type ManualPayment = Selectable<Schema['manual_payments']>

/** What is looked for; absent: anything. */
export interface ManualPaymentSearch {
  /** The whole reference. */
  reference?: string
  /** Part of an e-mail address. */
  customer?: string
}

/** As pages show them: open ones first, the longest wait at the top; then the newest. */
export function manualPayments(db: Db, { reference, customer }: ManualPaymentSearch, limit: number) {
  let query = shown(db)
    .orderBy(sql`manual_payments.state = 'open'`, 'desc')
    .orderBy(sql`case when manual_payments.state = 'open' then manual_payments.created_at end`)
    .orderBy('manual_payments.created_at', 'desc')
    .orderBy('manual_payments.id')
    .limit(limit)
  if (reference !== undefined) query = query.where('manual_payments.reference', '=', reference)
  if (customer !== undefined) {
    query = query.where('customer.email_key', 'like', `%${escapeLike(customer.toLowerCase())}%`)
  }
  return query.execute()
}

/** Those of an account, newest first. */
export function manualPaymentsOf(db: Db, account: string) {
  const query = shown(db).where('manual_payments.account_id', '=', account)
  return query.orderBy('manual_payments.created_at', 'desc').orderBy('manual_payments.id').execute()
}

export function manualPaymentShown(db: Db, id: string) {
  return shown(db).where('manual_payments.id', '=', id).executeTakeFirst()
}

function shown(db: Db) {
  return db
    .selectFrom('manual_payments')
    .innerJoin('plans', 'plans.id', 'manual_payments.plan_id')
    .innerJoin('accounts as customer', 'customer.id', 'manual_payments.account_id')
    .innerJoin('accounts as opener', 'opener.id', 'manual_payments.opened_by')
    .leftJoin('accounts as deciding', 'deciding.id', 'manual_payments.decider')
    .leftJoin('accounts as returning', 'returning.id', 'manual_payments.returner')
    .leftJoin('grants', 'grants.id', 'manual_payments.grant_id')
    .select([
      'manual_payments.id',
      'manual_payments.reference',
      'manual_payments.account_id as account',
      'customer.email as customer',
      'plans.name as planName',
      'manual_payments.interval',
      'manual_payments.amount',
      'manual_payments.currency',
      'manual_payments.method',
      'opener.email as openedBy',
      'manual_payments.created_at as createdAt',
      'manual_payments.state',
      'deciding.email as decidedBy',
      'manual_payments.decided_at as decidedAt',
      'manual_payments.note',
      'grants.starts_at as from',
      'grants.ends_at as until',
      'returning.email as returnedBy',
      'manual_payments.returned_at as returnedAt',
      'manual_payments.returned',
      'manual_payments.return_note as returnNote',
    ])
}

export function openManualPaymentOf(db: Db, account: string): Promise<ManualPayment | undefined> {
  return db
    .selectFrom('manual_payments')
    .selectAll()
    .where('account_id', '=', account)
    .where('state', '=', 'open')
    .executeTakeFirst()
}

export function manualPayment(db: Db, id: string): Promise<ManualPayment | undefined> {
  return db.selectFrom('manual_payments').selectAll().where('id', '=', id).executeTakeFirst()
}

export function insertManualPayment(tx: Tx, row: Insertable<Schema['manual_payments']>): Promise<ManualPayment> {
  return tx.insertInto('manual_payments').values(row).returningAll().executeTakeFirstOrThrow()
}

/** A request of an account that goes is one nobody waits for. */
export async function withdrawOpenRequest(tx: Tx, account: string, at: Date): Promise<void> {
  await tx
    .updateTable('manual_payments')
    .set({ state: 'withdrawn', decider: account, decided_at: at })
    .where('account_id', '=', account)
    .where('state', '=', 'open')
    .execute()
}

/** The row as it is then; undefined when it was not in this state. */
export function moveManualPayment(
  tx: Tx,
  id: string,
  from: ManualPayment['state'],
  change: Updateable<Schema['manual_payments']>,
): Promise<ManualPayment | undefined> {
  const query = tx.updateTable('manual_payments').set(change).where('id', '=', id).where('state', '=', from)
  return query.returningAll().executeTakeFirst()
}
