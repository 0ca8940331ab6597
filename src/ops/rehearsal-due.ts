// What is due next in a rehearsal: what the simulated Stripe will do by itself, and whose access will end.
import { z } from 'zod'
import { TRIAL_NOTICE } from '../billing/core/purchase-letters.ts'
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { DUE_KINDS, endOfPaid, nextDue, withNotice, type Due } from './core/due.ts'
import { accountsOf, grantEnds, paidTimes } from './rehearsal-queries.ts'
import { askSimulator, type Simulated } from './simulator-control.ts'

/** So many of each source are looked at: one that is later than all of these is not next. */
const LOOKED_AT = 50
const DAY = 86_400_000

export interface DueNeeds {
  db: Db
  clock: Clock
  graceDays: number
  simulator: Simulated
}

/** Earliest first. Refusals: those of `askSimulator`. */
export async function dueNext({ db, clock, graceDays, simulator }: DueNeeds): Promise<Due[]> {
  const now = clock()
  const [planned, paid, grants] = await Promise.all([
    plannedAtStripe(db, simulator),
    paidTimes(db, new Date(now.getTime() - graceDays * DAY), LOOKED_AT),
    grantEnds(db, now, LOOKED_AT),
  ])
  const ends = paid.flatMap(({ account, paidUntil, standing }) =>
    paidUntil ? endOfPaid({ account, paidUntil, standing }, graceDays) : [],
  )
  const given = grants.map((grant): Due => ({ ...grant, what: 'grant-end' }))
  return nextDue([...planned.flatMap((due) => withNotice(due, TRIAL_NOTICE)), ...ends, ...given], now)
}

const Answer = z.object({
  upcoming: z.array(z.object({ at: z.number(), what: z.enum(DUE_KINDS), customer: z.string().nullable() })),
})

async function plannedAtStripe(db: Db, simulator: Simulated): Promise<Due[]> {
  const { upcoming } = Answer.parse(await askSimulator(simulator, 'upcoming', { limit: LOOKED_AT }))
  const accounts = await accountsOf(
    db,
    upcoming.flatMap(({ customer }) => customer ?? []),
  )
  return upcoming.map(({ at, what, customer }) => ({
    at: new Date(at * 1000),
    what,
    account: customer === null ? null : (accounts.get(customer) ?? null),
  }))
}
