// Shuts an account out, and lets it in again. Invariant: state, ended sessions, ended API keys and audit row commit together; the VPN reads
// the same row, so its tunnels end by the nodes' usual path.
import type { Clock } from '../lib/clock.ts'
import type { Db } from '../db/open.ts'
import { notifyFleet } from '../db/notify.ts'
import { Refusal } from '../lib/refusal.ts'
import { revokeKeysOf } from './api-key-queries.ts'
import { audit } from './audit.ts'
import { forgetDevices } from './device-queries.ts'
import { findAccount, setBanned } from './queries.ts'
import { endAllSessions } from './session.ts'

interface Input {
  account: string
  /** The account id of who does it, or `command-line`. */
  actor: string
  /** Why, for the record: a sentence of whoever does it. */
  reason?: string
}

/** Twice is as once. Throws Refusal `not-found`, and `conflict` for an owner. */
export async function banAccount(
  { db, clock }: { db: Db; clock: Clock },
  { account, actor, reason }: Input,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const found = await findAccount(tx, account)
    if (!found) throw new Refusal('not-found', 'There is no such account.')
    if (found.role === 'owner') throw new Refusal('conflict', 'An owner cannot be banned.')
    if (!(await setBanned(tx, account, clock()))) return
    await endAllSessions({ db: tx }, account)
    await revokeKeysOf(tx, account, clock())
    await forgetDevices(tx, account)
    await audit(tx, clock, { actor, action: 'account.ban', subject: account, detail: detailOf(reason) })
    await notifyFleet(tx)
  })
}

/** Twice is as once. Throws Refusal `not-found`. */
export async function unbanAccount(
  { db, clock }: { db: Db; clock: Clock },
  { account, actor, reason }: Input,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    if (!(await findAccount(tx, account))) throw new Refusal('not-found', 'There is no such account.')
    if (!(await setBanned(tx, account, null))) return
    await audit(tx, clock, { actor, action: 'account.unban', subject: account, detail: detailOf(reason) })
    await notifyFleet(tx)
  })
}

function detailOf(reason: string | undefined): Record<string, string> {
  return reason === undefined ? {} : { reason }
}
