// Whether every commission is what its payment says. A payment may have moved a moment ago: it counts once its customer was read from
// Stripe before `known`, and `accrue` has had its time; a sum that no payment ever justified counts at once.
import type { Db } from '../db/open.ts'
import { factsOf } from './accrue.ts'
import { commissionRows } from './commission-queries.ts'
import { netOf, owedFor } from './core/commission.ts'

/** A line for each that is not. */
export async function wrongCommissions(db: Db, known: Date): Promise<string[]> {
  const rows = await commissionRows(db, 'all')
  return rows.flatMap((row) => {
    const facts = factsOf(row)
    const [owed, stands] = [owedFor(facts), BigInt(row.standing ?? 0)]
    const most = owedFor({ ...facts, kept: facts.paid, isOwnCard: false })
    const isOld = row.synced_at === null || row.synced_at < known
    const net = netOf({ amount: row.paid, tax: row.tax })
    if (row.base !== net) return [`${row.id} has a base of ${row.base}, and ${net} was paid net of tax`]
    if (row.currency !== row.paid_currency)
      return [`${row.id} is in ${row.currency}, its payment in ${row.paid_currency}`]
    if (stands < 0n || stands > most) return [`${row.id} adds up to ${stands} ${row.currency}, of ${most} at most`]
    if (stands !== owed && isOld) return [`${row.id} adds up to ${stands} ${row.currency}, and ${owed} is owed`]
    return []
  })
}
