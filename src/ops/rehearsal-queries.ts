// The SQL of a rehearsal: whether there is still work, what comes next, and what has happened since a moment. Read only.
import { sql } from 'kysely'
import type { Db } from '../db/open.ts'

/** What happened is read so far back in one list. */
const LONGEST = 200

/** Events that wait, and jobs that wait or run. */
export async function openWork(db: Db): Promise<{ events: number; jobs: number }> {
  const { rows } = await sql<{ events: number; jobs: number }>`
    select (select count(*)::int from stripe_events where state = 'pending') as events,
      (select count(*)::int from jobs.job where state in ('created', 'retry', 'active')) as jobs`.execute(db)
  return rows[0] ?? { events: 0, jobs: 0 }
}

/** Paid time that ended after `since`, soonest first. */
export function paidTimes(db: Db, since: Date, limit: number) {
  return db
    .selectFrom('access')
    .select(['account_id as account', 'paid_until as paidUntil', 'standing'])
    .where('paid_until', '>', since)
    .orderBy('paid_until')
    .limit(limit)
    .execute()
}

export function grantEnds(db: Db, after: Date, limit: number) {
  return db
    .selectFrom('grants')
    .select(['account_id as account', 'ends_at as at'])
    .where('revoked_at', 'is', null)
    .where('ends_at', '>', after)
    .orderBy('ends_at')
    .limit(limit)
    .execute()
}

/** Our accounts by Stripe's customer. */
export async function accountsOf(db: Db, customers: string[]): Promise<Map<string, string>> {
  if (customers.length === 0) return new Map()
  const rows = await db
    .selectFrom('stripe_customers')
    .select(['id', 'account_id as account'])
    .where('id', 'in', customers)
    .execute()
  return new Map(rows.map(({ id, account }) => [id, account]))
}

export async function emailsOf(db: Db, accounts: string[]): Promise<Map<string, string>> {
  if (accounts.length === 0) return new Map()
  const rows = await db.selectFrom('accounts').select(['id', 'email']).where('id', 'in', accounts).execute()
  return new Map(rows.map(({ id, email }) => [id, email]))
}

/** Who has bought or begun to, newest first. */
export function buyers(db: Db, limit: number) {
  return db
    .selectFrom('stripe_customers')
    .innerJoin('accounts', 'accounts.id', 'stripe_customers.account_id')
    .select(['accounts.id', 'accounts.email'])
    .orderBy('accounts.created_at', 'desc')
    .limit(limit)
    .execute()
}

/** The names that Stripe gives to what was last: each undefined when there is none. */
export async function lastOf(db: Db, account: string) {
  const [customer, charge, refund, dispute] = await Promise.all([
    db.selectFrom('stripe_customers').select('id').where('account_id', '=', account).executeTakeFirst(),
    db
      .selectFrom('payments')
      .select('stripe_id as id')
      .where('account_id', '=', account)
      .where('status', '=', 'succeeded')
      .orderBy('created_at', 'desc')
      .executeTakeFirst(),
    movement(db, 'refunds', account).where('refunds.status', 'in', ['succeeded', 'pending']).executeTakeFirst(),
    movement(db, 'disputes', account)
      .where('disputes.status', 'in', ['needs_response', 'under_review', 'warning_needs_response'])
      .executeTakeFirst(),
  ])
  return { customer: customer?.id, charge: charge?.id, refund: refund?.id, dispute: dispute?.id }
}

function movement<T extends 'refunds' | 'disputes'>(db: Db, table: T, account: string) {
  const all: 'refunds' | 'disputes' = table
  return db
    .selectFrom(all)
    .innerJoin('payments', 'payments.stripe_id', `${all}.charge_id`)
    .select(`${all}.stripe_id as id`)
    .where('payments.account_id', '=', account)
    .orderBy(`${all}.created_at`, 'desc')
}

/** The moment of the newest step of a rehearsal; undefined: none was taken. */
export function lastStep(db: Db) {
  return db
    .selectFrom('audit')
    .select(['at', 'action', sql<string>`detail::text`.as('detail')])
    .where('action', 'like', 'rehearsal.%')
    .orderBy('id', 'desc')
    .executeTakeFirst()
}

export function mailsSince(db: Db, since: Date) {
  return db
    .selectFrom('mails')
    .select(['id', 'created_at as at', 'subject', 'to_address as to', 'account_id as account'])
    .where('created_at', '>=', since)
    .orderBy('created_at', 'desc')
    .limit(LONGEST)
    .execute()
}

export function eventsSince(db: Db, since: Date) {
  return db
    .selectFrom('stripe_events')
    .leftJoin('stripe_customers', 'stripe_customers.id', 'stripe_events.customer')
    .select(['stripe_events.id', 'received_at as at', 'type', 'state', 'reason', 'account_id as account'])
    .where('received_at', '>=', since)
    .orderBy('received_at', 'desc')
    .limit(LONGEST)
    .execute()
}

export function paymentsSince(db: Db, since: Date) {
  return db
    .selectFrom('payments')
    .select(['id', 'created_at as at', 'amount', 'currency', 'status', 'account_id as account'])
    .where('created_at', '>=', since)
    .orderBy('created_at', 'desc')
    .limit(LONGEST)
    .execute()
}

export function movementsSince(db: Db, table: 'refunds' | 'disputes', since: Date) {
  return db
    .selectFrom(table)
    .innerJoin('payments', 'payments.stripe_id', `${table}.charge_id`)
    .select([`${table}.stripe_id as id`, `${table}.created_at as at`, `${table}.amount`, `${table}.currency`])
    .select([`${table}.status`, 'payments.account_id as account'])
    .where(`${table}.created_at`, '>=', since)
    .orderBy(`${table}.created_at`, 'desc')
    .limit(LONGEST)
    .execute()
}

/** Whose access was written anew since then. */
export function accessWrittenSince(db: Db, since: Date) {
  return db
    .selectFrom('access')
    .select(['account_id as account', 'changed_at as at'])
    .where('changed_at', '>=', since)
    .orderBy('changed_at', 'desc')
    .limit(LONGEST)
    .execute()
}
