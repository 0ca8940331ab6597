// The SQL of the export: rows under the names that it gives them. `account` null: all.
import type { Db } from '../db/open.ts'

export function exportedSubscriptions(db: Db, account: string | null) {
  let query = db
    .selectFrom('subscriptions')
    .select(['account_id', 'id', 'status', 'plan_id as plan', 'price_id as price'])
    .select(['current_period_end', 'ends_at', 'trial_end', 'created_at as created'])
    .orderBy('created_at')
    .orderBy('id')
  if (account !== null) query = query.where('account_id', '=', account)
  return query.execute()
}

export function exportedPayments(db: Db, account: string | null) {
  let query = db
    .selectFrom('payments')
    .select(['account_id', 'id', 'stripe_id', 'amount', 'currency', 'refunded', 'status', 'created_at as created'])
    .orderBy('created_at')
    .orderBy('id')
  if (account !== null) query = query.where('account_id', '=', account)
  return query.execute()
}

export function exportedMovements(db: Db, table: 'refunds' | 'disputes', account: string | null) {
  let query = db
    .selectFrom(table)
    .innerJoin('payments', 'payments.stripe_id', `${table}.charge_id`)
    .select(['payments.account_id', `${table}.stripe_id`, `${table}.charge_id as charge`])
    .select([`${table}.amount`, `${table}.currency`, `${table}.status`, `${table}.created_at as created`])
    .orderBy(`${table}.created_at`)
    .orderBy(`${table}.stripe_id`)
  if (account !== null) query = query.where('payments.account_id', '=', account)
  return query.execute()
}

export function exportedVouchers(db: Db, account: string | null) {
  let query = db
    .selectFrom('vouchers')
    .innerJoin('voucher_batches', 'voucher_batches.id', 'vouchers.batch_id')
    .select(['vouchers.redeemed_by as account_id', 'vouchers.id', 'vouchers.batch_id as batch'])
    .select(['voucher_batches.plan_id as plan', 'voucher_batches.amount', 'voucher_batches.currency'])
    .select(['vouchers.grant_id as grant', 'vouchers.redeemed_at as redeemed'])
    .where('vouchers.redeemed_by', 'is not', null)
    .orderBy('vouchers.redeemed_at')
    .orderBy('vouchers.id')
    .$narrowType<{ account_id: string; grant: string; redeemed: Date }>()
  if (account !== null) query = query.where('vouchers.redeemed_by', '=', account)
  return query.execute()
}

export function exportedManualPayments(db: Db, account: string | null) {
  let query = db
    .selectFrom('manual_payments')
    .select(['account_id', 'id', 'plan_id as plan', 'interval', 'amount', 'currency', 'method', 'state', 'returned'])
    .select(['grant_id as grant', 'created_at as created', 'decided_at as decided'])
    .orderBy('created_at')
    .orderBy('id')
  if (account !== null) query = query.where('account_id', '=', account)
  return query.execute()
}

export function exportedAlerts(db: Db) {
  return db
    .selectFrom('alerts')
    .select(['kind', 'subject', 'detail', 'since', 'resolved_at as resolved'])
    .orderBy('id')
    .execute()
}

/** What each ledger account holds, by currency: debit positive. */
export function ledgerBalances(db: Db) {
  return db
    .selectFrom('ledger_entries')
    .select(({ fn }) => ['currency', 'ledger_account', fn.sum<string>('amount').as('balance')])
    .groupBy(['currency', 'ledger_account'])
    .orderBy('currency')
    .orderBy('ledger_account')
    .execute()
}

export async function unbalancedTransactions(db: Db): Promise<number> {
  const rows = await db
    .selectFrom('ledger_entries')
    .select('transaction_id')
    .groupBy(['transaction_id', 'currency'])
    .having(({ fn }) => fn.sum('amount'), '<>', 0)
    .execute()
  return rows.length
}

/** Accounts of people: the one that stands in for an owner who has not come yet is nobody's. */
export function exportedAccounts(db: Db, account: string | null) {
  let query = db
    .selectFrom('accounts')
    .select(['id', 'email', 'role'])
    .where('email_key', 'not like', '%@set-up.invalid')
    .orderBy('created_at')
    .orderBy('id')
  if (account !== null) query = query.where('id', '=', account)
  return query.execute()
}
