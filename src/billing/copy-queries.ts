// The SQL of our copies of Stripe's objects in one shape, as reconciliation compares them.
import { sql, type Selectable } from 'kysely'
import type { Db } from '../db/open.ts'
import type { Schema } from '../db/schema.ts'
import type { CopyKind, StoredCopy } from './core/drift.ts'

/** When the oldest of what is stored was made; null: nothing is. */
export async function oldestCopy(db: Db): Promise<Date | null> {
  const { rows } = await sql<{ oldest: Date | null }>`
    select least((select min(created_at) from payments), (select min(created_at) from subscriptions)) as oldest`.execute(
    db,
  )
  return rows[0]?.oldest ?? null
}

export async function accountsByCustomer(db: Db, customers: string[]): Promise<Map<string, string>> {
  if (customers.length === 0) return new Map()
  const rows = await db.selectFrom('stripe_customers').select(['id', 'account_id']).where(isOneOf(customers)).execute()
  return new Map(rows.map((row) => [row.id, row.account_id]))
}

export async function storedCopies(db: Db, kind: CopyKind, ids: string[]): Promise<Map<string, StoredCopy>> {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('stripe_copies').selectAll().where('kind', '=', kind).where(isOneOf(ids)).execute()
  return new Map(rows.map((row) => [row.id, copyOf(row)]))
}

/** Ids stored as created in [from, below) but for these, after `after` in their own order. */
export async function storedIds(
  db: Db,
  kind: CopyKind,
  { from, below }: { from: Date; below: Date },
  { but, after, limit }: { but: string[]; after: string; limit: number },
): Promise<string[]> {
  const rows = await db
    .selectFrom('stripe_copies')
    .select('id')
    .where('kind', '=', kind)
    .where('created_at', '>=', from)
    .where('created_at', '<', below)
    .where('id', '>', after)
    .where(sql<boolean>`id <> all(${but}::text[])`)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map((row) => row.id)
}

/** One parameter for any number of ids. */
const isOneOf = (ids: string[]) => sql<boolean>`id = any(${ids}::text[])`

function copyOf(row: Selectable<Schema['stripe_copies']>): StoredCopy {
  return {
    kind: row.kind,
    id: row.id,
    created: row.created_at,
    account: row.account_id,
    charge: row.charge_id,
    amount: row.amount,
    currency: row.currency,
    price: row.price_id,
    status: row.status,
    ends: row.ends_at,
    refunded: row.refunded,
    refundsKept: row.refunds_kept,
  }
}
