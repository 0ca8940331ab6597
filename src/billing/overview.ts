// What pages and reports show of money: read only.
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import type { Money } from './core/money.ts'
import { lastMonths } from './core/months.ts'
import * as queries from './overview-queries.ts'
import { customerOf } from './stripe-queries.ts'

/** Everything one account bought, newest first. */
export async function billingOf({ db }: { db: Db }, account: string) {
  const [customer, subscriptions, payments, refunds, disputes] = await Promise.all([
    customerOf(db, account),
    queries.subscriptionsOf(db, account),
    queries.paymentsOf(db, account),
    queries.movementsOf(db, 'refunds', account),
    queries.movementsOf(db, 'disputes', account),
  ])
  return { customerId: customer?.id ?? null, subscriptions, payments, refunds, disputes }
}

/** Paying subscriptions, and what they bring a month in each currency: a year counts a twelfth, in whole minor units. */
export async function revenueStats({ db }: { db: Db }): Promise<{ paying: number; mrr: Money[] }> {
  const rows = await queries.revenueRows(db)
  const yearly = new Map<string, bigint>()
  for (const row of rows) {
    const aYear = row.interval === 'year' ? row.amount : row.amount * 12n
    yearly.set(row.currency, (yearly.get(row.currency) ?? 0n) + aYear * row.subscriptions)
  }
  return {
    paying: rows.reduce((sum, row) => sum + Number(row.subscriptions), 0),
    mrr: [...yearly].map(([currency, amount]) => ({ currency, amount: amount / 12n })),
  }
}

/** What came in less what left again in each of the last twelve months, oldest first, by currency. */
export async function revenueByMonth({ db, clock }: { db: Db; clock: Clock }) {
  const { months, since } = lastMonths(clock(), 12)
  const rows = await queries.receivedByMonth(db, since)
  const byCurrency = Map.groupBy(rows, (row) => row.currency)
  return [...byCurrency].map(([currency, own]) => {
    const amounts = new Map(own.map(({ month, amount }) => [month, amount]))
    return { currency, months: months.map((month) => ({ month, amount: amounts.get(month) ?? 0n })) }
  })
}
