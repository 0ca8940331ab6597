// The SQL that does what the inventory says: clears by age, takes away an account's rows, reads them for its owner.
// Names of tables and columns come from the inventory alone, never from outside.
import { sql, type RawBuilder } from 'kysely'
import type { Db, Tx } from '../db/open.ts'
import { INVENTORY, keptIn } from './core/data-inventory.ts'
import { waysOf, type Cleared, type End, type Kept, type Only, type Owners } from './core/kept.ts'

/** Deletes or clears up to `limit` rows whose time is before `cutoff`; gives how many. What is cleared already is not touched. */
export async function clearBatch(
  db: Db,
  table: string,
  end: End,
  { cutoff, limit }: { cutoff: Date | bigint; limit: number },
): Promise<number> {
  const due = sql`${sql.ref(end.after)} < ${cutoff} and ${onlyIs(end.only)} and ${isUncleared(end)}`
  const some = sql`ctid in (select ctid from ${sql.table(table)} where ${due} limit ${limit})`
  const { numAffectedRows } = await (
    end.fate === 'deleted'
      ? sql`delete from ${sql.table(table)} where ${some}`
      : sql`update ${sql.table(table)} set ${assigned(end.fate.cleared)} where ${some}`
  ).execute(db)
  return Number(numAffectedRows ?? 0)
}

/** Does to all of the account's rows what the inventory says of a deletion. */
export async function eraseAccountRows(tx: Tx, account: string): Promise<void> {
  for (const kept of INVENTORY) await eraseRows(tx, kept, account)
}

async function eraseRows(tx: Tx, { table, of, erasure }: Kept, account: string): Promise<void> {
  if (of === null) return
  const own = isOf(of.owner, account)
  if (erasure === 'deleted') await sql`delete from ${sql.table(table)} where ${own}`.execute(tx)
  else if ('cleared' in erasure) {
    const { cleared, only, also } = erasure
    // One statement for each way to a row, so that each finds its rows by an index.
    for (const whose of also ? [own, isOf(also, account)] : [own])
      await sql`update ${sql.table(table)} set ${assigned(cleared)} where ${whose} and ${onlyIs(only)}`.execute(tx)
  }
}

/** The account's rows of this table, of the columns that its owner may see. */
export async function ownRows(db: Db, kept: Kept, account: string): Promise<Record<string, unknown>[]> {
  const { table, of, columns, exportOnly } = kept
  if (of === null || columns.shown === undefined) return []
  const shown = sql.join(columns.shown.split(' ').map((name) => sql.ref(name)))
  const { rows } = await sql<{ row: Record<string, unknown> }>`
    select (
      select json_object_agg(key, case
        when json_typeof(value) = 'number' and length(value::text) > 15 then to_json(value::text) else value end)
      from json_each(row_to_json(own))
    ) as row from (
      select ${shown} from ${sql.table(table)} where ${isOf(of.owner, account)} and ${onlyIs(exportOnly)} order by ctid) own`.execute(
    db,
  )
  return rows.map(({ row }) => row)
}

function isOf(owners: Owners, account: string): RawBuilder<unknown> {
  const ways = waysOf(owners).map((owner) => {
    const column = sql.ref(owner.column)
    if (!owner.in) return sql`${column} = ${account}`
    const { table, key } = owner.in
    const { of } = keptIn(table)
    if (of === null) throw new Error(`the inventory says that rows belong to ${table}, which belongs to nobody`)
    return sql`${column} in (select ${sql.ref(key)} from ${sql.table(table)} where ${isOf(of.owner, account)})`
  })
  return sql`(${sql.join(ways, sql` or `)})`
}

function onlyIs(only: Only | undefined): RawBuilder<unknown> {
  if (only === undefined) return sql`true`
  const column = sql.ref(only.column)
  if ('in' in only) return sql`${column} = any(${[...only.in]})`
  return only.set ? sql`${column} is not null` : sql`${column} is null`
}

/** All columns are cleared together, so one of them tells. */
function isUncleared({ fate }: End): RawBuilder<unknown> {
  if (fate === 'deleted') return sql`true`
  const [first] = Object.entries(fate.cleared)
  if (!first) throw new Error('the inventory clears no column')
  const [column, value] = first
  return value === null ? sql`${sql.ref(column)} is not null` : sql`${sql.ref(column)} <> ${value}`
}

function assigned(cleared: Cleared): RawBuilder<unknown> {
  return sql.join(Object.entries(cleared).map(([column, value]) => sql`${sql.ref(column)} = ${value}`))
}
