// Whether an account may have this password now: a shorter one is enough beside a second factor that is on.
import type { Db } from '../db/open.ts'
import { checkPassword } from './password-rules.ts'
import { hasFactor } from './two-factor-queries.ts'

/** Throws Refusal `invalid`. */
export async function acceptPassword(
  db: Db,
  account: { id: string; email: string; email_key: string },
  password: string,
): Promise<void> {
  const beside = (await hasFactor(db, account.id)) ? 'second-factor' : 'nothing'
  checkPassword(password, { address: account.email, key: account.email_key }, beside)
}
