import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres.ts'
import { until } from '../../test/support/until.ts'
import { openDb, openPool, type Db } from './open.ts'

let database: TestDatabase
let db: Db
let other: Db
const lost: Error[] = []
beforeAll(async () => {
  database = await createTestDatabase()
  db = openDb(openPool(database.url, (error) => lost.push(error), 1))
  other = openDb(openPool(database.url, () => undefined, 1))
})
afterAll(async () => {
  await db.destroy()
  await other.destroy()
  await database.drop()
})

test('a connection lost inside a transaction rejects it, ends no process, and is replaced', async () => {
  const uncaught: Error[] = []
  const keep = (error: Error) => uncaught.push(error)
  process.on('uncaughtException', keep)
  const broken = db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
    const pid = rows[0]?.pid ?? 0
    await sql`select pg_terminate_backend(${pid})`.execute(other)
    await until('the server to have let go of it', async () => {
      const left = await sql`select 1 from pg_stat_activity where pid = ${pid}`.execute(other)
      return left.rows.length === 0
    })
    await sql`select 1`.execute(tx)
  })
  await expect(broken).rejects.toThrow(/connection/i)
  expect((await sql<{ one: number }>`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }])
  process.off('uncaughtException', keep)
  expect(uncaught).toEqual([])
})
