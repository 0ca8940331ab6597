// A customer's account made by the operator on the command line.
import type { Clock } from '../lib/clock.ts'
import type { Db } from '../db/open.ts'
import { newId } from '../lib/token.ts'
import { Refusal } from '../lib/refusal.ts'
import { audit } from './audit.ts'
import { parseEmail } from './email.ts'
import { checkPassword } from './password-rules.ts'
import { hashPassword } from './password.ts'
import { insertAccount } from './queries.ts'

/** `verified`: the operator vouches for the address. No mail is sent. Throws Refusal `invalid`, `taken`. */
export async function createCustomer(
  { db, clock }: { db: Db; clock: Clock },
  input: { email: string; password: string; verified: boolean },
): Promise<{ account: string }> {
  const { address, key } = parseEmail(input.email)
  checkPassword(input.password, { address, key })
  const passwordHash = await hashPassword(input.password)
  const id = newId('acct')
  const at = clock()
  const verifiedAt = input.verified ? at : null
  await db.transaction().execute(async (tx) => {
    const isNew = await insertAccount(tx, { id, email: address, key, passwordHash, role: 'customer', verifiedAt, at })
    if (!isNew) throw new Refusal('taken', 'There is an account with this e-mail address already.')
    await audit(tx, clock, { actor: 'command-line', action: 'customer.create', subject: id })
  })
  return { account: id }
}
