// A database of its own with everything that the verbs of accounts need, a clock that the test sets, and the mails written.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { openDb, openPool, type Db, type Pool } from '../../src/db/open.ts'
import { openRedis, type Redis } from '../../src/db/redis.ts'
import { openQueue, type Queue } from '../../src/db/queue.ts'
import { createKnownDevices } from '../../src/accounts/known-device.ts'
import { countersInPostgres, countersInRedis } from '../../src/accounts/throttle-counters.ts'
import { openThrottle, type Limits, type Throttle } from '../../src/accounts/throttle.ts'
import { createSeal, type Seal } from '../../src/lib/seal.ts'
import { mailsWritten, tokenIn } from './mails.ts'
import { createTestDatabase, type TestDatabase } from './postgres.ts'

export interface AccountsWorld {
  db: Db
  pool: Pool
  url: string
  clock: () => Date
  queue: Queue
  seal: Seal
  throttle: Throttle
  knownDevices: ReturnType<typeof createKnownDevices>
  baseUrl: URL
  /** Moves the clock on, in minutes. */
  travel(minutes: number): void
  /** Texts of mails to this address, oldest first. */
  mailsTo(address: string): Promise<string[]>
  /** The token in the newest mail to this address. */
  tokenFor(address: string): Promise<string>
  /** Runs `work` with the counters as another process has them. */
  asReplica<T>(work: (throttle: Throttle) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export async function openAccountsWorld(limits: Partial<Limits> = {}): Promise<AccountsWorld> {
  const database = await createTestDatabase()
  const lost: Error[] = []
  const pool = openPool(database.url, (error) => lost.push(error))
  const db = openDb(pool)
  const redis = await openRedisOf(database, (error) => lost.push(error))
  const queue = await openQueue(database.url, (error) => lost.push(error))
  let now = new Date('2026-11-24T06:00:00Z').getTime()
  const seal = createSeal(randomBytes(32))
  const mailsTo = (address: string) => mailsWritten({ db, seal }, { to: address })
  return {
    db,
    pool,
    url: database.url,
    clock: () => new Date(now++), // no two things happen at one instant, so their order is known
    queue,
    seal,
    throttle: openThrottle(countersOf(redis, pool), limits),
    knownDevices: createKnownDevices([randomBytes(32)]),
    baseUrl: new URL('https://vpn.example.com'),
    travel: (minutes) => void (now += minutes * 60_000),
    mailsTo: async (address) => (await mailsTo(address)).map(({ text }) => text),
    tokenFor: async (address) => tokenIn((await mailsTo(address)).slice(-1)), // of the newest mail
    async asReplica(work) {
      const [other, otherRedis] = [openPool(database.url, () => undefined, 2), await openRedisOf(database)]
      const result = await work(openThrottle(countersOf(otherRedis, other), limits))
      otherRedis?.disconnect()
      await other.end()
      return result
    },
    async close() {
      redis?.disconnect()
      await queue.close()
      await db.destroy()
      await database.drop()
    },
  }
}

const countersOf = (redis: Redis | null, pool: Pool) =>
  redis === null ? countersInPostgres(pool) : countersInRedis(redis, pool)

async function openRedisOf(
  { redisUrl }: TestDatabase,
  onLost: (error: Error) => void = () => undefined,
): Promise<Redis | null> {
  if (redisUrl === null) return null
  const redis = openRedis(redisUrl, onLost)
  await once(redis, 'ready')
  return redis
}
