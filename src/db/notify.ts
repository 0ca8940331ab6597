// Wakes those who wait for the fleet's state: whoever changes access or devices says so in the transaction of the change.
// Invariant: a wake carries nothing. It only says "look again", so a doubled or a lost one changes no outcome.
import { sql } from 'kysely'
import type { Tx } from './open.ts'

/** The channel that `listen` in open.ts is given. */
export const FLEET_CHANNEL = 'fleet'

/** Heard by every process when `tx` commits; PostgreSQL folds equal ones of a transaction into one. */
export async function notifyFleet(tx: Tx): Promise<void> {
  await sql`select pg_notify(${FLEET_CHANNEL}, '')`.execute(tx)
}
