// Databases for tests: each is a copy of the migrated template, so tests share nothing and need no cleaning.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { Client } from 'pg'
import { inject } from 'vitest'
import { openRedis } from '../../src/db/redis.ts'
import { SERVER_ROLE } from '../../src/db/embedded/create-cluster.ts'
import { PRODUCT_ROLE } from '../../src/db/embedded/ready.ts'
import { TEMPLATE, urlOf } from './postgres-server.ts'

export interface TestDatabase {
  /** As the product connects. */
  url: string
  /** As the role that owns the tables, and may tamper with them. */
  ownerUrl: string
  /** One of the Redis server's databases, for this one alone; null where the run has no Redis. */
  redisUrl: string | null
  /** Ends every connection to it and removes it. */
  drop(): Promise<void>
}

/** A fresh database with the product's schema. Copying files beats replaying the log where nothing is synced. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} STRATEGY file_copy`)
  return {
    url: urlOf(inject('postgresSocketDir'), name, PRODUCT_ROLE),
    ownerUrl: urlOf(inject('postgresSocketDir'), name),
    redisUrl: await ownRedis(),
    // Only the server's own role may end the connections of both.
    drop: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`, SERVER_ROLE),
  }
}

/** Counts up in the server's first database, so that no two get the same. */
async function ownRedis(): Promise<string | null> {
  const url = inject('redisUrl')
  if (url === null) return null
  const redis = openRedis(url, (error) => {
    throw error
  })
  await once(redis, 'ready')
  const number = await redis.incr('databases')
  redis.disconnect()
  return `${url}/${number}`
}

async function onServer(statement: string, role?: string): Promise<void> {
  const client = new Client({ connectionString: urlOf(inject('postgresSocketDir'), 'turnpike', role) })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}
