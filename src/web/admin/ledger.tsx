// The books: balances, what was booked, searched, paged, and taken along as CSV. Everybody of the staff may read them.
import { ledgerBalances, listTransactions, type LedgerSearch } from '../../billing/ledger-queries.ts'
import type { Db } from '../../db/open.ts'
import { csvAnswer, csvLine } from '../kit/csv.ts'
import { staff } from '../kit/guards.ts'
import { beforeIn } from '../kit/paging.ts'
import { show } from '../kit/show.tsx'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { LedgerView } from './ledger-view.tsx'

const SHOWN = 50
const BATCH = 1_000
const HEAD = ['transaction', 'key', 'occurred', 'posted', 'customer', 'email', 'account', 'currency', 'minor units']

export function adminLedger(web: Web): Record<'list' | 'csv', Handler> {
  const { app } = web
  return {
    async list(c) {
      const visit = await staff(web, c)
      const search = searchOf(c)
      const [balances, found] = await Promise.all([
        ledgerBalances(app.db),
        listTransactions(app.db, search, { before: beforeIn(c), limit: SHOWN + 1 }),
      ])
      const transactions = found.slice(0, SHOWN)
      const older = found.length > SHOWN ? (transactions.at(-1)?.id ?? null) : null
      const props = { search, balances, transactions, older }
      return show(web, c, visit, { title: 'Ledger' }, <LedgerView {...props} />)
    },

    async csv(c) {
      await staff(web, c)
      return csvAnswer(c, 'ledger.csv', linesOf(app.db, searchOf(c)))
    },
  }
}

/** One line an entry, newest transaction first. */
async function* linesOf(db: Db, search: LedgerSearch): AsyncGenerator<string, undefined> {
  yield csvLine(HEAD)
  let before: bigint | null = null
  for (;;) {
    const rows: Awaited<ReturnType<typeof listTransactions>> = await listTransactions(db, search, {
      before,
      limit: BATCH,
    })
    yield rows.flatMap(entryLines).join('')
    before = rows.at(-1)?.id ?? null
    if (rows.length < BATCH) return undefined
  }
}

function entryLines(row: Awaited<ReturnType<typeof listTransactions>>[number]): string[] {
  const shared = [String(row.id), row.key, row.occurredAt.toISOString(), row.postedAt.toISOString()]
  return row.entries.map((entry) =>
    csvLine([...shared, row.account, row.email, entry.account, entry.currency, String(entry.amount)]),
  )
}

function searchOf(c: PageContext): LedgerSearch {
  const search: LedgerSearch = {}
  for (const field of ['customer', 'object'] as const) {
    const text = (c.req.query(field) ?? '').trim().slice(0, 200)
    if (text !== '') search[field] = text
  }
  return search
}
