// The SQL of disputes as staff see them, each with its payment and customer.
import { sql } from 'kysely'
import type { Db } from '../db/open.ts'

function disputes(db: Db) {
  return db
    .selectFrom('disputes')
    .innerJoin('payments', 'payments.stripe_id', 'disputes.charge_id')
    .innerJoin('accounts', 'accounts.id', 'payments.account_id')
    .select([
      'disputes.stripe_id as id',
      'disputes.charge_id as chargeId',
      'disputes.amount',
      'disputes.currency',
      'disputes.status',
      'disputes.reason',
      'disputes.due_by as dueBy',
      'disputes.created_at as createdAt',
      'payments.id as payment',
      'payments.invoice_id as invoiceId',
      'payments.created_at as paidAt',
      'accounts.id as account',
      'accounts.email',
    ])
}

export function disputeById(db: Db, id: string) {
  return disputes(db).where('disputes.stripe_id', '=', id).executeTakeFirst()
}

/** Those that wait for an answer first, the nearest deadline at the top. */
export function listDisputes(db: Db, limit: number) {
  const waits = sql<boolean>`disputes.status like '%needs_response'`
  return disputes(db)
    .orderBy(waits, 'desc')
    .orderBy(sql`case when disputes.status like '%needs_response' then disputes.due_by end`)
    .orderBy('disputes.created_at', 'desc')
    .limit(limit)
    .execute()
}
