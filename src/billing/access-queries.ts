// The SQL of access that was paid for: its row, and whose time came to an end.
import type { Db, Tx } from '../db/open.ts'
import type { Standing } from './core/entitlement.ts'

export interface PaidAccessRow {
  plan_id: string | null
  paid_until: Date | null
  standing: Standing
  disputed: boolean
}

export function accessRow(db: Db, account: string) {
  return db.selectFrom('access').selectAll().where('account_id', '=', account).executeTakeFirst()
}

/** Writes what was paid for, beside what was granted. */
export async function writeAccess(tx: Tx, account: string, row: PaidAccessRow, at: Date): Promise<void> {
  await tx
    .insertInto('access')
    .values({ account_id: account, changed_at: at, ...row })
    .onConflict((conflict) => conflict.column('account_id').doUpdateSet({ ...row, changed_at: at }))
    .execute()
}

/** Whose paid or granted time ended between these times, so that access may have ended by now. */
export function accountsAtAnEnd(db: Db, from: Date, to: Date) {
  return db
    .selectFrom('access')
    .select('account_id')
    .where('paid_until', '>', from)
    .where('paid_until', '<=', to)
    .union(db.selectFrom('grants').select('account_id').where('ends_at', '>', from).where('ends_at', '<=', to))
    .execute()
}
