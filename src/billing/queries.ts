// The SQL of billing: access and plans. (Stripe's copies stand in stripe-queries.ts.)
import type { Db } from '../db/open.ts'

/** One row an account with everything its entitlement follows from; `accounts` null: all. */
export async function accessRows(db: Db, accounts: string[] | null) {
  let query = db
    .selectFrom('accounts')
    .leftJoin('access', 'access.account_id', 'accounts.id')
    .leftJoin('plans', 'plans.id', 'access.plan_id')
    .leftJoin('plans as free', (join) => join.on('free.id', '=', 'free').on('free.for_sale', '=', true))
    .select([
      'accounts.id as account_id',
      'accounts.banned_at',
      'accounts.email_verified_at',
      'access.paid_until',
      'access.granted_until',
      'access.standing',
      'access.disputed',
      'plans.id as plan_id',
      'plans.name as plan_name',
      'plans.rank as plan_rank',
      'plans.device_limit as plan_device_limit',
      'plans.data_cap_bytes as plan_data_cap',
      'free.id as free_id',
      'free.name as free_name',
      'free.rank as free_rank',
      'free.device_limit as free_device_limit',
      'free.data_cap_bytes as free_data_cap',
    ])
  if (accounts) query = query.where('accounts.id', 'in', accounts)
  return query.execute()
}

/** Changes of one account's access and devices wait for each other here. */
export async function lockAccount(tx: Db, account: string): Promise<void> {
  await tx.selectFrom('accounts').select('id').where('id', '=', account).forUpdate().execute()
}
