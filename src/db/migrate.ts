// Brings a database to the newest schema: numbered `.sql` files through Kysely's migrator, which takes a lock, so that any
// number of processes may start at once. Then pg-boss makes its own schema, and the product's role gets its rights.
import { readFile, readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { CompiledQuery, type Kysely } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'
import { projectFile } from '../lib/project-file.ts'
import { openDb, openPool } from './open.ts'
import { installQueue, QUEUE_SCHEMA } from './queue.ts'
import { grantRights } from './rights.ts'

/**
 * `connectionString` is of the role that owns the tables. `role` is another, which the product then connects as; null: it owns them
 * itself.
 */
export async function migrate(connectionString: string, role: string | null): Promise<void> {
  const pool = openPool(connectionString, () => undefined, 2)
  const db = openDb(pool)
  try {
    const provider = { getMigrations: readMigrations }
    const { error } = await new Migrator({ db, provider }).migrateToLatest()
    if (error) throw error
    await installQueue(connectionString)
    if (role !== null) await grantRights(db, role, QUEUE_SCHEMA)
  } finally {
    await db.destroy()
  }
}

async function readMigrations(): Promise<Record<string, Migration>> {
  const folder = fileURLToPath(projectFile('db/migrations/'))
  const migrations: Record<string, Migration> = {}
  for (const name of (await readdir(folder)).filter((file) => file.endsWith('.sql')).toSorted()) {
    const text = await readFile(`${folder}/${name}`, 'utf8')
    migrations[name] = { up: async (db: Kysely<unknown>) => void (await db.executeQuery(CompiledQuery.raw(text))) }
  }
  return migrations
}
