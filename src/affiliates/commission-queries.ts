// The SQL of commissions: payments that earned none yet, and what stands of those that did.
import { sql } from 'kysely'
import type { Db, Tx } from '../db/open.ts'
import type { CommissionEntryKind } from '../db/schema-affiliates.ts'

export interface NewPayment {
  payment: string
  amount: bigint
  tax: bigint
  currency: string
  paid_at: Date
  affiliate: string
}

/**
 * Payments that came in from customers of active affiliates within `months` of each one's first, and earned nothing yet. Only the
 * invoice says what of a payment is tax, and a base stays as it was first written: without an invoice one waits.
 */
export async function paymentsWithoutCommission(db: Db, months: number, limit: number): Promise<NewPayment[]> {
  const { rows } = await sql<NewPayment>`
    select p.id as payment, p.amount, p.tax, p.currency, p.created_at as paid_at, a.account_id as affiliate
    from payments p
    join attributions t on t.account_id = p.account_id
    join affiliates a on a.account_id = t.affiliate_id and a.state = 'active'
    where p.status = 'succeeded' and p.invoice_id is not null
      and not exists (select from commissions c where c.payment_id = p.id)
      and p.created_at at time zone 'UTC' < (
        select min(first.created_at) at time zone 'UTC' + make_interval(months => ${months}) from payments first
        where first.account_id = p.account_id and first.status = 'succeeded')
    order by p.created_at, p.id limit ${limit}`.execute(db)
  return rows
}

export interface NewCommission {
  id: string
  payment_id: string
  affiliate_id: string
  base: bigint
  rate_bp: number
  currency: string
  hold_until: Date
  created_at: Date
}

export async function insertCommissions(tx: Tx, rows: NewCommission[]): Promise<void> {
  if (rows.length === 0) return
  await tx
    .insertInto('commissions')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['payment_id', 'affiliate_id']).doNothing())
    .execute()
}

export interface CommissionRow {
  id: string
  affiliate_id: string
  base: bigint
  rate_bp: number
  currency: string
  paid: bigint
  tax: bigint
  paid_currency: string
  refunded: bigint
  disputes: { amount: number; currency: string; status: string }[]
  is_own_card: boolean
  /** What the entries add up to; null: there are none. */
  standing: string | null
  entries: number
  /** When the payment's customer was last read from Stripe. */
  synced_at: Date | null
}

/** `which`: `moved` are those whose sum can be another than at first, and the new ones; `all` is for checking. */
export async function commissionRows(db: Db, which: 'moved' | 'all'): Promise<CommissionRow[]> {
  const isMoved = sql`where p.refunded > 0 or d.disputes is not null or own.card or e.entries = 0 or e.moved`
  const { rows } = await sql<CommissionRow>`
    select c.id, c.affiliate_id, c.base, c.rate_bp, c.currency, p.amount as paid, p.tax,
      p.currency as paid_currency, p.refunded,
      coalesce(d.disputes, '[]'::json) as disputes, own.card as is_own_card, e.standing, e.entries, s.synced_at
    from commissions c
    join payments p on p.id = c.payment_id
    left join stripe_customers s on s.account_id = p.account_id
    cross join lateral (
      select json_agg(json_build_object('amount', amount, 'currency', currency, 'status', status)) as disputes
      from disputes where charge_id = p.stripe_id) d
    cross join lateral (
      select exists (
        select from payments o where o.account_id = c.affiliate_id and o.status = 'succeeded'
          and o.card_fingerprint = p.card_fingerprint
        union all
        select from trial_cards t where t.account_id = c.affiliate_id and t.fingerprint = p.card_fingerprint) as card) own
    cross join lateral (
      select sum(amount)::text as standing, count(*)::integer as entries, coalesce(bool_or(kind <> 'accrual'), false) as moved
      from commission_entries where commission_id = c.id) e
    ${which === 'moved' ? isMoved : sql``}
    order by c.id`.execute(db)
  return rows
}

export interface EntryRow {
  commission_id: string
  number: number
  kind: CommissionEntryKind
  amount: bigint
  created_at: Date
}

export async function insertEntries(tx: Tx, rows: EntryRow[]): Promise<void> {
  if (rows.length > 0) await tx.insertInto('commission_entries').values(rows).execute()
}
