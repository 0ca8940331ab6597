// Attempts counted in Redis, and what becomes of the limits when it dies, hangs, or forgets. That everything else about limits is
// the same there, the other journeys show: the suite on Debian's PostgreSQL counts in Redis.
import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { countersInPostgres, countersInRedis } from '../../src/accounts/throttle-counters.ts'
import { openThrottle, type Throttle } from '../../src/accounts/throttle.ts'
import { openPool, type Pool } from '../../src/db/open.ts'
import { openRedis, type Redis } from '../../src/db/redis.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { startRedis, type RedisServer } from '../support/redis-server.ts'
import { until } from '../support/until.ts'

const LIMITS = { 'log-in-account': { points: 10, seconds: 900 } }
let database: TestDatabase
let pool: Pool
let server: RedisServer
let redis: Redis
let throttle: Throttle
let heard: string[]

beforeAll(async () => {
  database = await createTestDatabase()
  pool = openPool(database.url, () => undefined, 4)
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})
beforeEach(async () => {
  server = await startRedis()
  heard = []
  redis = openRedis(server.url, (error) => heard.push(error.message))
  await once(redis, 'ready')
  throttle = openThrottle(countersInRedis(redis, pool), LIMITS)
})
afterEach(async () => {
  redis.disconnect()
  await server.stop()
})

let people = 0
const somebody = () => `somebody${++people}@example.com`
/** How many of so many tries at once were within the limit. */
async function tries(count: number, subject: string, of = throttle): Promise<number> {
  const results = await Promise.all(Array.from({ length: count }, () => of.trySpend('log-in-account', subject)))
  return results.filter(Boolean).length
}

test('50 at once are ten, over two processes; a right one is given back; a new beginning is one', async () => {
  const subject = somebody()
  const other = openRedis(server.url, () => undefined)
  await once(other, 'ready')
  const replica = openThrottle(countersInRedis(other, pool), LIMITS)
  const [mine, theirs] = await Promise.all([tries(25, subject), tries(25, subject, replica)])
  expect(mine + theirs).toBe(10)
  await expect(throttle.spend('log-in-account', subject)).rejects.toMatchObject({ code: 'too-many' })
  await replica.forget('log-in-account', subject)
  expect(await tries(10, subject)).toBe(10)
  await throttle.giveBack('log-in-account', subject)
  expect(await tries(5, subject, replica)).toBe(1)
  other.disconnect()
})

test('no name and no address stands in Redis', async () => {
  await tries(1, 'ana@example.com')
  const keys = await redis.keys('*')
  expect(keys).toHaveLength(1)
  expect(keys.join()).not.toContain('ana')
})

test('Redis is killed: half as many, counted in the database, over processes; back again, without a restart', async () => {
  const subject = somebody()
  await server.stop()
  await until('the loss to be noticed', () => redis.status !== 'ready')
  const replica = openThrottle(countersInRedis(redis, pool), LIMITS)
  const [mine, theirs] = await Promise.all([tries(20, subject), tries(20, subject, replica)])
  expect(mine + theirs).toBe(5)
  await expect(throttle.spend('log-in-account', subject)).rejects.toMatchObject({ code: 'too-many' })

  server = await startRedis(Number(new URL(server.url).port))
  await until('it to be found again', () => redis.status === 'ready', 10_000)
  expect(await tries(20, subject)).toBe(10)
  expect(heard, 'an outage is told once').toHaveLength(1)
})

test('Redis hangs: whoever knocks is answered all the same, and there is a limit', async () => {
  const subject = somebody()
  server.signal('SIGSTOP')
  expect(await tries(20, subject)).toBe(5)
  server.signal('SIGCONT')
  await until('it to answer', async () => (await redis.ping().catch(() => null)) === 'PONG', 10_000)
  expect(await tries(1, somebody())).toBe(1)
})

test('Redis forgets: the count begins again, and is a count', async () => {
  const subject = somebody()
  expect(await tries(20, subject)).toBe(10)
  await redis.flushall()
  expect(await tries(50, subject)).toBe(10)
})

test('both are away: nobody is let through uncounted', async () => {
  const lost = openPool('postgresql://nobody@127.0.0.1:1/none', () => undefined, 1)
  await server.stop()
  await until('the loss to be noticed', () => redis.status !== 'ready')
  for (const counters of [countersInRedis(redis, lost), countersInPostgres(lost)])
    await expect(openThrottle(counters, LIMITS).trySpend('log-in-account', somebody())).rejects.toThrow('ECONNREFUSED')
  await lost.end()
})
