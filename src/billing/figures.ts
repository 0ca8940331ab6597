// How the shop does beside its revenue: who came, who went, what failed, what was tried and bought. Read only.
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { lastMonths } from './core/months.ts'
import { figuresSince, shopFigures, type ShopFigures } from './core/shop-figures.ts'
import * as queries from './figure-queries.ts'

/** Of the last thirty days. */
export async function figures({ db, clock }: { db: Db; clock: Clock }): Promise<ShopFigures> {
  const now = clock()
  return shopFigures(await queries.shopCounts(db, figuresSince(now), now))
}

/** Accounts opened in each of the last twelve months, oldest first. */
export async function customersByMonth({ db, clock }: { db: Db; clock: Clock }) {
  const { months, since } = lastMonths(clock(), 12)
  const counts = new Map((await queries.newByMonth(db, since)).map(({ month, count }) => [month, count]))
  return months.map((month) => ({ month, count: counts.get(month) ?? 0 }))
}
