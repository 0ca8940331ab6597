// The one pool to PostgreSQL, and the only importer of `pg`. int8 arrives as bigint: money never passes through a float.
import pg from 'pg'
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely'
import type { Schema } from './schema.ts'

export type Db = Kysely<Schema>
/** What a verb takes that must run inside a transaction of its caller. */
export type Tx = Transaction<Schema>

const INT8 = 20
const typeParsers = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === INT8) return (text: string) => BigInt(text)
    const parser: unknown =
      format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid, 'text')
    return parser
  },
}

/** A lost idle connection is no fault of ours: the pool replaces it, so the error is given to `onLost` to be counted. */
export function openPool(connectionString: string, onLost: (error: Error) => void, size = 10): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max: size,
    types: typeParsers,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 30_000,
    application_name: 'turnpike',
  })
  pool.on('error', onLost)
  // While a connection is lent out the pool does not listen: lost between two statements of a transaction it would end the
  // process. The next statement is rejected, and the pool lets go of it.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

export function openDb(pool: pg.Pool): Db {
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
}

/** Throws when the database does not answer. */
export async function ping(db: Db): Promise<void> {
  await sql`select 1`.execute(db)
}

export type { Pool } from 'pg'

/** A connection that sends each statement at once, without waiting for the answer to the one before. */
export interface Line {
  /** `name` keeps the plan: the same name must always come with the same text. */
  query(text: string, values?: readonly unknown[], name?: string): Promise<unknown>
  isOpen(): boolean
  close(): Promise<void>
}

export async function openLine(connectionString: string): Promise<Line> {
  const options = { connectionString, pipeline: true, keepAlive: true, statement_timeout: 30_000 }
  const client = new pg.Client({ ...options, connectionTimeoutMillis: 5_000, application_name: 'turnpike-inbox' })
  let open = true
  client.on('error', () => (open = false)) // what was under way is rejected; the next user opens another
  client.on('end', () => (open = false))
  await client.connect()
  return {
    query: (text, values, name) =>
      client.query({ text, ...(values ? { values: [...values] } : {}), ...(name ? { name } : {}) }),
    isOpen: () => open,
    close: () => client.end(),
  }
}

/** A connection of its own that listens on `channel`; reconnects by itself and calls `heard` after each reconnection too. */
export function listen(connectionString: string, channel: string, heard: () => void): { close(): Promise<void> } {
  let closed = false
  let client: pg.Client | null = null
  let retry: NodeJS.Timeout | undefined
  const connect = async () => {
    const fresh = new pg.Client({ connectionString, keepAlive: true, application_name: 'turnpike-listen' })
    client = fresh
    let lost = false
    const onLost = () => {
      if (lost || closed) return
      lost = true
      retry = setTimeout(() => void connect(), 500)
    }
    fresh.on('error', onLost)
    fresh.on('end', onLost)
    fresh.on('notification', heard)
    try {
      await fresh.connect()
      await fresh.query(`listen "${channel}"`)
      heard()
    } catch {
      await fresh.end().catch(() => undefined) // never was open
      onLost() // becomes a retry: the caller polls meanwhile
    }
  }
  void connect()
  return {
    async close() {
      closed = true
      clearTimeout(retry)
      await client?.end().catch(() => undefined) // may be lost already
    },
  }
}
