// The database itself refuses a ledger transaction that does not sum to zero, in each of its currencies, when it would be committed.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres.ts'
import { openDb, openPool, type Db } from '../db/open.ts'
import { newId } from '../lib/token.ts'

const NOW = new Date('2026-11-24T12:00:00Z')
const account = newId('acct')
let database: TestDatabase
let db: Db
beforeAll(async () => {
  database = await createTestDatabase()
  db = openDb(openPool(database.url, () => undefined))
  const person = { password_hash: null, email_verified_at: NOW, banned_at: null, created_at: NOW }
  await db
    .insertInto('accounts')
    .values({ id: account, email: 'a@example.com', email_key: 'a@example.com', ...person })
    .execute()
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

type Line = readonly [amount: bigint, currency: string]

function book(key: string, lines: readonly Line[]): Promise<void> {
  return db.transaction().execute(async (tx) => {
    const { id } = await tx
      .insertInto('ledger_transactions')
      .values({ key, account_id: account, occurred_at: NOW, posted_at: NOW })
      .returning('id')
      .executeTakeFirstOrThrow()
    for (const [line, [amount, currency]] of lines.entries()) {
      const entry = {
        transaction_id: id,
        line,
        ledger_account: line % 2 ? 'revenue' : 'manual',
        amount,
        currency,
      } as const
      await tx.insertInto('ledger_entries').values(entry).execute()
    }
  })
}

test.each([
  ['one line', [[100n, 'usd']]],
  [
    'a unit too much',
    [
      [100n, 'usd'],
      [-99n, 'usd'],
    ],
  ],
  [
    'zero over currencies, not in each',
    [
      [100n, 'usd'],
      [-100n, 'eur'],
    ],
  ],
  [
    'one currency of two',
    [
      [100n, 'usd'],
      [-100n, 'usd'],
      [5n, 'jpy'],
    ],
  ],
] as const)('refused: %s', async (name, lines) => {
  await expect(book(name, lines)).rejects.toThrow('does not sum to zero')
  expect(await db.selectFrom('ledger_transactions').select('id').where('key', '=', name).execute()).toEqual([])
})

test.each([
  [
    'two lines',
    [
      [100n, 'usd'],
      [-100n, 'usd'],
    ],
  ],
  [
    'two currencies, each for itself',
    [
      [100n, 'usd'],
      [-100n, 'usd'],
      [5n, 'jpy'],
      [-5n, 'jpy'],
    ],
  ],
] as const)('kept: %s', async (name, lines) => {
  await book(name, lines)
  expect(await db.selectFrom('ledger_transactions').select('id').where('key', '=', name).execute()).toHaveLength(1)
})

test('nor is a line added to one that stands', async () => {
  await book('whole', [
    [7n, 'usd'],
    [-7n, 'usd'],
  ])
  const { id } = await db
    .selectFrom('ledger_transactions')
    .select('id')
    .where('key', '=', 'whole')
    .executeTakeFirstOrThrow()
  const more = { transaction_id: id, line: 2, ledger_account: 'revenue', currency: 'usd', amount: 1n } as const
  await expect(db.insertInto('ledger_entries').values(more).execute()).rejects.toThrow('does not sum to zero')
})
