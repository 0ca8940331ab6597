// Databases for tests: each is a copy of the migrated template, so tests share nothing and need no cleaning.
import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { inject } from 'vitest'
import { TEMPLATE, urlOf } from './postgres-server.ts'

export interface TestDatabase {
  url: string
  /** Ends every connection to it and removes it. */
  drop(): Promise<void>
}

/** A fresh database with the product's schema. Copying files beats replaying the log where nothing is synced. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} STRATEGY file_copy`)
  return {
    url: urlOf(inject('postgresSocketDir'), name),
    drop: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  }
}

async function onServer(statement: string): Promise<void> {
  const client = new Client({ connectionString: urlOf(inject('postgresSocketDir'), 'turnpike') })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}
