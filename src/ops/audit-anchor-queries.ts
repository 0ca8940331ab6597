// The SQL of the audit's anchors: how far each file was written, and what of the chain stands where they say.
import { sql } from 'kysely'
import type { Db, Tx } from '../db/open.ts'

/** How far the file at `place` was written. */
export interface AnchorMark {
  place: string
  position: bigint
}

export function anchorMarks(db: Db): Promise<AnchorMark[]> {
  return db.selectFrom('audit_anchor_files').select(['place', 'position']).orderBy('place').execute()
}

export async function noteAnchored(tx: Tx, mark: AnchorMark & { at: Date }): Promise<void> {
  const { position, at } = mark
  await tx
    .insertInto('audit_anchor_files')
    .values(mark)
    .onConflict((it) => it.column('place').doUpdateSet({ position, at }))
    .execute()
}

export interface Link {
  position: bigint
  row: bigint
  hash: Buffer
}

export async function linksAt(db: Db, positions: bigint[]): Promise<Map<bigint, Link>> {
  const links = await db
    .selectFrom('audit_chain')
    .select(['position', 'audit_id as row', 'hash'])
    .where((it) => it('position', '=', it.fn.any(sql<bigint[]>`${positions.map(String)}::bigint[]`)))
    .execute()
  return new Map(links.map((link) => [link.position, link]))
}

/** 0 where the chain is empty. */
export async function headOfChain(db: Db): Promise<bigint> {
  const query = db.selectFrom('audit_chain').select('position').orderBy('position', 'desc').limit(1)
  return (await query.executeTakeFirst())?.position ?? 0n
}

/** The row that stands next after `position`, and when it was written. */
export function rowAfter(db: Db, position: bigint): Promise<{ position: bigint; row: bigint; at: Date } | undefined> {
  return db
    .selectFrom('audit_chain')
    .innerJoin('audit', 'audit.id', 'audit_chain.audit_id')
    .select(['audit_chain.position', 'audit.id as row', 'audit.at'])
    .where('audit_chain.position', '>', position)
    .orderBy('audit_chain.position')
    .limit(1)
    .executeTakeFirst()
}

/** False while another process anchors; else held until the transaction ends. */
export async function tryAnchorLock(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ mine: boolean }>`
    select pg_try_advisory_xact_lock(hashtext('turnpike audit anchors')) as mine`.execute(tx)
  return rows[0]?.mine ?? false
}
