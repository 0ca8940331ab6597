// Shuts an account out, and lets it in again. Invariant: state, ended sessions, ended API keys and audit row commit together; the VPN reads
// the same row, so its tunnels end by the nodes' usual path. Only an owner does it to staff, nobody to himself, and an owner is left.
import type { Clock } from '../lib/clock.ts'
import type { Db, Tx } from '../db/open.ts'
import { notifyFleet } from '../db/notify.ts'
import type { Role } from '../db/schema.ts'
import { Refusal } from '../lib/refusal.ts'
import { requireOwner } from './acting-role.ts'
import { revokeKeysOf } from './api-key-queries.ts'
import { audit } from './audit.ts'
import { otherOwners } from './closure-queries.ts'
import { forgetDevices } from './device-queries.ts'
import { lockOwners } from './owner-queries.ts'
import { findAccount, setBanned } from './queries.ts'
import { endAllSessions } from './session.ts'

const LAST_OWNER = 'This is the last owner of the shop, who cannot be banned. Make somebody else an owner first.'

interface Input {
  account: string
  /** The account id of who does it, or `command-line`. */
  actor: string
  /** Why, for the record: a sentence of whoever does it. */
  reason?: string
}

/** Twice is as once. Refusals: `not-found`; `forbidden` for support at staff; `conflict` for oneself and for the last owner. */
export async function banAccount(
  { db, clock }: { db: Db; clock: Clock },
  { account, actor, reason }: Input,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const role = await lockedRole(tx, { account, actor })
    if (account === actor) throw new Refusal('conflict', 'You cannot ban yourself.')
    if (role === 'owner' && (await otherOwners(tx, account)) === 0) throw new Refusal('conflict', LAST_OWNER)
    if (!(await setBanned(tx, account, clock()))) return
    await endAllSessions({ db: tx }, account)
    await revokeKeysOf(tx, account, clock())
    await forgetDevices(tx, account)
    await audit(tx, clock, { actor, action: 'account.ban', subject: account, detail: detailOf(reason) })
    await notifyFleet(tx)
  })
}

/** Twice is as once. Refusals: `not-found`; `forbidden` for support at staff. */
export async function unbanAccount(
  { db, clock }: { db: Db; clock: Clock },
  { account, actor, reason }: Input,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await lockedRole(tx, { account, actor })
    if (!(await setBanned(tx, account, null))) return
    await audit(tx, clock, { actor, action: 'account.unban', subject: account, detail: detailOf(reason) })
    await notifyFleet(tx)
  })
}

/** Of the account, after whatever else changes who works here. Refusals: `not-found`, `forbidden`. */
async function lockedRole(tx: Tx, { account, actor }: Input): Promise<Role> {
  await lockOwners(tx)
  const found = await findAccount(tx, account)
  if (!found) throw new Refusal('not-found', 'There is no such account.')
  if (found.role !== 'customer') await requireOwner(tx, actor, 'Only an owner bans staff, and lets them in again.')
  return found.role
}

function detailOf(reason: string | undefined): Record<string, string> {
  return reason === undefined ? {} : { reason }
}
