// The one connection to Redis, where REDIS_URL names one, and the only importer of `ioredis`. Redis holds counters alone: what
// must not be lost stands in PostgreSQL.
// Invariant: a Redis that is away or hangs costs a caller half a second at most, and is come back to without a restart.
import { Redis } from 'ioredis'

export type { Redis } from 'ioredis'

const HANGS_AFTER = 500 // ms
const LONGEST_PAUSE = 2_000 // ms, between two tries to connect

/** Connects by itself, again and again. `onLost` hears of an outage once, not of each try in it. */
export function openRedis(url: string, onLost: (error: Error) => void): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false, // a command fails at once while there is no connection
    maxRetriesPerRequest: 0,
    connectTimeout: HANGS_AFTER,
    commandTimeout: HANGS_AFTER,
    retryStrategy: (times) => Math.min(times * 100, LONGEST_PAUSE),
    connectionName: 'turnpike',
  })
  let isLost = false
  const lost = (error: Error) => {
    if (!isLost) onLost(error)
    isLost = true
  }
  redis.on('ready', () => (isLost = false))
  redis.on('error', lost)
  // An outage that is over before the next try has no error; to let go on purpose is no outage, and does not come here.
  redis.on('reconnecting', () => lost(new Error('The connection was closed.')))
  return redis
}

/** Resolves when the first try to connect has ended, well or not: for a process that would count before it is connected. */
export async function untilTried(redis: Redis): Promise<void> {
  if (redis.status === 'ready') return
  await new Promise<void>((resolve) => {
    for (const end of ['ready', 'error', 'close'] as const) redis.once(end, () => resolve())
  })
}

/** Resolves with the server's version; throws when it does not answer. */
export async function askRedis(url: string): Promise<string> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: HANGS_AFTER })
  let reason: Error | null = null
  redis.on('error', (error) => (reason = error)) // says more than "Connection is closed", which the caller gets
  try {
    await redis.connect()
    return /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? 'of unknown version'
  } catch (error) {
    throw reason ?? error
  } finally {
    redis.disconnect()
  }
}
