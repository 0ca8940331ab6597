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

export const strayCommissions: Violations = sql`
  select payment_id || ' earned ' || count(*) || ' commissions' as line
  from commissions group by payment_id having count(*) > 1
  union all
  select c.id || ' is for ' || c.affiliate_id || ', who did not bring ' || p.account_id
  from commissions c join payments p on p.id = c.payment_id
  where c.affiliate_id = p.account_id or not exists (
    select from attributions where account_id = p.account_id and affiliate_id = c.affiliate_id
  )`

export const unbookedCommissions: Violations = sql`
  select 'entry ' || number || ' of ' || commission_id || ' is ' || e.amount || ' and is booked with ' || coalesce(l.amount, 0) as line
  from commission_entries e
  left join ledger_transactions t on t.key = 'commission:' || e.commission_id || ':' || e.number
  left join ledger_entries l on l.transaction_id = t.id and l.ledger_account = 'commissions'
  where e.amount is distinct from l.amount
  union all
  select p.id || ' is paid with ' || p.amount || ' and booked with ' || coalesce(-l.amount, 0) from payouts p
  left join ledger_transactions t on t.key = 'payout:' || p.id
  left join ledger_entries l on l.transaction_id = t.id and l.ledger_account = 'payouts'
  where p.paid_at is not null and p.amount is distinct from -l.amount`

export const wrongVouchers: Violations = sql`
  select v.id || ' is redeemed and its grant is not that of a voucher of ' || v.redeemed_by as line
  from vouchers v join grants g on g.id = v.grant_id
  where g.source <> 'voucher' or g.account_id <> v.redeemed_by or g.intent <> 'voucher:' || v.id
  union all
  select g.id || ' was given for a voucher that is not redeemed' from grants g
  where g.source = 'voucher' and not exists (select from vouchers where grant_id = g.id)
  union all
  select v.id || ' was sold for ' || b.amount || ' ' || b.currency || ' and is booked with ' || coalesce(l.amount, 0)
  from vouchers v join voucher_batches b on b.id = v.batch_id
  left join ledger_transactions t on t.key = 'voucher:' || v.id
  left join ledger_entries l on l.transaction_id = t.id and l.ledger_account = 'vouchers' and l.currency = b.currency
  where case when v.redeemed_by is null then 0 else b.amount end <> coalesce(l.amount, 0)`

export const wrongManualPayments: Violations = sql`
  select m.id || ' is approved and its grant is not that of a payment of ' || m.account_id as line
  from manual_payments m join grants g on g.id = m.grant_id
  where g.source <> 'manual-payment' or g.account_id <> m.account_id or g.intent <> 'manual:' || m.id
  union all
  select g.id || ' was given for a payment that is not approved' from grants g
  where g.source = 'manual-payment' and not exists (select from manual_payments where grant_id = g.id)
  union all
  select m.id || ' brought ' || w.brought || ' and took back ' || w.back || ' ' || m.currency || ', and is booked with '
    || coalesce(came.amount, 0) || ' and ' || coalesce(-went.amount, 0)
  from manual_payments m
  cross join lateral (select
    case when m.state in ('approved', 'returned') then m.amount else 0 end as brought, coalesce(m.returned, 0) as back) w
  left join ledger_transactions a on a.key = 'manual:' || m.id
  left join ledger_entries came on came.transaction_id = a.id and came.ledger_account = 'manual' and came.currency = m.currency
  left join (
    select split_part(t.key, ':', 2) as payment, e.currency, sum(e.amount)::bigint as amount
    from ledger_transactions t join ledger_entries e on e.transaction_id = t.id and e.ledger_account = 'manual'
    where t.key like 'manual-return:%' group by 1, 2) went on went.payment = m.id and went.currency = m.currency
  where w.brought <> coalesce(came.amount, 0) or w.back <> coalesce(-went.amount, 0)`

export const wrongPayouts: Violations = sql`
  select p.id || ' pays ' || p.amount || ' and its entries add up to ' || coalesce(sum(e.amount), 0) as line
  from payouts p left join commission_entries e on e.payout_id = p.id
  group by p.id having p.amount <> coalesce(sum(e.amount), 0)
  union all
  select p.id || ' pays an entry of ' || c.id || ', which is not its own or was on hold' from commission_entries e
  join payouts p on p.id = e.payout_id join commissions c on c.id = e.commission_id
  where c.affiliate_id <> p.affiliate_id or c.currency <> p.currency or c.hold_until > p.created_at`

/** Events that failed, and those received before `waitingSince` on which nothing was decided. */
export function unsettledEvents(waitingSince: Date): Violations {
  return sql`
    select id || ' (' || type || ') is ' || state || coalesce(': ' || reason, '') as line from stripe_events
    where state = 'failed' or (state = 'pending' and received_at < ${waitingSince})
    order by received_at limit 100`
}
