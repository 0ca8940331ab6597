// A database whose audit grows by acts of a test, and what somebody does to it who owns it.
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { Client } from 'pg'
import { inject } from 'vitest'
import { audit } from '../../src/accounts/audit.ts'
import { SERVER_ROLE } from '../../src/db/embedded/create-cluster.ts'
import { PRODUCT_ROLE } from '../../src/db/embedded/ready.ts'
import { openDb, openPool, type Db } from '../../src/db/open.ts'
import { createTestDatabase } from './postgres.ts'
import { urlOf } from './postgres-server.ts'

export interface AuditWorld {
  readonly db: Db
  clock(): Date
  /** Moves the clock, milliseconds. */
  pass(length: number): void
  acts(count: number): Promise<void>
  /** The actions in the audit, in their order. */
  actions(): Promise<string[]>
  /** The owner makes a copy, which the product works on from now on: another database to PostgreSQL. */
  copy(): Promise<void>
  /** Rows behind this position are gone, as after a recovery to an earlier moment. */
  cutOff(position: number): Promise<void>
  /** What the owner writes, with all triggers off. */
  forge(...statements: string[]): Promise<void>
  /** Nothing is known of anchors that were written. */
  forget(): Promise<void>
  close(): Promise<void>
}

export async function openAuditWorld(): Promise<AuditWorld> {
  const database = await createTestDatabase()
  const name = new URL(database.ownerUrl).pathname.slice(1)
  let offset = 0
  let db = openDb(openPool(database.url, () => undefined, 4))
  const clock = () => new Date(Date.parse('2026-11-24T12:00:00.123Z') + offset)
  const forge = (...statements: string[]) => forgeAt(database.ownerUrl, statements)
  return {
    get db() {
      return db
    },
    clock,
    pass: (length) => void (offset += length),
    async acts(count) {
      for (let i = 0; i < count; i++) {
        offset += 1
        const entry = { actor: 'system', action: 'test.act', subject: `thing-${randomBytes(4).toString('hex')}` }
        await db.transaction().execute((tx) => audit(tx, clock, entry))
      }
    },
    async actions() {
      const rows = await db.selectFrom('audit').select('action').orderBy('id').execute()
      return rows.map(({ action }) => action)
    },
    async copy() {
      await db.destroy()
      const kept = `${name}_kept`
      await onServer(`alter database ${name} rename to ${kept}`, `create database ${name} template ${kept}`)
      await onServer(`drop database ${kept}`)
      db = openDb(openPool(urlOf(inject('postgresSocketDir'), name, PRODUCT_ROLE), () => undefined, 4))
    },
    cutOff: (position) =>
      forge(
        `delete from audit where id in (select audit_id from audit_chain where position > ${position})`,
        `delete from audit_chain where position > ${position}`,
      ),
    forge,
    forget: () => forge('delete from audit_anchor_files'),
    async close() {
      await db.destroy()
      await database.drop()
    },
  }
}

async function forgeAt(ownerUrl: string, statements: string[]): Promise<void> {
  const owner = openDb(openPool(ownerUrl, () => undefined, 1))
  const triggers = (state: string) =>
    ['audit', 'audit_chain'].map((table) => `alter table ${table} ${state} trigger user`)
  await owner.transaction().execute(async (tx) => {
    for (const statement of [...triggers('disable'), ...statements, ...triggers('enable')])
      await sql.raw(statement).execute(tx)
  })
  await owner.destroy()
}

async function onServer(...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: urlOf(inject('postgresSocketDir'), SERVER_ROLE, SERVER_ROLE) })
  await client.connect()
  for (const statement of statements) await client.query(statement)
  await client.end()
}
