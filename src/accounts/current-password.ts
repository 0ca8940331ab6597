// The password once more, of somebody who is logged in: a session left open, or stolen, is not enough for what matters.
import type { Db } from '../db/open.ts'
import { Refusal } from '../lib/refusal.ts'
import { verifyPassword } from './password.ts'
import { findAccount } from './queries.ts'
import type { Throttle } from './throttle.ts'

export const WRONG_PASSWORD = 'The current password is wrong.'

/** The hash that it was right for. Throws Refusal `invalid`, `too-many`, `not-found`, `unavailable`. */
export async function proveCurrentPassword(
  { db, throttle }: { db: Db; throttle: Throttle },
  account: string,
  password: string,
): Promise<string> {
  const hash = (await findAccount(db, account))?.password_hash ?? null
  if (hash === null) throw new Refusal('not-found', 'This account has no password yet.')
  await throttle.spend('current-password', account) // a stolen session is no place to guess from
  if (!(await verifyPassword(hash, password))) throw new Refusal('invalid', WRONG_PASSWORD)
  await throttle.forget('current-password', account)
  return hash
}
