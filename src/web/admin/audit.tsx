// The record of what was done: searched, paged, and taken along as CSV.
import { listAudit, type AuditRow, type AuditSearch } from '../../accounts/audit-queries.ts'
import type { Db } from '../../db/open.ts'
import { staff } from '../kit/guards.ts'
import { show } from '../kit/show.tsx'
import { beforeIn } from '../kit/paging.ts'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { csvAnswer, csvLine } from '../kit/csv.ts'
import { AuditView } from './audit-view.tsx'

const SHOWN = 50
const BATCH = 1_000
const HEAD = ['id', 'time', 'actor', 'action', 'subject', 'detail']

export function adminAudit(web: Web): Record<'list' | 'csv', Handler> {
  const { app } = web
  return {
    async list(c) {
      const visit = await staff(web, c)
      const search = searchOf(c)
      const found = await listAudit(app.db, search, { before: beforeIn(c), limit: SHOWN + 1 })
      const rows = found.slice(0, SHOWN)
      const older = found.length > SHOWN ? (rows.at(-1)?.id ?? null) : null
      return show(web, c, visit, { title: 'Audit' }, <AuditView search={search} rows={rows} older={older} />)
    },

    async csv(c) {
      await staff(web, c)
      return csvAnswer(c, 'audit.csv', linesOf(app.db, searchOf(c)))
    },
  }
}

/** Newest first, a batch at a time: the record may be longer than memory. */
async function* linesOf(db: Db, search: AuditSearch): AsyncGenerator<string, undefined> {
  yield csvLine(HEAD)
  let before: bigint | null = null
  for (;;) {
    const rows: AuditRow[] = await listAudit(db, search, { before, limit: BATCH })
    yield rows
      .map((row) => csvLine([String(row.id), row.at.toISOString(), row.actor, row.action, row.subject, row.detail]))
      .join('')
    before = rows.at(-1)?.id ?? null
    if (rows.length < BATCH) return undefined
  }
}

function searchOf(c: PageContext): AuditSearch {
  const search: AuditSearch = {}
  for (const field of ['actor', 'subject', 'action'] as const) {
    const text = (c.req.query(field) ?? '').trim().slice(0, 200)
    if (text !== '') search[field] = text
  }
  return search
}
