// Time that is given: by staff with a reason. What an account has then follows from its rows and the time (core/entitlement.ts).
// Invariant: the account is held from the look at what it has until the row stands, so that two grants never lie on each other, and
// one intent is one grant.
import { closureOf } from '../accounts/closure-queries.ts'
import { accountCard } from '../accounts/queries.ts'
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { checkReason } from './core/reason.ts'
import { moveAllTime, placeMoved, placeTime, storeTime, wholeOf, type Grant, type Placed } from './given-time.ts'
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

/**
 * All that was granted and is not over becomes time of another plan, to the same end; gives it from its beginning to its end.
 * Refusals: `not-found` (plan); `invalid` (reason); `conflict` when nothing granted runs.
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
    await placeMoved(tx, clock(), account, plan)
    return wholeOf(await moveAllTime(tx, clock, { account, reason: why, intent, actor }, plan), plan)
  })
}

/** What `changeGranted` would give now. Refusals: as its own. */
export async function previewChangeGranted(
  { db, clock }: Needs,
  { account, plan, reason }: Pick<GrantWish, 'account' | 'reason'> & { plan: string },
): Promise<Placed> {
  checkReason(reason)
  return placeMoved(db, clock(), account, plan)
}

/** What `grantAccess`, or without a plan `extendAccess`, would give now. Refusals as theirs. */
export async function previewGrant(
  { db, clock }: Needs,
  wish: Omit<GrantWish, 'intent' | 'actor'> & { plan: string | null },
): Promise<Placed> {
  const { account, plan, days } = wish
  await checkGrant(db, wish)
  await refuseDeleted(db, account)
  return placeTime(db, clock(), { account, plan, length: { days } })
}

/** `plan` null: the one that is held. */
async function give({ db, clock }: Needs, wish: GrantWish & { plan: string | null }, action: string): Promise<Grant> {
  const { account, plan, days, intent, actor } = wish
  if (!/^[\w-]{10,80}$/.test(intent)) throw new Refusal('invalid', 'Load the page again and retry.')
  const reason = await checkGrant(db, wish)
  return db.transaction().execute(async (tx) => {
    await lockAccount(tx, account)
    const again = await queries.grantOfIntent(tx, intent)
    if (again) return again
    await refuseDeleted(tx, account)
    const placed = await placeTime(tx, clock(), { account, plan, length: { days } })
    return storeTime(tx, clock, { account, reason, intent, actor, source: 'staff' }, placed, { action })
  })
}

/** The reason as it is kept. */
async function checkGrant(db: Db, { account, days, by, reason }: Omit<GrantWish, 'intent' | 'actor'>): Promise<string> {
  checkDays(days, by)
  const why = checkReason(reason)
  if (!(await accountCard(db, account))) throw new Refusal('not-found', 'There is no such account.')
  return why
}

async function refuseDeleted(db: Db, account: string): Promise<void> {
  if (await closureOf(db, account))
    throw new Refusal('conflict', 'This account was deleted: nobody can use time on it.')
}

function checkDays(days: number, by: GrantWish['by']): void {
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS) {
    throw new Refusal('invalid', `Give from 1 to ${MOST_DAYS} whole days.`)
  }
  if (by === 'support' && days > SUPPORT_DAYS) {
    throw new Refusal('forbidden', `Support gives up to ${SUPPORT_DAYS} days at once. Ask an owner for more.`)
  }
}
