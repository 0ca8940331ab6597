// By which role somebody acts on an account of the staff: the one of now, read where it is done, for who was an owner when the page was
// opened may be none by the time its form arrives.
import type { Db } from '../db/open.ts'
import type { Role } from '../db/schema.ts'
import { Refusal } from '../lib/refusal.ts'
import { findAccount } from './queries.ts'

/** Who works on the machine itself can do everything there anyway. */
const OF_THE_MACHINE: ReadonlySet<string> = new Set(['command-line', 'system'])

/** `sentence` says what only an owner does. Call it with the owners' lock (`lockOwners`). Refusal: `forbidden`. */
export async function requireOwner(db: Db, actor: string, sentence: string): Promise<void> {
  if ((await actingRole(db, actor)) !== 'owner') throw new Refusal('forbidden', sentence)
}

async function actingRole(db: Db, actor: string): Promise<Role | null> {
  if (OF_THE_MACHINE.has(actor)) return 'owner'
  const found = await findAccount(db, actor)
  return found === undefined || found.banned_at !== null ? null : found.role
}
