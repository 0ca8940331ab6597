// Time that is given: by staff with a reason. What an account has then follows from its rows and the time (core/entitlement.ts).
// Invariant: the account is held from the look at what it has until the row stands, so that two grants never lie on each other, and
// one intent is one grant.
import { audit } from '../accounts/audit.ts'
import { closureOf } from '../accounts/closure-queries.ts'
import { accountCard } from '../accounts/queries.ts'
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { endTime, moveAllTime, placeTime, storeTime, wholeOf, type Grant, type Placed } from './given-time.ts'
import * as queries from './grant-queries.ts'
import { lockAccount } from './queries.ts'

/** The most that support may give at once; an owner is bound by reason alone. */
export const SUPPORT_DAYS = 30
const MOST_DAYS = 3650

export interface GrantWish {
  account: string
  days: number
  reason: string
  /** Made by the page: the same click, sent twice, is one grant. */
  intent: string
  actor: string
  by: 'owner' | 'support'
}

interface Needs {
  db: Db
  clock: Clock
}

/** Refusals: `not-found` (account, plan); `invalid` (days, reason); `forbidden` for more than support may give; `conflict` (deleted). */
export function grantAccess(needs: Needs, wish: GrantWish & { plan: string }): Promise<Grant> {
  return give(needs, wish, 'access.grant')
}

/** More time of the plan that is held. Refusals: as `grantAccess`; `conflict` when no plan is or was held too. */
export function extendAccess(needs: Needs, wish: GrantWish): Promise<Grant> {
  return give(needs, { ...wish, plan: null }, 'access.extend')
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
    if (!(await endTime(tx, clock, { account: found.account_id, grant: id, actor }))) {
      throw new Refusal('conflict', 'This grant is over or was revoked already.')
    }
    const detail = { grant: id, plan: found.plan_id, reason: why }
    await audit(tx, clock, { actor, action: 'access.revoke', subject: found.account_id, detail })
    return (await queries.grantById(tx, id)) ?? found
  })
}

/**
 * All that was granted and is not over becomes time of another plan, to the same end; gives it from its beginning to its end. Refusals: `not-found` (plan); `invalid` (reason);
 * `conflict` when nothing granted runs.
 */
export async function changeGranted(
  { db, clock }: Needs,
  { account, plan, reason, intent, actor }: Omit<GrantWish, 'days' | 'by'> & { plan: string },
): Promise<Placed> {
  const why = checkReason(reason)
  return db.transaction().execute(async (tx) => {
    await lockAccount(tx, account)
    const again = await queries.grantsOfIntent(tx, account, intent)
    if (again.length > 0) return wholeOf(again, plan)
    if (!(await queries.planName(tx, plan))) throw new Refusal('not-found', `There is no plan named ${plan}.`)
    const pieces = await moveAllTime(tx, clock, { account, reason: why, intent, actor }, plan)
    if (pieces.length === 0) throw new Refusal('conflict', 'This account has no granted time to change.')
    return wholeOf(pieces, plan)
  })
}

/** What `grantAccess`, or without a plan `extendAccess`, would give now. Refusals as theirs. */
export async function previewGrant(
  { db, clock }: Needs,
  { account, plan, days, by }: Pick<GrantWish, 'account' | 'days' | 'by'> & { plan: string | null },
): Promise<Placed> {
  checkDays(days, by)
  if (!(await accountCard(db, account))) throw new Refusal('not-found', 'There is no such account.')
  return placeTime(db, clock(), { account, plan, length: { days } })
}

/** `plan` null: the one that is held. */
async function give({ db, clock }: Needs, wish: GrantWish & { plan: string | null }, action: string): Promise<Grant> {
  const { account, plan, days, intent, actor, by } = wish
  checkDays(days, by)
  const reason = checkReason(wish.reason)
  if (!/^[\w-]{10,80}$/.test(intent)) throw new Refusal('invalid', 'Load the page again and retry.')
  if (!(await accountCard(db, account))) throw new Refusal('not-found', 'There is no such account.')
  return db.transaction().execute(async (tx) => {
    await lockAccount(tx, account)
    const again = await queries.grantOfIntent(tx, intent)
    if (again) return again
    if (await closureOf(tx, account))
      throw new Refusal('conflict', 'This account was deleted: nobody can use time on it.')
    const placed = await placeTime(tx, clock(), { account, plan, length: { days } })
    return storeTime(tx, clock, { account, reason, intent, actor, source: 'staff' }, placed, { action })
  })
}

function checkDays(days: number, by: GrantWish['by']): void {
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS) {
    throw new Refusal('invalid', `Give from 1 to ${MOST_DAYS} whole days.`)
  }
  if (by === 'support' && days > SUPPORT_DAYS) {
    throw new Refusal('forbidden', `Support gives up to ${SUPPORT_DAYS} days at once. Ask an owner for more.`)
  }
}

function checkReason(reason: string): string {
  const why = reason.trim()
  if (why === '' || why.length > 500) throw new Refusal('invalid', 'Say why, in up to 500 characters.')
  return why
}
