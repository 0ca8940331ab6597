// Everything that is kept about one customer, for that customer: each table of the inventory that has rows of the account.
// Invariant: all of it is read from one moment of the database, and by the inventory alone, so what is kept and not said cannot be
// forgotten here. What is left out is named: secrets, what is about others, and what says nothing about anybody.
import { audit } from '../accounts/audit.ts'
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { PERSONAL, type Personal } from './core/data-inventory.ts'
import { erasureWords, untilWords } from './core/inventory-words.ts'
import { ownRows } from './kept-queries.ts'

export interface OwnData {
  account: string
  made_at: string
  about: string
  tables: OwnTable[]
}
interface OwnTable {
  table: string
  title: string
  what: string
  why: string
  kept: string
  when_deleted: string
  left_out: { columns: string[]; because: string }[]
  rows: Record<string, unknown>[]
}

const ABOUT =
  'Everything that this shop keeps about this account: each table with what it is, why and how long it is kept, and what a deletion does with it. Amounts are in minor units of their currency, times with their offset from UTC, numbers of more than 15 digits as text. Notes that staff wrote for themselves are not in it: ask support for them.'

/** Nothing of anybody else is in it. Each one that is made stands in the audit. */
export async function exportOwnData({ db, clock }: { db: Db; clock: Clock }, account: string): Promise<OwnData> {
  const entry = { actor: account, action: 'account.export', subject: account }
  await db.transaction().execute((tx) => audit(tx, clock, entry)) // before anything leaves
  const tables: OwnTable[] = []
  const reading = db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
  await reading.execute(async (tx) => {
    for (const kept of PERSONAL) tables.push(tableOf(kept, await ownRows(tx, kept, account)))
  })
  return { account, made_at: clock().toISOString(), about: ABOUT, tables }
}

function tableOf(kept: Personal, rows: Record<string, unknown>[]): OwnTable {
  const { table, of, what, why, columns } = kept
  return {
    table,
    title: of.title,
    what,
    why,
    kept: untilWords(kept),
    when_deleted: erasureWords(kept),
    left_out: [
      ...leftOut(columns.secret, 'opens something, or is the hash of what does'),
      ...leftOut(columns.others, 'is about somebody else'),
      ...leftOut(columns.inner, 'says nothing that is not said here already'),
    ],
    rows,
  }
}

function leftOut(columns: string | undefined, because: string): OwnTable['left_out'] {
  return columns === undefined ? [] : [{ columns: columns.split(' '), because }]
}
