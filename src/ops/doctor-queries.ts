// What `doctor` and the start of a process ask the database about itself.
import { sql } from 'kysely'
import type { Db } from '../db/open.ts'

/** Whether `migrate` ever ran. */
export async function hasSchema(db: Db): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`select to_regclass('accounts') is not null as there`.execute(db)
  return rows[0]?.there ?? false
}

/** The database server's version and time. */
export async function aboutServer(db: Db): Promise<{ version: string; now: Date }> {
  const about = sql<{
    version: string
    now: Date
  }>`select current_setting('server_version') as version, clock_timestamp() as now`
  const { rows } = await about.execute(db)
  if (!rows[0]) throw new Error('The database gave no answer.')
  return rows[0]
}
