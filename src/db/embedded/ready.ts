// Waits until the server answers, by asking it, and makes the product's role and database on the first start.
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, DatabaseError } from 'pg'
import { SERVER_ROLE } from './create-cluster.ts'
import type { Postmaster } from './postmaster.ts'

/** Owns the product's database and may stream a base backup, but is not the server's superuser. */
export const ROLE = 'turnpike'
/** What the product connects as: it owns nothing. */
export const PRODUCT_ROLE = 'turnpike_product'
export const DATABASE = 'turnpike'

/** Recovery after a crash replays the log first, which may take long after heavy writing. */
const READY_MS = 300_000

/**
 * Resolves when the server accepts connections and the product's database exists; throws when it ended or never does.
 * `checkpoint` throws when nobody wants the server any more.
 */
export async function untilReady(postmaster: Postmaster, socketDir: string, checkpoint: () => void): Promise<void> {
  const deadline = Date.now() + READY_MS
  while (Date.now() < deadline) {
    checkpoint()
    const client = await connect(socketDir)
    if (client) {
      await ensureDatabase(client).finally(() => client.end())
      return
    }
    const lastWords = await Promise.race([postmaster.ended, sleep(15, null)])
    if (lastWords !== null) throw new Error(`PostgreSQL did not start: ${lastWords}`)
  }
  throw new Error('PostgreSQL did not become ready in time')
}

/** A connection, or null while there is no socket yet or the server is still starting up. */
async function connect(socketDir: string): Promise<Client | null> {
  const client = new Client({ host: socketDir, port: 5432, user: SERVER_ROLE, database: SERVER_ROLE })
  // A connection that breaks also fails the query under way, which is where it is dealt with.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return client
  } catch (error) {
    await client.end().catch(() => undefined)
    const answered = error instanceof DatabaseError
    if (answered && error.code !== CANNOT_CONNECT_NOW) throw error
    return null
  }
}

/** PostgreSQL manual, appendix A. */
const CANNOT_CONNECT_NOW = '57P03'

async function ensureDatabase(client: Client): Promise<void> {
  const roles = await client.query<{ rolname: string }>('SELECT rolname FROM pg_roles')
  const isThere = (name: string) => roles.rows.some(({ rolname }) => rolname === name)
  if (!isThere(ROLE)) await client.query(`CREATE ROLE ${ROLE} LOGIN REPLICATION CREATEDB IN ROLE pg_monitor`)
  if (!isThere(PRODUCT_ROLE)) await client.query(`CREATE ROLE ${PRODUCT_ROLE} LOGIN`)
  const database = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE])
  if (database.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE} OWNER ${ROLE}`)
}
