// Test and live never mix in one database.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres.ts'
import { openDb, openPool, type Db } from '../db/open.ts'
import { keepMode, modeFault } from './stripe-mode.ts'

const [LIVE, TEST] = [{ livemode: true }, { livemode: false }]
let database: TestDatabase
let db: Db
beforeAll(async () => {
  database = await createTestDatabase()
  db = openDb(openPool(database.url, () => undefined, 2))
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

test('the mode of the first start stays, and the other is told how to go on', async () => {
  expect([await modeFault(db, LIVE), await modeFault(db, TEST)]).toEqual([null, null])
  const both = await Promise.all([keepMode(db, TEST), keepMode(db, LIVE)])
  expect(both.filter((fault) => fault === null)).toHaveLength(1)
  const [kept, other] = both[0] === null ? [TEST, LIVE] : [LIVE, TEST]
  for (const look of [keepMode, modeFault]) {
    expect(await look(db, kept)).toBeNull()
    expect(await look(db, other)).toMatch(/^STRIPE_SECRET_KEY: .*a database of its own \(DATABASE_URL[^\n]*$/)
  }
})
