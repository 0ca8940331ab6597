// Owners made on the command line. Without a password the answer is a one-time link on which the owner chooses one.
import type { Clock } from '../lib/clock.ts'
import type { Db } from '../db/open.ts'
import { Refusal } from '../lib/refusal.ts'
import { newId } from '../lib/token.ts'
import { audit } from './audit.ts'
import { parseEmail } from './email.ts'
import { lockOwners } from './owner-queries.ts'
import { dropStandIn } from './owner-set-up.ts'
import { checkPassword } from './password-rules.ts'
import { hashPassword } from './password.ts'
import { insertAccount } from './queries.ts'
import { issueToken, linkTo } from './token.ts'

/** Exactly one of password and link is there at the end. Throws Refusal `invalid`, `taken`. */
export async function createOwner(
  { db, clock, baseUrl }: { db: Db; clock: Clock; baseUrl: URL },
  input: { email: string; password: string | null },
): Promise<{ account: string; setUpLink: string | null }> {
  const { address, key } = parseEmail(input.email)
  if (input.password !== null) checkPassword(input.password, { address, key })
  const passwordHash = input.password === null ? null : await hashPassword(input.password)
  const id = newId('acct')
  return db.transaction().execute(async (tx) => {
    await lockOwners(tx)
    if (passwordHash !== null) await dropStandIn(tx)
    const at = clock()
    const verifiedAt = passwordHash === null ? null : at
    const isNew = await insertAccount(tx, { id, email: address, key, passwordHash, role: 'owner', verifiedAt, at })
    if (!isNew) throw new Refusal('taken', 'There is an account with this e-mail address already.')
    await audit(tx, clock, { actor: 'command-line', action: 'owner.create', subject: id })
    const link = passwordHash === null ? linkTo(baseUrl, '/set-up', await issueToken(tx, clock, id, 'set-up')) : null
    return { account: id, setUpLink: link }
  })
}
