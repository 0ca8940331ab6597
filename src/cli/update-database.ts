// Brings a database to this version's tables, and gives the product's role its rights where another role owns them.
import { ConfigError } from '../config.ts'
import { migrate } from '../db/migrate.ts'
import { openDb, openPool } from '../db/open.ts'
import { roleOf } from '../db/rights.ts'

/** `ownerUrl` null: the product's role owns the tables. Throws ConfigError when both are one role. */
export async function updateDatabase(databaseUrl: string, ownerUrl: string | null): Promise<void> {
  if (ownerUrl === null) return migrate(databaseUrl, null)
  const [role, owner] = [await roleAt(databaseUrl), await roleAt(ownerUrl)]
  if (role === owner) throw new ConfigError([`DATABASE_OWNER_URL: is the role of DATABASE_URL, ${owner}. ${TWO}`])
  await migrate(ownerUrl, role)
}

const TWO = 'Make another role for one of the two, or leave DATABASE_OWNER_URL away.'

async function roleAt(url: string): Promise<string> {
  const db = openDb(openPool(url, () => undefined, 1))
  return roleOf(db).finally(() => db.destroy())
}
