// Time that is given: by staff with a reason. What an account has then follows from its rows and the time (core/entitlement.ts).
// Invariant: the account is held from the look at what it has until the row stands, so that two grants never lie on each other, and
// one intent is one grant.
import type { Selectable } from 'kysely'
import { audit } from '../accounts/audit.ts'
import { accountCard } from '../accounts/queries.ts'
import { notifyFleet } from '../db/notify.ts'
import type { Db, Tx } from '../db/open.ts'
import type { Schema } from '../db/schema.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { newId } from '../lib/token.ts'
import { accessRow } from './access-queries.ts'
import { closeGap, placeGrant, planToExtend, type Stretch } from './core/granting.ts'
import * as queries from './grant-queries.ts'
import { lockAccount } from './queries.ts'

export type Grant = Selectable<Schema['grants']>

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

/** Refusals: `not-found` (account, plan); `invalid` (days, reason); `forbidden` for more than support may give. */
export function grantAccess(needs: Needs, wish: GrantWish & { plan: string }): Promise<Grant> {
  return give(needs, wish, 'access.grant')
}

/** More time of the plan that is held. Refusals: as `grantAccess`; `conflict` when no plan is or was held. */
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
    const now = clock()
    const held = await stretchesOf(tx, found.account_id)
    const revoked = held.find((one) => one.id === id) // as it stands now that the account is held
    if (!revoked || revoked.endsAt <= now || !(await queries.markRevoked(tx, id, actor, now))) {
      throw new Refusal('conflict', 'This grant is over or was revoked already.')
    }
    for (const one of closeGap(held, revoked, now)) await queries.moveGrant(tx, one.id, one.startsAt, one.endsAt)
    const detail = { grant: id, plan: found.plan_id, reason: why }
    await audit(tx, clock, { actor, action: 'access.revoke', subject: found.account_id, detail })
    await notifyFleet(tx)
    return { ...found, revoked_at: now, revoked_by: actor }
  })
}

/**
 * All that was granted and is not over becomes time of another plan, to the same end. Refusals: `not-found` (plan); `invalid` (reason);
 * `conflict` when nothing granted runs.
 */
export async function changeGranted(
  { db, clock }: Needs,
  { account, plan, reason, intent, actor }: Omit<GrantWish, 'days' | 'by'> & { plan: string },
): Promise<Grant> {
  const why = checkReason(reason)
  return db.transaction().execute(async (tx) => {
    await lockAccount(tx, account)
    const again = await queries.grantOfIntent(tx, intent)
    if (again) return again
    if (!(await queries.planName(tx, plan))) throw new Refusal('not-found', `There is no plan named ${plan}.`)
    const now = clock()
    const running = (await stretchesOf(tx, account)).filter((one) => one.endsAt > now)
    if (running.length === 0) throw new Refusal('conflict', 'This account has no granted time to change.')
    const endsAt = new Date(Math.max(...running.map((one) => one.endsAt.getTime())))
    for (const one of running) await queries.markRevoked(tx, one.id, actor, now)
    return store(tx, clock, { account, reason: why, intent, actor }, { plan, startsAt: now, endsAt }, 'access.change')
  })
}

/** What `grantAccess`, or without a plan `extendAccess`, would give now. Refusals as theirs. */
export async function previewGrant(
  { db, clock }: Needs,
  { account, plan, days, by }: Pick<GrantWish, 'account' | 'days' | 'by'> & { plan: string | null },
): Promise<Placed> {
  checkDays(days, by)
  if (!(await accountCard(db, account))) throw new Refusal('not-found', 'There is no such account.')
  return place(db, clock(), { account, plan, days })
}

interface Placed {
  plan: string
  startsAt: Date
  endsAt: Date
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
    const placed = await place(tx, clock(), { account, plan, days })
    return store(tx, clock, { account, reason, intent, actor }, placed, action)
  })
}

async function place(
  db: Db,
  now: Date,
  { account, plan: wanted, days }: { account: string; plan: string | null; days: number },
): Promise<Placed> {
  const held = await stretchesOf(db, account)
  const access = await accessRow(db, account)
  const paid = { planId: access?.plan_id ?? null, until: access?.paid_until ?? null }
  const plan = wanted ?? planToExtend(held, paid, now)
  if (plan === null) throw new Refusal('conflict', 'This account has no plan to extend. Grant it one.')
  if (!(await queries.planName(db, plan))) throw new Refusal('not-found', `There is no plan named ${plan}.`)
  return { plan, ...placeGrant(held, { planId: plan, days, paid }, now) }
}

async function store(
  tx: Tx,
  clock: Clock,
  { account, reason, intent, actor }: Pick<GrantWish, 'account' | 'reason' | 'intent' | 'actor'>,
  { plan, startsAt, endsAt }: Placed,
  action: string,
): Promise<Grant> {
  const grant = await queries.insertGrant(tx, {
    id: newId('grant'),
    intent,
    account_id: account,
    plan_id: plan,
    starts_at: startsAt,
    ends_at: endsAt,
    source: 'staff',
    reason,
    actor,
    created_at: clock(),
    revoked_at: null,
    revoked_by: null,
  })
  const detail = { grant: grant.id, plan, from: startsAt.toISOString(), until: endsAt.toISOString(), reason }
  await audit(tx, clock, { actor, action, subject: account, detail })
  await notifyFleet(tx)
  return grant
}

async function stretchesOf(db: Db, account: string): Promise<Stretch[]> {
  const rows = await queries.grantsOf(db, account)
  return rows
    .filter((row) => row.revoked_at === null)
    .map((row) => ({ id: row.id, planId: row.plan_id, startsAt: row.starts_at, endsAt: row.ends_at }))
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
