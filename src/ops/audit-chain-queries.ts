// The SQL of the audit's chain: rows in its order, with the words their hashes are made of.
import { sql } from 'kysely'
import type { Db } from '../db/open.ts'

/** Tells this database from a copy: what a session inside it cannot change. */
export async function databaseIdentity(db: Db): Promise<string> {
  const { rows } = await sql<{ identity: string }>`
    select (select system_identifier from pg_control_system()) || '/' || oid as identity
    from pg_database where datname = current_database()`.execute(db)
  if (!rows[0]) throw new Error('The database does not know itself.')
  return rows[0].identity
}

export interface ChainedRow {
  position: bigint
  row: bigint
  hash: Buffer
  /** What was hashed after the hash before it; null: the audit row is gone. */
  words: string | null
}

/** By position. The words are put together here again, not by the function in the database that a forger could replace. */
export async function chainAfter(db: Db, position: bigint, limit: number): Promise<ChainedRow[]> {
  const { rows } = await sql<ChainedRow>`
    select c.position, c.audit_id as row, c.hash, case when a.id is not null then jsonb_build_array(
      c.position, a.id, (extract(epoch from a.at) * 1000000)::bigint, a.actor, a.action, a.subject, a.detail
    )::text end as words
    from audit_chain c left join audit a on a.id = c.audit_id
    where c.position > ${position} order by c.position limit ${limit}`.execute(db)
  return rows
}

export function linksAfter(db: Db, position: bigint, limit: number) {
  return db
    .selectFrom('audit_chain')
    .select(['position', 'audit_id as row', 'hash'])
    .where('position', '>', position)
    .orderBy('position')
    .limit(limit)
    .execute()
}

/** The first audit row that never joined the chain; null: none. */
export async function firstUnchained(db: Db): Promise<bigint | null> {
  const found = await db
    .selectFrom('audit')
    .leftJoin('audit_chain', 'audit_chain.audit_id', 'audit.id')
    .select('audit.id')
    .where('audit_chain.position', 'is', null)
    .orderBy('audit.id')
    .limit(1)
    .executeTakeFirst()
  return found?.id ?? null
}

/** What a row of `audit restored` says was lost; positions are null where only anchors were. */
export interface RecordedRestore {
  row: bigint
  at: Date
  actor: string
  from: bigint | null
  to: bigint | null
}

/** Those that stand in the chain, in their order. */
export async function recordedRestores(db: Db): Promise<RecordedRestore[]> {
  const { rows } = await sql<RecordedRestore>`
    select a.id as row, a.at, a.actor, (a.detail->>'from')::bigint as from, (a.detail->>'to')::bigint as to
    from audit a join audit_chain c on c.audit_id = a.id
    where a.action = 'audit.restored' order by c.position`.execute(db)
  return rows
}
