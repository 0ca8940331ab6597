// An account by what the operator calls it: its e-mail address, or its id, which is all that one without an address has.
import type { Db } from '../db/open.ts'
import { Refusal } from '../lib/refusal.ts'
import { parseEmail } from './email.ts'
import { findAccount, findAccountByKey } from './queries.ts'

/** Its id. Refusals: `not-found`; `invalid` for an address that is none. */
export async function accountNamed(db: Db, name: string): Promise<string> {
  const found = name.includes('@') ? await findAccountByKey(db, parseEmail(name).key) : await findAccount(db, name)
  if (!found) throw new Refusal('not-found', `There is no account ${name}.`)
  return found.id
}
