// The SQL of secrets that are made once and stand sealed in the database.
import type { Db } from '../db/open.ts'

export async function secretOf(db: Db, name: string): Promise<string | undefined> {
  return (await db.selectFrom('secrets').select('sealed').where('name', '=', name).executeTakeFirst())?.sealed
}

/** The first one stays. */
export async function insertSecret(db: Db, row: { name: string; sealed: string }): Promise<void> {
  await db
    .insertInto('secrets')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
