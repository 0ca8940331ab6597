// The password once more, of somebody who is logged in: a session left open, or stolen, is not enough for what matters.
import type { Db } from '../db/open.ts'
import { Refusal } from '../lib/refusal.ts'
import { readNumber } from './core/account-number.ts'
import { verifyPassword } from './password.ts'
import { findAccount } from './queries.ts'
import type { Throttle } from './throttle.ts'

export const WRONG_PASSWORD = 'The current password is wrong.'

type Asked = { password_hash: string | null; number_hash: Buffer | null }

/** What was typed as it was hashed: the number of an account without e-mail may come in groups. */
function asHashed({ number_hash }: Asked, typed: string): string {
  return number_hash === null ? typed : (readNumber(typed) ?? '')
}

/**
 * The hash that it was right for. An account without e-mail gives its number. Throws Refusal `invalid`, `too-many`, `not-found`,
 * `unavailable`.
 */
export async function proveCurrentPassword(
  { db, throttle }: { db: Db; throttle: Throttle },
  account: string,
  typed: string,
): Promise<string> {
  const found = await findAccount(db, account)
  const hash = found?.password_hash ?? null
  if (!found || hash === null) throw new Refusal('not-found', 'This account has no password yet.')
  await throttle.spend('current-password', account) // a stolen session is no place to guess from
  if (!(await verifyPassword(hash, asHashed(found, typed)))) {
    throw new Refusal('invalid', found.number_hash === null ? WRONG_PASSWORD : 'The account number is wrong.')
  }
  await throttle.forget('current-password', account)
  return hash
}
