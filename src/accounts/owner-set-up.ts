// The first start: a link, printed on the operator's terminal, on which the first owner names himself.
// Invariant: the link works once, only the newest one, and only while no owner with a password exists. Until then the owner
// is a stand-in account without password; its address ends in `.invalid` (RFC 2606), so it is nobody's and gets no mail.
import type { Clock } from '../lib/clock.ts'
import type { Db, Tx } from '../db/open.ts'
import { Refusal } from '../lib/refusal.ts'
import { hashSecret, newId } from '../lib/token.ts'
import { audit } from './audit.ts'
import { parseEmail } from './email.ts'
import { completeOwner, deleteAccount, lockOwners, ownerWithPasswordExists } from './owner-queries.ts'
import { checkPassword } from './password-rules.ts'
import { hashPassword } from './password.ts'
import { findAccountByKey, insertAccount } from './queries.ts'
import { closeTokens, findOpenToken, spendToken } from './token-queries.ts'
import { issueToken, linkTo, orExpired } from './token.ts'

const STAND_IN = 'owner@set-up.invalid'

/** Call at each start. Null once there is an owner with a password; else a fresh link, and older ones open nothing. */
export async function ownerSetUpLink({
  db,
  clock,
  baseUrl,
}: {
  db: Db
  clock: Clock
  baseUrl: URL
}): Promise<string | null> {
  return db.transaction().execute(async (tx) => {
    await lockOwners(tx)
    if (await ownerWithPasswordExists(tx)) return null
    const account = await standIn(tx, clock)
    await closeTokens(tx, account, 'set-up', clock())
    return linkTo(baseUrl, '/set-up', await issueToken(tx, clock, account, 'set-up'))
  })
}

/** For the page behind the link: the owner's address, or null when it is to be asked for. Throws Refusal `expired`. */
export async function readSetUp(
  { db, clock }: { db: Db; clock: Clock },
  token: string,
): Promise<{ email: string | null }> {
  const owner = orExpired(await findOpenToken(db, 'set-up', hashSecret(token), clock()))
  if (owner.email_key !== STAND_IN) return { email: owner.email }
  await refuseSecondFirst(db)
  return { email: null }
}

/**
 * Gives the owner a password, and the first one an address; `email` does not count for an owner who has one. Does not log
 * in. Throws Refusal `expired`, `invalid`, `taken`, `unavailable`.
 */
export async function completeOwnerSetUp(
  { db, clock }: { db: Db; clock: Clock },
  token: string,
  input: { email: string; password: string },
): Promise<{ account: string }> {
  const secret = hashSecret(token)
  const owner = orExpired(await findOpenToken(db, 'set-up', secret, clock())) // a bad link costs no hash
  const isFirst = owner.email_key === STAND_IN
  const email = isFirst ? parseEmail(input.email) : { address: owner.email, key: owner.email_key }
  checkPassword(input.password, email)
  const passwordHash = await hashPassword(input.password)
  return db.transaction().execute(async (tx) => {
    await lockOwners(tx)
    if (isFirst) await refuseSecondFirst(tx)
    const at = clock()
    const id = orExpired(await spendToken(tx, 'set-up', secret, at))
    const isDone = await completeOwner(tx, { id, email: email.address, key: email.key, passwordHash, at })
    if (!isDone) throw new Refusal('taken', 'There is an account with this e-mail address already. Use another one.')
    await audit(tx, clock, { actor: id, action: 'owner.set-up', subject: id })
    return { account: id }
  })
}

/** Removes the stand-in, and with it every link for it. */
export async function dropStandIn(tx: Tx): Promise<void> {
  const account = await findAccountByKey(tx, STAND_IN)
  if (account) await deleteAccount(tx, account.id)
}

async function standIn(tx: Tx, clock: Clock): Promise<string> {
  const found = await findAccountByKey(tx, STAND_IN)
  if (found) return found.id
  const id = newId('acct')
  const account = { id, email: STAND_IN, key: STAND_IN, passwordHash: null, role: 'owner', verifiedAt: null } as const
  await insertAccount(tx, { ...account, at: clock() })
  return id
}

async function refuseSecondFirst(db: Db): Promise<void> {
  if (await ownerWithPasswordExists(db)) throw new Refusal('expired', 'Turnpike has an owner already. Log in instead.')
}
