// The SQL of the audit trail. Its chain: ops/audit-chain-queries.ts.
import { sql } from 'kysely'
import { escapeLike } from '../db/like.ts'
import type { Db, Tx } from '../db/open.ts'

export async function insertAudit(
  tx: Tx,
  entry: { at: Date; actor: string; action: string; subject: string; detail?: object },
): Promise<void> {
  const { at, actor, action, subject, detail = {} } = entry
  // The setting says to the trigger that this is a row of ours.
  await sql`
    insert into audit (at, actor, action, subject, detail)
    select ${at}, ${actor}, ${action}, ${subject}, ${JSON.stringify(detail)}::jsonb
    where set_config('turnpike.audit', 'joins', true) = 'joins'`.execute(tx)
}

/** What is looked for; absent: anything. Actor and subject are whole ids, an action may be its beginning. */
export interface AuditSearch {
  actor?: string
  subject?: string
  action?: string
}

export interface AuditRow {
  id: bigint
  at: Date
  actor: string
  action: string
  subject: string
  /** As JSON. */
  detail: string
}

/** Newest first; `before` is the id of the last one already seen. */
export function listAudit(
  db: Db,
  { actor, subject, action }: AuditSearch,
  { before, limit }: { before: bigint | null; limit: number },
): Promise<AuditRow[]> {
  let query = db
    .selectFrom('audit')
    .select(['id', 'at', 'actor', 'action', 'subject', sql<string>`detail::text`.as('detail')])
    .orderBy('id', 'desc')
    .limit(limit)
  if (actor !== undefined) query = query.where('actor', '=', actor)
  if (subject !== undefined) query = query.where('subject', '=', subject)
  if (action !== undefined) query = query.where('action', 'like', `${escapeLike(action)}%`)
  if (before !== null) query = query.where('id', '<', before)
  return query.execute()
}
