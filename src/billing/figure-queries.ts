// The SQL of the overview's counts. What each of them means is said in core/shop-figures.ts. Read only.
import { sql } from 'kysely'
import type { Db } from '../db/open.ts'
import type { ShopCounts } from './core/shop-figures.ts'

/** Everything between `from`, outside, and `now`. */
export async function shopCounts(db: Db, from: Date, now: Date): Promise<ShopCounts> {
  const [customers, subscriptions, charges, checkouts, trials] = await Promise.all([
    newCustomers(db, from, now),
    churn(db, from, now),
    charged(db, from, now),
    checkedOut(db, from, now),
    triedOut(db, from, now),
  ])
  return {
    newCustomers: customers.count,
    subscriptionsBefore: subscriptions.whole,
    subscriptionsEnded: subscriptions.part,
    chargesTried: charges.whole,
    chargesFailed: charges.part,
    checkoutsOver: checkouts.whole,
    checkoutsCompleted: checkouts.part,
    trialsEnded: trials.whole,
    trialsPaid: trials.part,
  }
}

function newCustomers(db: Db, from: Date, now: Date) {
  return db
    .selectFrom('accounts')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('role', '=', 'customer')
    .where('created_at', '>', from)
    .where('created_at', '<=', now)
    .executeTakeFirstOrThrow()
}

/** `ends_at` of what is canceled is when it ended. */
function churn(db: Db, from: Date, now: Date) {
  return db
    .selectFrom('subscriptions')
    .select([
      sql<number>`count(*)::int`.as('whole'),
      sql<number>`count(*) filter (where status = 'canceled' and ends_at <= ${now})::int`.as('part'),
    ])
    .where('created_at', '<=', from)
    .where('status', 'not in', ['incomplete', 'incomplete_expired'])
    .where((eb) => eb.or([eb('trial_end', 'is', null), eb('trial_end', '<=', from)]))
    .where((eb) => eb.or([eb('status', '!=', 'canceled'), eb('ends_at', '>', from)]))
    .executeTakeFirstOrThrow()
}

function charged(db: Db, from: Date, now: Date) {
  return db
    .selectFrom('payments')
    .select([
      sql<number>`count(*)::int`.as('whole'),
      sql<number>`count(*) filter (where status = 'failed')::int`.as('part'),
    ])
    .where('status', 'in', ['succeeded', 'failed'])
    .where('created_at', '>', from)
    .where('created_at', '<=', now)
    .executeTakeFirstOrThrow()
}

function checkedOut(db: Db, from: Date, now: Date) {
  return db
    .selectFrom('checkouts')
    .select([
      sql<number>`count(*)::int`.as('whole'),
      sql<number>`count(*) filter (where state = 'complete')::int`.as('part'),
    ])
    .where('state', 'in', ['complete', 'failed', 'expired'])
    .where('created_at', '>', from)
    .where('created_at', '<=', now)
    .executeTakeFirstOrThrow()
}

function triedOut(db: Db, from: Date, now: Date) {
  return db
    .selectFrom('subscriptions')
    .select([
      sql<number>`count(*)::int`.as('whole'),
      sql<number>`count(*) filter (where exists (
        select from payments where payments.account_id = subscriptions.account_id
          and payments.status = 'succeeded' and payments.created_at >= subscriptions.trial_end))::int`.as('part'),
    ])
    .where('trial_end', '>', from)
    .where('trial_end', '<=', now)
    .executeTakeFirstOrThrow()
}

/** Accounts of customers by the month in which they were opened (UTC, such as `2026-11`), since `since`. */
export function newByMonth(db: Db, since: Date) {
  const month = sql<string>`to_char(created_at at time zone 'UTC', 'YYYY-MM')`
  return db
    .selectFrom('accounts')
    .select([month.as('month'), sql<number>`count(*)::int`.as('count')])
    .where('role', '=', 'customer')
    .where('created_at', '>=', since)
    .groupBy(month)
    .execute()
}
