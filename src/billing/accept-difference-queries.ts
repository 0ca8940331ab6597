// The SQL of accepting a difference. Invariant: only one that is open is accepted, once.
import type { Db, Tx } from '../db/open.ts'
import type { DifferenceRow } from './reconcile-queries.ts'

export function differenceById(db: Db, id: bigint): Promise<DifferenceRow | undefined> {
  return db.selectFrom('differences').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Undefined when it is not open. */
export function acceptDifference(
  tx: Tx,
  id: bigint,
  { by, reason, at }: { by: string | null; reason: string; at: Date },
): Promise<DifferenceRow | undefined> {
  return tx
    .updateTable('differences')
    .set({ resolution: 'accepted', resolved_at: at, accepted_by: by, reason })
    .where('id', '=', id)
    .where('resolution', '=', 'open')
    .returningAll()
    .executeTakeFirst()
}
