// The SQL of pages and exports about affiliates: counts, sums and entries.
import { sql } from 'kysely'
import type { Db } from '../db/open.ts'
import type { AffiliateState, CommissionEntryKind } from '../db/schema-affiliates.ts'

export interface AffiliateRow {
  account: string
  email: string
  code: string
  state: AffiliateState
  details: string
  createdAt: Date
  signUps: number
  paying: number
}

/** Oldest first; `affiliate` null: all. */
export async function affiliateRows(db: Db, affiliate: string | null): Promise<AffiliateRow[]> {
  const one = affiliate === null ? sql`` : sql`where a.account_id = ${affiliate}`
  const { rows } = await sql<AffiliateRow>`
    select a.account_id as account, o.email, a.code, a.state, a.payout_details as details, a.created_at as "createdAt",
      n.sign_ups as "signUps", n.paying
    from affiliates a
    join accounts o on o.id = a.account_id
    cross join lateral (
      select count(*)::integer as sign_ups,
        count(*) filter (where exists (
          select from payments p where p.account_id = t.account_id and p.status = 'succeeded'))::integer as paying
      from attributions t where t.affiliate_id = a.account_id) n
    ${one} order by a.created_at, a.account_id`.execute(db)
  return rows
}

export interface SumRow {
  affiliate: string
  currency: string
  earned: bigint
  held: bigint
  payable: bigint
  paid: bigint
}

/** `earned` is the three others together; a payout that is not marked as paid yet is still payable. */
export async function affiliateSums(db: Db, now: Date, affiliate: string | null): Promise<SumRow[]> {
  const one = affiliate === null ? sql`` : sql`where c.affiliate_id = ${affiliate}`
  const { rows } = await sql<SumRow>`
    select c.affiliate_id as affiliate, c.currency, sum(e.amount)::bigint as earned,
      coalesce(sum(e.amount) filter (where e.payout_id is null and c.hold_until > ${now}), 0)::bigint as held,
      coalesce(sum(e.amount) filter (where p.paid_at is null and not (e.payout_id is null and c.hold_until > ${now})), 0)::bigint
        as payable,
      coalesce(sum(e.amount) filter (where p.paid_at is not null), 0)::bigint as paid
    from commission_entries e
    join commissions c on c.id = e.commission_id
    left join payouts p on p.id = e.payout_id
    ${one} group by c.affiliate_id, c.currency order by c.currency`.execute(db)
  return rows
}

/** What was earned and is in no payout yet. */
export async function sumsOutsidePayouts(db: Db, affiliate: string): Promise<{ currency: string; amount: bigint }[]> {
  const { rows } = await sql<{ currency: string; amount: bigint }>`
    select c.currency, sum(e.amount)::bigint as amount
    from commission_entries e join commissions c on c.id = e.commission_id
    where c.affiliate_id = ${affiliate} and e.payout_id is null
    group by c.currency order by c.currency`.execute(db)
  return rows
}

export interface MonthRow {
  /** `2026-11`. */
  month: string
  currency: string
  amount: bigint
}

/** What each month since `from` added, in UTC. */
export async function earningsByMonth(db: Db, affiliate: string, from: Date): Promise<MonthRow[]> {
  const { rows } = await sql<MonthRow>`
    select to_char(e.created_at at time zone 'UTC', 'YYYY-MM') as month, c.currency, sum(e.amount)::bigint as amount
    from commission_entries e join commissions c on c.id = e.commission_id
    where c.affiliate_id = ${affiliate} and e.created_at >= ${from}
    group by 1, 2 order by 1, 2`.execute(db)
  return rows
}

export interface AffiliateEntry {
  id: string
  kind: CommissionEntryKind
  amount: bigint
  currency: string
  createdAt: Date
  holdUntil: Date
  payment: string
  payout: string | null
}

/** Newest first. */
export async function entriesOf(db: Db, affiliate: string, limit: number): Promise<AffiliateEntry[]> {
  const rows = await db
    .selectFrom('commission_entries as e')
    .innerJoin('commissions as c', 'c.id', 'e.commission_id')
    .select(['e.commission_id', 'e.number', 'e.kind', 'e.amount', 'c.currency', 'e.created_at as createdAt'])
    .select(['c.hold_until as holdUntil', 'c.payment_id as payment', 'e.payout_id as payout'])
    .where('c.affiliate_id', '=', affiliate)
    .orderBy('e.created_at', 'desc')
    .orderBy('e.commission_id')
    .orderBy('e.number', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ commission_id: commission, number, ...row }) => ({ id: `${commission}:${number}`, ...row }))
}

/** Each commission with what its entries come to; `affiliate` null: all. Oldest payment first. */
export async function commissionSums(db: Db, affiliate: string | null) {
  let query = db
    .selectFrom('commissions as c')
    .innerJoin('payments as p', 'p.id', 'c.payment_id')
    .leftJoin('commission_entries as e', 'e.commission_id', 'c.id')
    .select([
      'c.affiliate_id',
      'c.id',
      'c.payment_id',
      'c.base',
      'c.rate_bp',
      'c.currency',
      'c.hold_until',
      'c.created_at',
    ])
    .select(({ fn }) => [
      fn.sum<string | null>('e.amount').as('net'),
      fn.sum<string | null>('e.amount').filterWhere('e.payout_id', 'is not', null).as('paid_out'),
    ])
    .groupBy(['c.id', 'p.created_at'])
    .orderBy('p.created_at')
    .orderBy('c.id')
  if (affiliate !== null) query = query.where('c.affiliate_id', '=', affiliate)
  return query.execute()
}
