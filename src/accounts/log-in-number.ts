// Opens a session for the number of an account without e-mail. Invariant: a number that nobody has takes the same steps and gets the
// same sentence as one of a suspended account would before its number was right; each failure counts for the network it came from.
import { Refusal } from '../lib/refusal.ts'
import type { AccountNumbers } from './account-numbers.ts'
import { findAccountByNumber } from './anonymous-queries.ts'
import { readNumber } from './core/account-number.ts'
import { logInTo, type LogInNeeds, type LoggedIn } from './log-in.ts'

const MISTYPED =
  'This is not a whole account number: it has 28 digits, and one of them seems to be wrong. Look at it again.'
const WRONG = 'There is no account with this number.'

/**
 * As `logIn`, with the number as typed. Throws Refusal `invalid`, `too-many`, `unavailable`, and `forbidden` for a banned account.
 * What cannot be a number is not counted: it costs nothing and tells nothing.
 */
export async function logInByNumber(
  needs: LogInNeeds & { accountNumbers: AccountNumbers },
  input: { number: string; network: string; knownDevice: string | null; device?: string | null },
): Promise<LoggedIn> {
  const digits = readNumber(input.number)
  if (digits === null) throw new Refusal('invalid', MISTYPED)
  const hash = needs.accountNumbers.hashOf(digits)
  const account = await findAccountByNumber(needs.db, hash)
  return logInTo(needs, account, { ...input, subject: hash.toString('hex'), password: digits, wrong: WRONG })
}
