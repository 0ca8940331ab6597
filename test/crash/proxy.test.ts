// The proxy finds what it is there to find: handlers that lose or double a payment are caught, one that cannot is not.
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPool, type Pool } from '../../src/db/open.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { freePort } from '../support/free-port.ts'
import type { Kind, Orders } from './naive.ts'
import { startVictim } from './process.ts'
import type { Fault } from './proxy.ts'

let database: TestDatabase
let pool: Pool
let port = 0
let events = 0
beforeAll(async () => {
  database = await createTestDatabase()
  pool = openPool(database.ownerUrl, () => undefined, 1)
  await pool.query('create table naive_seen (id text primary key)')
  await pool.query('create table naive_payments (event text)')
  port = await freePort()
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const start = async (kind: Kind) => {
  const program = join(import.meta.dirname, 'naive.ts')
  const orders = (databaseUrl: string): Orders => ({ kind, databaseUrl, port })
  const victim = await startVictim(program, database.ownerUrl, orders)
  await victim.serve()
  return victim
}
const send = (event: string) => fetch(`http://127.0.0.1:${port}${event}`, { headers: { connection: 'close' } })

/** How many payments an event became whose handler died and that was sent again, and whether it came to die. */
async function payments(kind: Kind, fault: Fault) {
  const event = `/event-${++events}`
  const victim = await start(kind)
  victim.arm(fault)
  await Promise.race([victim.ended, send(event).catch(() => undefined)])
  await victim.kill()
  const again = await start(kind)
  await send(event)
  await again.kill()
  const { rowCount } = await pool.query('select 1 from naive_payments where event = $1', [event])
  return { rows: rowCount ?? 0, fired: victim.fired() }
}

test.each<[Kind, number, string[]]>([
  ['check-then-insert', 3, ['after 2: 2', 'before 3: 2']],
  ['mark-first', 2, ['after 1: 0', 'before 2: 0']],
  ['one-transaction', 4, []],
])('%s', { timeout: 120_000 }, async (kind, statements, faulty) => {
  const found: string[] = []
  for (let at = 1; at <= statements; at++) {
    for (const when of ['before', 'after'] as const) {
      const { rows, fired } = await payments(kind, { at, when })
      expect(fired, `${when} ${at}`).toBe(true)
      if (rows !== 1) found.push(`${when} ${at}: ${rows}`)
    }
  }
  expect(found.toSorted()).toEqual(faulty)
})
