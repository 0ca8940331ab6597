// What somebody asks for in the moment in which the account is deleted: the deletion was first, so whoever asks is logged out.
import type { Tx } from '../db/open.ts'
import type { Refusal } from '../lib/refusal.ts'
import { closureOf } from './closure-queries.ts'
import { loggedOut } from './step-up.ts'
import { holdAccount } from './two-factor-queries.ts'

/**
 * Holds one's own account until the transaction ends, for a change that the database would not refuse by itself. Throws Refusal
 * `not-signed-in` where the account is deleted.
 */
export async function holdOwnAccount(tx: Tx, account: string): Promise<void> {
  await holdAccount(tx, account)
  if (await closureOf(tx, account)) throw loggedOut()
}

/** The refusal for a row that came after the deletion of its account (`account_is_open`, migration 0017); null: it is another error. */
export function cameTooLate(error: unknown): Refusal | null {
  if (!(error instanceof Error && 'code' in error && 'where' in error)) return null
  const isIt = error.code === RAISED && typeof error.where === 'string' && error.where.includes('account_is_open()')
  return isIt ? loggedOut() : null
}

const RAISED = 'P0001' // raise_exception
