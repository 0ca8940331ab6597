// Commissions as `export` gives them: what each comes to, not the entries that led there, so that it is the same however the news came.
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { commissionState } from './core/commission.ts'
import { commissionSums } from './overview-queries.ts'

/** `affiliate` null: all. Amounts in minor units, the rate in hundredths of a percent. */
export async function exportCommissions({ db, clock }: { db: Db; clock: Clock }, affiliate: string | null) {
  const now = clock()
  const rows = await commissionSums(db, affiliate)
  return rows.map(({ affiliate_id, net: sum, paid_out, ...row }) => {
    const [net, paidOut] = [BigInt(sum ?? 0), BigInt(paid_out ?? 0)]
    return {
      account_id: affiliate_id,
      id: row.id,
      payment: row.payment_id,
      base: row.base,
      rate_bp: row.rate_bp,
      amount: net,
      paid_out: paidOut,
      currency: row.currency,
      state: commissionState({ net, paidOut, holdUntil: row.hold_until }, now),
      hold_until: row.hold_until,
      created: row.created_at,
    }
  })
}
