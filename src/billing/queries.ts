// The SQL of billing: access and plans. (Stripe's copies stand in stripe-queries.ts.)
import { sql } from 'kysely'
import type { Db } from '../db/open.ts'

/** One row an account with everything its entitlement follows from; `accounts` null: all. */
export async function accessRows(db: Db, accounts: string[] | null) {
  let query = db
    .selectFrom('accounts')
    .leftJoin('access', 'access.account_id', 'accounts.id')
    .leftJoin('plans', 'plans.id', 'access.plan_id')
    .leftJoin(grantedTo(db, accounts), (join) => join.onRef('given.account_id', '=', 'accounts.id'))
    .leftJoin('plans as free', (join) => join.on('free.id', '=', 'free').on('free.for_sale', '=', true))
    .select([
      'accounts.id as account_id',
      'accounts.banned_at',
      'accounts.email_verified_at',
      'accounts.email',
      'access.paid_until',
      'given.granted',
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

/** What JSON makes of a grant that counts. */
export interface GrantedJson {
  from: string
  until: string
  id: string
  name: string
  rank: number
  deviceLimit: number
  dataCap: string | null
}

function grantedTo(db: Db, accounts: string[] | null) {
  let query = db
    .selectFrom('grants')
    .innerJoin('plans', 'plans.id', 'grants.plan_id')
    .select([
      'grants.account_id',
      sql<GrantedJson[]>`json_agg(json_build_object(
        'from', grants.starts_at, 'until', grants.ends_at, 'id', plans.id, 'name', plans.name, 'rank', plans.rank,
        'deviceLimit', plans.device_limit, 'dataCap', plans.data_cap_bytes::text))`.as('granted'),
    ])
    .where('grants.revoked_at', 'is', null)
    .groupBy('grants.account_id')
  if (accounts) query = query.where('grants.account_id', 'in', accounts)
  return query.as('given')
}

/**
 * Changes of one account's access and devices wait for each other here. Rows that only name the account (a foreign key) do not wait:
 * of two owners who decide on each other's payments, each would hold what the other's row names.
 */
export async function lockAccount(tx: Db, account: string): Promise<void> {
  await tx.selectFrom('accounts').select('id').where('id', '=', account).forNoKeyUpdate().execute()
}
