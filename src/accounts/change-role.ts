// Gives somebody a role in the shop, changes it, or takes it away. Invariant: role, ended sessions, ended API keys, audit row and mails
// commit together; all changes of owners take turns, so of two who would leave the shop without one, the second is refused.
import type { Clock } from '../lib/clock.ts'
import type { Db, Tx } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import { Refusal } from '../lib/refusal.ts'
import { isAnonymous } from '../mail/nobody.ts'
import { requireOwner } from './acting-role.ts'
import { revokeKeysOf } from './api-key-queries.ts'
import { closureOf, otherOwners } from './closure-queries.ts'
import { roleAfter, type AnyRole, type RoleFacts, type RoleWish } from './core/role-change.ts'
import { readEmail } from './email.ts'
import { lockOwners } from './owner-queries.ts'
import { findAccount, findAccountByKey } from './queries.ts'
import { endAllSessions } from './session.ts'
import { staffOf } from './staff-queries.ts'
import { closeTokens } from './token-queries.ts'
import { holdAccount } from './two-factor-queries.ts'
import { writeRole } from './write-role.ts'

interface Needs {
  db: Db
  clock: Clock
  queue: Queue
  baseUrl: URL
}
export interface RoleChange {
  account: string
  wish: RoleWish
  /** The account id of the owner who does it, or `command-line`. */
  actor: string
}
interface Changed {
  from: AnyRole
  to: AnyRole
}

/** Everybody who works here, owners first. `since` is when each got the role. */
export function listStaff({ db }: { db: Db }) {
  return staffOf(db)
}

/** The account id. Refusal: `not-found`. */
export async function accountToChange({ db }: { db: Db }, email: string): Promise<string> {
  const found = await findAccountByKey(db, readEmail(email)?.key ?? '')
  if (!found) throw new Refusal('not-found', 'There is no account with this address. Let them sign up with it first.')
  return found.id
}

/**
 * Twice is as once. Whoever it is logs in anew, and with a role of the staff gives a second factor. Refusals: `not-found`; `forbidden`
 * for who is no owner; `taken`; `conflict` (the last owner, an account that is anonymous, unconfirmed, banned or deleted).
 */
export async function changeRole(needs: Needs, { account, wish, actor }: RoleChange): Promise<Changed> {
  const { db, clock } = needs
  return db.transaction().execute(async (tx) => {
    await lockOwners(tx)
    await requireOwner(tx, actor, 'Only an owner says who works here.')
    await holdAccount(tx, account)
    const { email, ...facts } = await factsOf(tx, account)
    const changed = { from: facts.role, to: roleAfter(facts, wish) }
    if (changed.from === changed.to) return changed
    await endAllSessions({ db: tx }, account)
    await revokeKeysOf(tx, account, clock())
    await closeTokens(tx, account, 'set-up', clock()) // the link of an owner who never used it would still make one able to log in
    await writeRole(needs, tx, { account, email, actor, ...changed })
    return changed
  })
}

/** What it would do, without doing it. Refusals as `changeRole`. */
export async function previewRole({ db }: { db: Db }, { account, wish }: Omit<RoleChange, 'actor'>): Promise<Changed> {
  const facts = await factsOf(db, account)
  return { from: facts.role, to: roleAfter(facts, wish) }
}

/** Refusal: `not-found`, for the stand-in of an owner who has not named himself too. */
async function factsOf(db: Db | Tx, account: string): Promise<RoleFacts & { email: string }> {
  const found = await findAccount(db, account)
  if (!found || found.email_key.endsWith('@set-up.invalid')) {
    throw new Refusal('not-found', 'There is no such account.')
  }
  const { email, role } = found
  const isDeleted = (await closureOf(db, account)) !== undefined
  return { email, role, state: stateOf(found, isDeleted), otherOwners: await otherOwners(db, account) }
}

function stateOf(
  found: { email: string; email_verified_at: Date | null; banned_at: Date | null },
  isDeleted: boolean,
): RoleFacts['state'] {
  if (isDeleted) return 'deleted'
  if (isAnonymous(found.email)) return 'anonymous'
  if (found.banned_at !== null) return 'banned'
  return found.email_verified_at === null ? 'unverified' : 'usable'
}
