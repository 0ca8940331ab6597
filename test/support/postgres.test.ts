// The test databases themselves: migrated, apart from each other, and gone after `drop`.
import { Client } from 'pg'
import { expect, test } from 'vitest'
import { createTestDatabase } from './postgres.ts'

test('a test database has the schema, is its own, and is gone after drop', async () => {
  const [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()])
  expect(await tables(first.url)).not.toBe('0')
  await run(first.ownerUrl, 'CREATE TABLE only_here (n int)')
  expect(Number(await tables(first.url))).toBe(Number(await tables(second.url)) + 1)
  await expect(run(first.url, 'CREATE TABLE mine (n int)')).rejects.toThrow('permission denied')
  await Promise.all([first.drop(), second.drop()])
  await expect(tables(first.url)).rejects.toThrow('does not exist')
})

async function tables(url: string): Promise<string> {
  const { rows } = await run(url, "SELECT count(*) AS n FROM pg_tables WHERE schemaname = 'public'")
  return rows[0]?.n ?? ''
}

async function run(url: string, sql: string) {
  const client = new Client({ connectionString: url })
  await client.connect()
  return client.query<{ n: string }>(sql).finally(() => client.end())
}
