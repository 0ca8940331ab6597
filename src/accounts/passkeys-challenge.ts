// What a passkey has to sign: 256 random bits, for one browser and one purpose. Invariant: each is taken once, whatever comes
// of it, and only its hash is kept, where every process sees it.
import { randomBytes } from 'node:crypto'
import type { Clock } from '../lib/clock.ts'
import type { Db } from '../db/open.ts'
import { Refusal } from '../lib/refusal.ts'
import { hashSecret } from '../lib/token.ts'
import { deleteChallenge, insertChallenge, type Purpose } from './passkeys-queries.ts'

/** How long a browser may take over it, milliseconds. */
export const CHALLENGE_LASTS = 5 * 60_000

/** What it is for, and whose it is: the session's hash, or the hash of a visitor's random value. */
export interface Asked {
  purpose: Purpose
  boundTo: Buffer
}

export async function issueChallenge(
  { db, clock }: { db: Db; clock: Clock },
  { purpose, boundTo }: Asked,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(randomBytes(32))
  const hash = hashSecret(Buffer.from(bytes).toString('base64url'))
  const endsAt = new Date(clock().getTime() + CHALLENGE_LASTS)
  await insertChallenge(db, { challenge_hash: hash, purpose, bound_to: boundTo, ends_at: endsAt })
  return bytes
}

/** Throws Refusal `expired`. */
export async function takeChallenge(
  { db, clock }: { db: Db; clock: Clock },
  { purpose, boundTo }: Asked,
  challenge: string,
): Promise<void> {
  const isOurs = await deleteChallenge(db, { hash: hashSecret(challenge), purpose, boundTo, now: clock() })
  if (!isOurs) throw new Refusal('expired', 'That took too long, or was sent twice. Load the page again and retry.')
}
