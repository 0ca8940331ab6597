// The inventory is the database, both ways: a column that is not said to be kept, and one that is said to be and is not, fail here.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDb, openPool, type Db } from '../../src/db/open.ts'
import { QUEUE_SCHEMA } from '../../src/db/queue.ts'
import { parseDuration } from '../../src/lib/duration.ts'
import { INVENTORY, keptIn, PERSONAL, TOPICS } from '../../src/ops/core/data-inventory.ts'
import { columnsOf, waysOf, type Kept, type Owner } from '../../src/ops/core/kept.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'

const DAY = 86_400 // how often the queue looks

let database: TestDatabase
let db: Db
beforeAll(async () => {
  database = await createTestDatabase()
  db = openDb(openPool(database.url, () => undefined))
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

const said = () => INVENTORY.flatMap((kept) => columnsOf(kept).map((column) => `${kept.table}.${column}`))

test('every column of every table stands in it once, and nothing else does', async () => {
  const { rows } = await sql<{ name: string }>`
    select c.oid::regclass || '.' || a.attname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace in ('public'::regnamespace, ${QUEUE_SCHEMA}::regnamespace)
      and c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped`.execute(db)
  expect(said().toSorted()).toEqual(rows.map(({ name }) => name).toSorted())
  expect(new Set(INVENTORY.map(({ table }) => table)).size).toBe(INVENTORY.length)
})

test('jobs go when it says, which the queue does by itself', async () => {
  const { rows } = await sql<{ done: number; waiting: number }>`
    select deletion_seconds as done, retention_seconds as waiting from jobs.queue`.execute(db)
  const [done, waiting] = keptIn('jobs.job').ends.map(({ plus }) => parseDuration(plus) / 1000)
  expect(rows.length).toBeGreaterThan(5)
  for (const queue of rows) expect(queue).toEqual({ done: Number(done) - DAY, waiting: Number(waiting) - DAY })
})

test('a column that names an account says whose the row is, or is left out of exports', async () => {
  const { rows } = await sql<{ table: string; column: string }>`
    select c.conrelid::regclass::text as table, a.attname as column from pg_constraint c
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
    where c.contype = 'f' and c.confrelid in ('accounts'::regclass, 'affiliates'::regclass)`.execute(db)
  expect(rows.length).toBeGreaterThan(20)
  const shown = rows.filter(({ table, column }) => {
    const kept = keptIn(table)
    const isOwner = kept.of !== null && waysOf(kept.of.owner).some((way) => way.column === column)
    return !isOwner && (kept.columns.shown ?? '').split(' ').includes(column)
  })
  expect(shown).toEqual([])
  expect(rows.filter(({ table, column }) => column === 'account_id' && keptIn(table).of === null)).toEqual([])
})

test('what leads through rows of another table is done before these are taken away', () => {
  const place = (table: string) => INVENTORY.findIndex((kept) => kept.table === table)
  const late = INVENTORY.flatMap((kept) =>
    ownersIn(kept).flatMap((one) => {
      const isLate = one.in && kept.erasure !== 'deleted' && keptIn(one.in.table).erasure === 'deleted'
      return isLate && place(one.in?.table ?? '') < place(kept.table) && 'cleared' in Object(kept.erasure)
        ? [kept.table]
        : []
    }),
  )
  expect(late).toEqual([])
})

test('what it clears, looks at and leads through exists', () => {
  const columns = new Set(said())
  const used = INVENTORY.flatMap((kept) => usedBy(kept).map((column) => `${kept.table}.${column}`))
  const led = INVENTORY.flatMap((kept) =>
    ownersIn(kept).flatMap((one) => (one.in ? [`${one.in.table}.${one.in.key}`] : [])),
  )
  expect([...used, ...led].filter((name) => !columns.has(name))).toEqual([])
  expect(used.length).toBeGreaterThan(50)
  expect(new Set(PERSONAL.map(({ of }) => of.topic))).toEqual(new Set(TOPICS))
})

/** Columns that are named beside those that are listed. */
function usedBy(kept: Kept): string[] {
  const { ends, erasure, exportOnly } = kept
  const fates = ends.flatMap(({ fate }) => (fate === 'deleted' ? [] : Object.keys(fate.cleared)))
  const looked = [
    ...ownersIn(kept).map(({ column }) => column),
    exportOnly?.column,
    ...ends.flatMap(({ after, only }) => [after, only?.column]),
  ]
  const erased =
    typeof erasure === 'object' && 'cleared' in erasure ? [...Object.keys(erasure.cleared), erasure.only?.column] : []
  return [...fates, ...looked, ...erased].filter((name) => name !== undefined)
}

function ownersIn({ of, erasure }: Kept): Owner[] {
  const also = typeof erasure === 'object' && 'also' in erasure && erasure.also ? [erasure.also] : []
  return [...(of === null ? [] : waysOf(of.owner)), ...also]
}
