// One-time links sent by mail: 256 random bits, of which only the hash is kept, good once and for a set time.
import type { Clock } from '../lib/clock.ts'
import type { Tx } from '../db/open.ts'
import { Refusal } from '../lib/refusal.ts'
import { hashSecret, newSecret } from '../lib/token.ts'
import type { Email } from './email.ts'
import { insertToken, type Purpose } from './token-queries.ts'

const HOUR = 3_600_000
const LIFETIMES: Record<Purpose, number> = {
  verify: 24 * HOUR,
  reset: HOUR,
  'set-up': 24 * HOUR,
  'change-email': 24 * HOUR,
  'undo-email': 7 * 24 * HOUR,
}

/** The secret for the link; it exists nowhere else. `email` is the address that the link is about, where it is about one. */
export async function issueToken(
  tx: Tx,
  clock: Clock,
  account: string,
  purpose: Purpose,
  email: Email | null = null,
): Promise<string> {
  const secret = newSecret()
  const at = clock()
  const expiresAt = new Date(at.getTime() + LIFETIMES[purpose])
  await insertToken(tx, { hash: hashSecret(secret), account, purpose, at, expiresAt, email })
  return secret
}

/** Throws Refusal `expired` unless there is something to go on with: unknown, used and run out look the same. */
export function orExpired<T>(found: T | undefined): T {
  if (found === undefined) throw new Refusal('expired', 'This link was used already or has run out. Ask for a new one.')
  return found
}

/** The link to `page` that carries `secret`. The origin is the configured one, whatever a request claimed. */
export function linkTo(baseUrl: URL, page: string, secret?: string, more: Record<string, string> = {}): string {
  const url = new URL(page, baseUrl)
  if (secret !== undefined) url.searchParams.set('token', secret)
  for (const [name, value] of Object.entries(more)) url.searchParams.set(name, value)
  return url.href
}
