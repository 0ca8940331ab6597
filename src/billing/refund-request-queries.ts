// The SQL of refunds that wait for a second person.
import { sql, type Insertable, type Selectable } from 'kysely'
import type { Db, Tx } from '../db/open.ts'
import type { Schema } from '../db/schema.ts'

export type RefundRequestRow = Selectable<Schema['refund_requests']>

const ASKED = ['pending', 'unknown', 'succeeded'] as const

/** What one person gives back is added up one refund after the other, until the transaction ends. */
export async function lockActor(tx: Tx, actor: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('refunds of ' || ${actor}))`.execute(tx)
}

/** What staff gave back of a charge, and what `actor` gave back alone since `since`, in the charge's currency. */
export async function refundedByStaff(
  tx: Tx,
  { charge, currency, actor, since }: { charge: string; currency: string; actor: string; since: Date },
): Promise<{ ofCharge: bigint; ofActor: bigint }> {
  const sum = sql<bigint>`coalesce(sum(amount), 0)::bigint`
  const ofCharge = await tx
    .selectFrom('operations')
    .select(sum.as('amount'))
    .where('charge_id', '=', charge)
    .where('state', 'in', ASKED)
    .executeTakeFirstOrThrow()
  const ofActor = await tx
    .selectFrom('operations')
    .select(sum.as('amount'))
    .where('actor', '=', actor)
    .where('currency', '=', currency)
    .where('created_at', '>', since)
    .where('state', 'in', ASKED)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('refund_requests').select('id').whereRef('operation_id', '=', 'operations.id'))),
    )
    .executeTakeFirstOrThrow()
  return { ofCharge: ofCharge.amount, ofActor: ofActor.amount }
}

/** Whether an owner other than `actor` could log in and approve. */
export async function otherOwnerExists(db: Db, actor: string): Promise<boolean> {
  const row = await db
    .selectFrom('accounts')
    .select('id')
    .where('role', '=', 'owner')
    .where('id', '!=', actor)
    .where('password_hash', 'is not', null)
    .where('banned_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

export function insertRefundRequest(tx: Tx, row: Insertable<Schema['refund_requests']>): Promise<RefundRequestRow> {
  return tx.insertInto('refund_requests').values(row).returningAll().executeTakeFirstOrThrow()
}

export function requestOfIntent(db: Db, intent: string) {
  return db.selectFrom('refund_requests').selectAll().where('intent', '=', intent).executeTakeFirst()
}

export function refundRequest(db: Db, id: string) {
  return db.selectFrom('refund_requests').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The decision; undefined when another was made before. */
export function decideRequest(
  tx: Tx,
  id: string,
  decision: Pick<RefundRequestRow, 'state' | 'decider' | 'operation_id' | 'decided_at'>,
) {
  return tx
    .updateTable('refund_requests')
    .set(decision)
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .returningAll()
    .executeTakeFirst()
}

/** Waiting ones first, the longest wait at the top; then the newest. `charge` null: of all payments. */
export function refundRequests(db: Db, charge: string | null, limit: number) {
  const query = db
    .selectFrom('refund_requests')
    .innerJoin('payments', 'payments.stripe_id', 'refund_requests.charge_id')
    .innerJoin('accounts as customer', 'customer.id', 'refund_requests.account_id')
    .innerJoin('accounts as asking', 'asking.id', 'refund_requests.requester')
    .leftJoin('accounts as deciding', 'deciding.id', 'refund_requests.decider')
    .select([
      'refund_requests.id',
      'refund_requests.amount',
      'refund_requests.currency',
      'refund_requests.reason',
      'refund_requests.state',
      'refund_requests.requester',
      'refund_requests.created_at as createdAt',
      'refund_requests.decided_at as decidedAt',
      'payments.id as payment',
      'customer.email as customer',
      'asking.email as askedBy',
      'deciding.email as decidedBy',
    ])
    .orderBy(sql`refund_requests.state = 'waiting'`, 'desc')
    .orderBy(sql`case when refund_requests.state = 'waiting' then refund_requests.created_at end`)
    .orderBy('refund_requests.created_at', 'desc')
    .limit(limit)
  return (charge === null ? query : query.where('refund_requests.charge_id', '=', charge)).execute()
}
