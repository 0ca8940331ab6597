// What happened since the last step of a rehearsal, in one list: mails, what Stripe told, money, access. Read only.
import { accessOfSome } from '../billing/access.ts'
import { entitlement, type Entitlement } from '../billing/core/entitlement.ts'
import { accountsAtAnEnd } from '../billing/access-queries.ts'
import type { Money } from '../billing/core/money.ts'
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import * as queries from './rehearsal-queries.ts'

const DAY = 86_400_000
const LONGEST = 200

interface Happening {
  at: Date
  account: string | null
  /** Null: nobody who has an account. */
  email: string | null
}

export type Happened = Happening &
  (
    | { kind: 'mail'; id: string; subject: string; to: string }
    | { kind: 'event'; type: string; state: string; reason: string | null }
    | { kind: 'payment'; id: string; money: Money; status: string }
    | { kind: 'refund' | 'dispute'; id: string; money: Money; status: string }
    | { kind: 'access'; access: Entitlement }
  )

type Bare = Happened extends infer Each ? (Each extends Happened ? Omit<Each, 'email'> : never) : never

interface Needs {
  db: Db
  clock: Clock
  graceDays: number
}

/** Newest first; null: no step was taken yet. */
export async function happenedSinceStep(needs: Needs): Promise<{ since: Date; happened: Happened[] } | null> {
  const { db } = needs
  const step = await queries.lastStep(db)
  if (!step) return null
  const since = new Date(Math.floor(step.at.getTime() / 1000) * 1000) // Stripe's times are whole seconds
  const parts = await Promise.all([told(db, step.at), moved(db, since), access(needs, step.at)])
  const all = parts
    .flat()
    .toSorted((one, other) => other.at.getTime() - one.at.getTime())
    .slice(0, LONGEST)
  const emails = await queries.emailsOf(db, [...new Set(all.flatMap(({ account }) => account ?? []))])
  const named = all.map((one) => ({ ...one, email: one.account === null ? null : (emails.get(one.account) ?? null) }))
  return { since: step.at, happened: named }
}

async function told(db: Db, since: Date): Promise<Bare[]> {
  const [mails, events] = await Promise.all([queries.mailsSince(db, since), queries.eventsSince(db, since)])
  return [
    ...mails.map((mail) => ({ kind: 'mail' as const, ...mail })),
    ...events.map((event) => ({ kind: 'event' as const, ...event })),
  ]
}

async function moved(db: Db, since: Date): Promise<Bare[]> {
  const [payments, refunds, disputes] = await Promise.all([
    queries.paymentsSince(db, since),
    queries.movementsSince(db, 'refunds', since),
    queries.movementsSince(db, 'disputes', since),
  ])
  const shown = <K extends string, R extends Money>(kind: K, rows: R[]) =>
    rows.map(({ amount, currency, ...row }) => ({ kind, money: { amount, currency }, ...row }))
  return [...shown('payment', payments), ...shown('refund', refunds), ...shown('dispute', disputes)]
}

/** Of whom access was written anew, or has become another by time alone. */
async function access({ db, clock, graceDays }: Needs, since: Date): Promise<Bare[]> {
  const now = clock()
  const [written, atAnEnd] = await Promise.all([
    queries.accessWrittenSince(db, since),
    accountsAtAnEnd(db, new Date(since.getTime() - graceDays * DAY), now),
  ])
  const writtenAt = new Map(written.map(({ account, at }) => [account, at]))
  const facts = await accessOfSome(db, [...new Set([...writtenAt.keys(), ...atAnEnd.map((row) => row.account_id)])])
  return [...facts].flatMap(([account, fact]): Bare[] => {
    const [before, after] = [entitlement(fact, since, graceDays), entitlement(fact, now, graceDays)]
    const at = writtenAt.get(account)
    if (at === undefined && before.state === after.state) return []
    return [{ kind: 'access', account, access: after, at: at ?? (after.state === 'ended' ? after.since : now) }]
  })
}
