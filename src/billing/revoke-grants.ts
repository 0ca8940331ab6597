// Granted time ends before its time: one stretch by staff on the customer's page, or all that an account has.
// Invariant: no stretch is revoked without its audit row.
import { audit } from '../accounts/audit.ts'
import type { Db, Tx } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { checkReason } from './core/reason.ts'
import { endTime, stretchesOf, type Grant } from './given-time.ts'
import * as queries from './grant-queries.ts'
import { lockAccount } from './queries.ts'

interface Needs {
  db: Db
  clock: Clock
}
interface Whose {
  account: string
  reason: string
}

/** What is left of it ends now; later ones of the same plan move up. Refusals: `not-found`; `invalid` (reason); `conflict` (over). */
export async function revokeGrant(
  { db, clock }: Needs,
  { grant: id, reason, actor }: { grant: string; reason: string; actor: string },
): Promise<Grant> {
  const why = checkReason(reason)
  return db.transaction().execute(async (tx) => {
    const found = await queries.grantById(tx, id)
    if (!found) throw new Refusal('not-found', 'There is no such grant.')
    await lockAccount(tx, found.account_id)
    const by = { account: found.account_id, reason: why, actor }
    if (!(await revoke(tx, clock, by, { id, planId: found.plan_id }))) {
      throw new Refusal('conflict', 'This grant is over or was revoked already.')
    }
    return (await queries.grantById(tx, id)) ?? found
  })
}

/** All that is not over; gives the ids. Refusal: `invalid` (reason). */
export async function revokeRunning(
  { db, clock }: Needs,
  { account, reason, actor }: Whose & { actor: string },
): Promise<string[]> {
  const by = { account, reason: checkReason(reason), actor }
  return db.transaction().execute(async (tx) => {
    await lockAccount(tx, account)
    const revoked: string[] = []
    for (const one of await runningOf(tx, clock, account)) if (await revoke(tx, clock, by, one)) revoked.push(one.id)
    return revoked
  })
}

/** The ids of what `revokeRunning` would end now. Refusal: as its own. */
export async function previewRevoke({ db, clock }: Needs, { account, reason }: Whose): Promise<string[]> {
  checkReason(reason)
  return (await runningOf(db, clock, account)).map(({ id }) => id)
}

async function runningOf(db: Db, clock: Clock, account: string) {
  const now = clock()
  return (await stretchesOf(db, account)).filter((one) => one.endsAt > now)
}

async function revoke(
  tx: Tx,
  clock: Clock,
  { account, reason, actor }: Whose & { actor: string },
  { id, planId }: { id: string; planId: string },
): Promise<boolean> {
  if (!(await endTime(tx, clock, { account, grant: id, actor }))) return false
  const detail = { grant: id, plan: planId, reason }
  await audit(tx, clock, { actor, action: 'access.revoke', subject: account, detail })
  return true
}
