// A stretch of given time is placed after what the account holds, written, and ended before its time: by staff, for a voucher, and for
// money that came another way than through Stripe. The account is held (lockAccount) by who calls.
// Invariant: one intent is one grant, and no stretch is written without its audit row.
import type { Selectable } from 'kysely'
import { audit, type AuditEntry } from '../accounts/audit.ts'
import { notifyFleet } from '../db/notify.ts'
import type { Db, Tx } from '../db/open.ts'
import type { GrantSource, Schema } from '../db/schema.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { newId } from '../lib/token.ts'
import { accessRow } from './access-queries.ts'
import { closeGap, moveTime, placeGrant, planToExtend, type Length, type Stretch } from './core/granting.ts'
import * as queries from './grant-queries.ts'

export type Grant = Selectable<Schema['grants']>

export interface Placed {
  plan: string
  startsAt: Date
  endsAt: Date
}

/** Where it would stand; `plan` null: the one that is held. Refusals: `conflict` (none is or was held); `not-found` (plan). */
export async function placeTime(
  db: Db,
  now: Date,
  { account, plan: wanted, length }: { account: string; plan: string | null; length: Length },
): Promise<Placed> {
  const held = await stretchesOf(db, account)
  const access = await accessRow(db, account)
  const paid = { planId: access?.plan_id ?? null, until: access?.paid_until ?? null }
  const plan = wanted ?? planToExtend(held, paid, now)
  if (plan === null) throw new Refusal('conflict', 'This account has no plan to extend. Grant it one.')
  if (!(await queries.planName(db, plan))) throw new Refusal('not-found', `There is no plan named ${plan}.`)
  return { plan, ...placeGrant(held, { planId: plan, length, paid }, now) }
}

export interface TimeOrder {
  account: string
  reason: string
  intent: string
  actor: string
  source: GrantSource
}

/** Writes the stretch, its audit row of `action` with what `detail` adds, and wakes the nodes. */
export async function storeTime(
  tx: Tx,
  clock: Clock,
  order: TimeOrder,
  placed: Placed,
  { action, detail: more = {} }: Pick<AuditEntry, 'action' | 'detail'>,
): Promise<Grant> {
  const { account, actor, reason } = order
  const { plan, startsAt, endsAt } = placed
  const grant = await writeTime(tx, clock, order, placed)
  const detail = { grant: grant.id, plan, from: startsAt.toISOString(), until: endsAt.toISOString(), reason, ...more }
  await audit(tx, clock, { actor, action, subject: account, detail })
  await notifyFleet(tx)
  return grant
}

/**
 * All that is not over becomes time of another plan, to the same end, and each piece says what it was before. One audit row for all.
 * Gives the pieces; none when nothing runs.
 */
export async function moveAllTime(
  tx: Tx,
  clock: Clock,
  order: Omit<TimeOrder, 'source'>,
  plan: string,
): Promise<Grant[]> {
  const { account, actor, reason, intent } = order
  const now = clock()
  const moves = moveTime(await stretchesOf(tx, account), now)
  const pieces: Grant[] = []
  for (const [at, { from, startsAt, endsAt }] of moves.entries()) {
    const own = { ...order, intent: at === 0 ? intent : `${intent}:${at}`, source: 'staff' as const }
    const piece = await writeTime(tx, clock, own, { plan, startsAt, endsAt })
    await queries.markMoved(tx, from, piece.id, actor, now)
    pieces.push(piece)
  }
  if (pieces.length === 0) return []
  const { startsAt, endsAt } = wholeOf(pieces, plan)
  const detail = {
    grant: pieces.map(({ id }) => id).join(' '),
    plan,
    from: startsAt.toISOString(),
    until: endsAt.toISOString(),
    reason,
  }
  await audit(tx, clock, { actor, action: 'access.change', subject: account, detail })
  await notifyFleet(tx)
  return pieces
}

/** What `moveAllTime` would give, as a whole. Refusals: `not-found` (plan); `conflict` when nothing granted runs. */
export async function placeMoved(db: Db, now: Date, account: string, plan: string): Promise<Placed> {
  if (!(await queries.planName(db, plan))) throw new Refusal('not-found', `There is no plan named ${plan}.`)
  const pieces = moveTime(await stretchesOf(db, account), now)
  if (pieces.length === 0) throw new Refusal('conflict', 'This account has no granted time to change.')
  return extentOf(pieces, plan)
}

/** From the first moment of some pieces to their last. */
export function wholeOf(pieces: Grant[], plan: string): Placed {
  return extentOf(
    pieces.map((one) => ({ startsAt: one.starts_at, endsAt: one.ends_at })),
    plan,
  )
}

function extentOf(pieces: readonly Pick<Placed, 'startsAt' | 'endsAt'>[], plan: string): Placed {
  const startsAt = new Date(Math.min(...pieces.map((one) => one.startsAt.getTime())))
  return { plan, startsAt, endsAt: new Date(Math.max(...pieces.map((one) => one.endsAt.getTime()))) }
}

function writeTime(
  tx: Tx,
  clock: Clock,
  { account, reason, intent, actor, source }: TimeOrder,
  { plan, startsAt, endsAt }: Placed,
): Promise<Grant> {
  return queries.insertGrant(tx, {
    id: newId('grant'),
    intent,
    account_id: account,
    plan_id: plan,
    starts_at: startsAt,
    ends_at: endsAt,
    source,
    reason,
    actor,
    created_at: clock(),
    revoked_at: null,
    revoked_by: null,
  })
}

/** What is left of it ends now; later ones of the same plan move up. False when it is over or was ended before. */
export async function endTime(
  tx: Tx,
  clock: Clock,
  { account, grant, actor }: { account: string; grant: string; actor: string },
): Promise<boolean> {
  const now = clock()
  const held = await stretchesOf(tx, account)
  const ended = held.find((one) => one.id === grant) // as it stands now that the account is held
  if (!ended || ended.endsAt <= now || !(await queries.markRevoked(tx, grant, actor, now))) return false
  for (const one of closeGap(held, ended, now)) await queries.moveGrant(tx, one.id, one.startsAt, one.endsAt)
  await notifyFleet(tx)
  return true
}

/** What counts of an account, over or not. */
export async function stretchesOf(db: Db, account: string): Promise<Stretch[]> {
  const rows = await queries.grantsOf(db, account)
  return rows
    .filter((row) => row.revoked_at === null)
    .map((row) => ({ id: row.id, planId: row.plan_id, startsAt: row.starts_at, endsAt: row.ends_at }))
}
