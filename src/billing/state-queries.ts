// The SQL of what billing remembers between two runs of a job: a word under a name.
import type { Db } from '../db/open.ts'

export async function readState(db: Db, key: string): Promise<string | null> {
  const row = await db.selectFrom('stripe_state').select('value').where('key', '=', key).executeTakeFirst()
  return row?.value ?? null
}

export async function writeState(db: Db, key: string, value: string): Promise<void> {
  await db
    .insertInto('stripe_state')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute()
}

/** Leaves what is there. */
export async function insertState(db: Db, key: string, value: string): Promise<void> {
  await db
    .insertInto('stripe_state')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute()
}
