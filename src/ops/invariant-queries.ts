// Each query finds what should not be there: one row a violation, told in a line.
import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../db/open.ts'

type Violations = RawBuilder<{ line: string }>

export async function linesOf(db: Db, violations: Violations): Promise<string[]> {
  return (await violations.execute(db)).rows.map((row) => row.line)
}

export const secondSubscriptions: Violations = sql`
  select account_id || ' has ' || string_agg(id, ', ' order by id) as line from subscriptions
  where status in ('active', 'trialing', 'past_due', 'unpaid', 'paused', 'incomplete')
  group by account_id having count(*) > 1`

export const paymentsWithoutBooking: Violations = sql`
  select stripe_id || ' succeeded and is not in the ledger' as line from payments p
  where status = 'succeeded' and not exists (select from ledger_transactions where key = 'payment:' || p.stripe_id)
  union all
  select key || ' is in the ledger and no payment succeeded' from ledger_transactions t
  where key like 'payment:%' and not exists (
    select from payments where status = 'succeeded' and 'payment:' || stripe_id = t.key
  )`

export const refundsOverCaptured: Violations = sql`
  select p.stripe_id || ' took ' || p.amount || ' and refunds are ' || sum(r.amount) || ' ' || p.currency as line
  from payments p join refunds r on r.charge_id = p.stripe_id
  where r.status not in ('failed', 'canceled')
  group by p.stripe_id, p.amount, p.currency, p.status
  having sum(r.amount) > p.amount or p.status <> 'succeeded'
  union all
  select r.stripe_id || ' is in ' || r.currency || ', its charge in ' || p.currency
  from refunds r join payments p on p.stripe_id = r.charge_id where r.currency <> p.currency`

export const unbalancedTransactions: Violations = sql`
  select 'transaction ' || transaction_id || ' sums to ' || sum(amount) || ' ' || currency as line
  from ledger_entries group by transaction_id, currency having sum(amount) <> 0
  union all
  select 'transaction ' || id || ' has no entries' from ledger_transactions t
  where not exists (select from ledger_entries where transaction_id = t.id)`

export const unbalancedCurrencies: Violations = sql`
  select currency || ' sums to ' || sum(amount) as line
  from ledger_entries group by currency having sum(amount) <> 0`

export const sharedAddresses: Violations = sql`
  select a.protocol || ' address ' || a.host || ' belongs to ' || d.id || ', which was removed' as line
  from addresses a join devices d on d.id = a.device_id where d.removed_at is not null
  union all
  select protocol || ' address ' || host || ' belongs to ' || count(*) || ' devices'
  from addresses where device_id is not null group by protocol, host having count(*) > 1
  union all
  select d.id || ' has no address of its protocol' from devices d
  where removed_at is null and not exists (
    select from addresses where device_id = d.id and protocol = d.protocol
  )`

export const sharedKeys: Violations = sql`
  select 'one key for ' || string_agg(id, ', ' order by id) as line
  from devices where removed_at is null and public_key is not null
  group by public_key having count(*) > 1`

/** Events that failed, and those received before `waitingSince` on which nothing was decided. */
export function unsettledEvents(waitingSince: Date): Violations {
  return sql`
    select id || ' (' || type || ') is ' || state || coalesce(': ' || reason, '') as line from stripe_events
    where state = 'failed' or (state = 'pending' and received_at < ${waitingSince})
    order by received_at limit 100`
}
