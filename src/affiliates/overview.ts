// What affiliates and staff are shown: the link, whom it brought, what that earned, and where the money is.
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { attributeArrivals } from './attribute.ts'
import { isWorthPaying, type Terms } from './core/terms.ts'
import * as queries from './overview-queries.ts'
import { dueSums, findRun, listRuns, payoutsOf, payoutsOfRuns } from './payout-queries.ts'

export type Affiliate = queries.AffiliateRow & { sums: queries.SumRow[] }
export type { AffiliateEntry, MonthRow } from './overview-queries.ts'

type Needs = { db: Db; clock: Clock }

const SHOWN_MONTHS = 12

/** Null for who is none. Those who have just come by the link are counted. */
export async function affiliateOverview(needs: Needs, account: string) {
  await attributeArrivals(needs)
  const { db, clock } = needs
  const now = clock()
  const [affiliate] = await affiliatesWithSums(db, now, account)
  if (!affiliate) return null
  const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - SHOWN_MONTHS + 1))
  const [months, payouts] = await Promise.all([queries.earningsByMonth(db, account, from), payoutsOf(db, account)])
  return { affiliate, months: everyMonth(from, months), payouts }
}

/** With entries, for staff. Refusal: `not-found`. */
export async function readAffiliate(needs: Needs, account: string, entries: number) {
  const found = await affiliateOverview(needs, account)
  if (!found) throw new Refusal('not-found', 'There is no such affiliate.')
  return { ...found, entries: await queries.entriesOf(needs.db, account, entries) }
}

/** All affiliates, what a payout run would pay now, and the newest runs. */
export async function affiliatesOverview({ db, clock, affiliateTerms }: Needs & { affiliateTerms: Terms }) {
  const now = clock()
  const [affiliates, due, runs] = await Promise.all([
    affiliatesWithSums(db, now, null),
    dueSums(db, now),
    listRuns(db, 20),
  ])
  const payouts =
    runs.length === 0
      ? []
      : await payoutsOfRuns(
          db,
          runs.map((run) => run.id),
        )
  return {
    affiliates,
    due: due.filter((sum) => isWorthPaying(sum, affiliateTerms)),
    runs: runs.map((run) => ({ ...run, payouts: payouts.filter((payout) => payout.run_id === run.id) })),
  }
}

/** A run with its payouts. Refusal: `not-found`. */
export async function readRun({ db }: Pick<Needs, 'db'>, id: string) {
  const run = await findRun(db, id)
  if (!run) throw new Refusal('not-found', 'There is no such payout run.')
  return { ...run, payouts: await payoutsOfRuns(db, [id]) }
}

async function affiliatesWithSums(db: Db, now: Date, account: string | null): Promise<Affiliate[]> {
  const [rows, sums] = await Promise.all([queries.affiliateRows(db, account), queries.affiliateSums(db, now, account)])
  const byAffiliate = Map.groupBy(sums, (sum) => sum.affiliate)
  return rows.map((row) => ({ ...row, sums: byAffiliate.get(row.account) ?? [] }))
}

/** Every currency of the year with all its months, those without earnings too. */
function everyMonth(from: Date, rows: queries.MonthRow[]): { currency: string; months: queries.MonthRow[] }[] {
  const names = Array.from({ length: SHOWN_MONTHS }, (_, at) =>
    new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + at)).toISOString().slice(0, 7),
  )
  return [...Map.groupBy(rows, (row) => row.currency)].map(([currency, earned]) => ({
    currency,
    months: names.map((month) => earned.find((row) => row.month === month) ?? { month, currency, amount: 0n }),
  }))
}
