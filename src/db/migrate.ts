// Brings a database to the newest schema: numbered `.sql` files through Kysely's migrator, which takes a lock, so that any
// number of processes may start at once. Then pg-boss makes its own schema.
// Invariant: the product's role has its rights from the very commit that makes a table, for the version before goes on serving.
import { readFile, readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { CompiledQuery } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'
import { projectFile } from '../lib/project-file.ts'
import { openDb, openPool, type Db } from './open.ts'
import { installQueue, QUEUE_SCHEMA } from './queue.ts'
import { grantRights, setRights } from './rights.ts'

/**
 * `connectionString` is of the role that owns the tables. `role` is another, which the product then connects as; null: it owns them
 * itself.
 */
export async function migrate(connectionString: string, role: string | null): Promise<void> {
  const pool = openPool(connectionString, () => undefined, 2)
  const db = openDb(pool)
  try {
    const provider = { getMigrations: () => readMigrations(role) }
    const { error } = await new Migrator({ db, provider }).migrateToLatest()
    if (error) throw error
    await installQueue(connectionString)
    if (role !== null) await grantRights(db, role, QUEUE_SCHEMA)
  } finally {
    await db.destroy()
  }
}

/** All that wait run in one transaction, so the last of them sets the rights for all. */
async function readMigrations(role: string | null): Promise<Record<string, Migration>> {
  const folder = fileURLToPath(projectFile('db/migrations/'))
  const migrations: Record<string, Migration> = {}
  const names = (await readdir(folder)).filter((file) => file.endsWith('.sql')).toSorted()
  for (const name of names) {
    const text = await readFile(`${folder}/${name}`, 'utf8')
    const setsRights = role !== null && name === names.at(-1)
    migrations[name] = {
      async up(tx: Db) {
        await tx.executeQuery(CompiledQuery.raw(text))
        if (setsRights) await setRights(tx, role, QUEUE_SCHEMA)
      },
    }
  }
  return migrations
}
