// What waits for the proof of the address: ways into the account beside the password. Invariant: whoever proves an address finds none
// that somebody else set up, who had signed up with it before.
import type { Tx } from '../db/open.ts'
import { Refusal } from '../lib/refusal.ts'
import { revokeKeysOf } from './api-key-queries.ts'
import { markVerified } from './queries.ts'
import type { Session } from './session.ts'
import { deleteAllFactors } from './two-factor-queries.ts'

/** For passkeys, apps and API keys. Throws Refusal `forbidden`. */
export function requireProvenAddress({ emailVerified }: Session): void {
  if (emailVerified) return
  throw new Refusal('forbidden', 'Confirm your e-mail address first: open the link in the mail that we sent you.')
}

/** The address is proved. Factors and keys of before are of a time in which nothing was asked for them: they go. */
export async function proveAddress(tx: Tx, account: string, at: Date): Promise<void> {
  if (!(await markVerified(tx, account, at))) return
  await deleteAllFactors(tx, account)
  await revokeKeysOf(tx, account, at)
}
