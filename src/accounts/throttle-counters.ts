// Where attempts are counted: in Redis when there is one, else in PostgreSQL. Invariant: while Redis is away the counters are
// PostgreSQL's and half as generous, so losing Redis makes guessing harder and never free.
import {
  RateLimiterPostgres,
  RateLimiterRedis,
  RateLimiterRes,
  type RateLimiterStoreAbstract,
} from 'rate-limiter-flexible'
import type { Pool } from '../db/open.ts'
import type { Redis } from '../db/redis.ts'

export interface Limit {
  points: number
  seconds: number
}

/** One kind of attempt, counted by key in whichever processes share the store. */
export interface Counter {
  /** Counts one. Null when that is within the limit, else the seconds to wait. */
  count(key: string): Promise<number | null>
  giveBack(key: string): Promise<void>
  forget(key: string): Promise<void>
}

export type OpenCounter = (name: string, limit: Limit) => Counter

export function countersInPostgres(pool: Pool): OpenCounter {
  return (name, limit) => counterOf(inPostgres(pool, name, limit))
}

export function countersInRedis(redis: Redis, pool: Pool): OpenCounter {
  return (name, limit) => {
    const { points, seconds } = limit
    const insuranceLimiter = inPostgres(pool, name, { points: Math.ceil(points / 2), seconds })
    const inRedis = { storeClient: redis, rejectIfRedisNotReady: true, insuranceLimiter }
    return counterOf(new RateLimiterRedis({ ...inRedis, keyPrefix: `turnpike:${name}`, points, duration: seconds }))
  }
}

function inPostgres(pool: Pool, name: string, { points, seconds }: Limit): RateLimiterPostgres {
  // The library does arithmetic on `expire`, which our pool reads as a bigint; both of its columns fit a number.
  const types = { getTypeParser: () => Number }
  const storeClient = { query: (query: { text: string; values: unknown[] }) => pool.query({ ...query, types }) }
  return new RateLimiterPostgres({
    storeClient,
    storeType: 'client',
    tableName: 'throttles',
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix: name,
    points,
    duration: seconds,
  })
}

function counterOf(limiter: RateLimiterStoreAbstract): Counter {
  return {
    async count(key) {
      try {
        await limiter.consume(key)
        return null
      } catch (full) {
        if (full instanceof RateLimiterRes) return Math.max(1, Math.ceil(full.msBeforeNext / 1000))
        throw full
      }
    },
    async giveBack(key) {
      await limiter.reward(key)
    },
    async forget(key) {
      await limiter.delete(key)
    },
  }
}
