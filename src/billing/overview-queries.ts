// The SQL of pages and reports about money: what one account bought, what staff see, what came in.
import { sql } from 'kysely'
import { escapeLike } from '../db/like.ts'
import type { Db } from '../db/open.ts'
import type { EventState } from '../db/schema.ts'
import { LIVE, liveOne } from './core/subscription-states.ts'

/** Not ended: the one that counts. */
export async function liveSubscription(db: Db, account: string) {
  const rows = await db
    .selectFrom('subscriptions')
    .select(['id', 'price_id', 'status'])
    .where('account_id', '=', account)
    .where('status', 'in', LIVE)
    .orderBy('created_at', 'desc')
    .execute()
  return liveOne(rows)
}

export function subscriptionsOf(db: Db, account: string) {
  return db
    .selectFrom('subscriptions')
    .leftJoin('plans', 'plans.id', 'subscriptions.plan_id')
    .leftJoin('stripe_prices', 'stripe_prices.id', 'subscriptions.price_id')
    .leftJoin('plan_prices', 'plan_prices.lookup_key', 'stripe_prices.lookup_key')
    .leftJoin('stripe_prices as next', 'next.id', 'subscriptions.next_price_id')
    .leftJoin('plan_prices as next_price', 'next_price.lookup_key', 'next.lookup_key')
    .leftJoin('plans as next_plan', 'next_plan.id', 'next_price.plan_id')
    .leftJoin('stripe_prices as waiting', 'waiting.id', 'subscriptions.pending_price_id')
    .leftJoin('plan_prices as waiting_price', 'waiting_price.lookup_key', 'waiting.lookup_key')
    .leftJoin('plans as waiting_plan', 'waiting_plan.id', 'waiting_price.plan_id')
    .select([
      'subscriptions.id',
      'subscriptions.status',
      'subscriptions.current_period_end as currentPeriodEnd',
      'subscriptions.ends_at as endsAt',
      'subscriptions.trial_end as trialEnd',
      'subscriptions.created_at as createdAt',
      'plans.name as planName',
      'plan_prices.lookup_key as lookupKey',
      'plan_prices.interval',
      'plan_prices.currency',
      'stripe_prices.amount',
      'subscriptions.next_at as nextAt',
      'next_plan.name as nextPlan',
      'next_price.interval as nextInterval',
      'next.amount as nextAmount',
      'subscriptions.pending_until as pendingUntil',
      'subscriptions.pending_pay_url as pendingPayUrl',
      'waiting_plan.name as pendingPlan',
    ])
    .where('subscriptions.account_id', '=', account)
    .orderBy('subscriptions.created_at', 'desc')
    .execute()
}

export function paymentsOf(db: Db, account: string) {
  return db
    .selectFrom('payments')
    .select([
      'id',
      'stripe_id as stripeId',
      'invoice_id as invoiceId',
      'amount',
      'refunded',
      'currency',
      'status',
      'tax',
      'discount',
      'invoice_url as invoiceUrl',
      'invoice_pdf as invoicePdf',
      'created_at as createdAt',
    ])
    .where('account_id', '=', account)
    .orderBy('created_at', 'desc')
    .execute()
}

export function movementsOf(db: Db, table: 'refunds' | 'disputes', account: string) {
  return db
    .selectFrom(table)
    .innerJoin('payments', 'payments.stripe_id', `${table}.charge_id`)
    .select([
      `${table}.stripe_id as stripeId`,
      `${table}.charge_id as chargeId`,
      `${table}.amount`,
      `${table}.currency`,
      `${table}.status`,
      `${table}.created_at as createdAt`,
    ])
    .where('payments.account_id', '=', account)
    .orderBy(`${table}.created_at`, 'desc')
    .execute()
}

export interface EventFilter {
  state?: EventState
  customer?: string
  /** The beginning of it, such as `invoice.` */
  type?: string
  /** The last one already seen. */
  before?: { at: Date; id: string } | null
  limit: number
}

export function events(db: Db, { state, customer, type, before, limit }: EventFilter) {
  let query = db
    .selectFrom('stripe_events')
    .leftJoin('stripe_customers', 'stripe_customers.id', 'stripe_events.customer')
    .select([
      'stripe_events.id',
      'stripe_events.type',
      'stripe_events.customer',
      'stripe_events.charge',
      'stripe_events.created',
      'stripe_events.received_at as receivedAt',
      'stripe_events.state',
      'stripe_events.tries',
      'stripe_events.reason',
      'stripe_events.settled_at as settledAt',
      'stripe_customers.account_id as account',
    ])
    .orderBy('stripe_events.received_at', 'desc')
    .orderBy('stripe_events.id', 'desc')
    .limit(limit)
  if (state) query = query.where('stripe_events.state', '=', state)
  if (customer) query = query.where('stripe_events.customer', '=', customer)
  if (type) query = query.where('stripe_events.type', 'like', `${escapeLike(type)}%`)
  if (before)
    query = query.where(sql<boolean>`(stripe_events.received_at, stripe_events.id) < (${before.at}, ${before.id})`)
  return query.execute()
}

/** At most `limit` are counted. */
export async function failedEvents(db: Db, limit: number): Promise<number> {
  const rows = await db.selectFrom('stripe_events').select('id').where('state', '=', 'failed').limit(limit).execute()
  return rows.length
}

export function alerts(db: Db, open: boolean) {
  return db
    .selectFrom('alerts')
    .select(['id', 'kind', 'subject', 'detail', 'since', 'resolved_at as resolvedAt'])
    .where((eb) => (open ? eb('resolved_at', 'is', null) : eb.lit(true)))
    .orderBy('since', 'desc')
    .limit(1000)
    .execute()
}

/** Live subscriptions with a paid price, by interval and currency. */
export function revenueRows(db: Db) {
  return db
    .selectFrom('subscriptions')
    .innerJoin('stripe_prices', 'stripe_prices.id', 'subscriptions.price_id')
    .innerJoin('plan_prices', 'plan_prices.lookup_key', 'stripe_prices.lookup_key')
    .select((eb) => [
      'plan_prices.interval',
      'plan_prices.currency',
      'stripe_prices.amount',
      eb.fn.countAll<bigint>().as('subscriptions'),
    ])
    .where('subscriptions.status', 'in', ['active', 'past_due'])
    .groupBy(['plan_prices.interval', 'plan_prices.currency', 'stripe_prices.amount'])
    .execute()
}

/** What came in less what left again, tax apart, by month of the event (UTC, such as `2026-11`) and currency, since `since`. */
export function receivedByMonth(db: Db, since: Date) {
  const month = sql<string>`to_char(ledger_transactions.occurred_at at time zone 'UTC', 'YYYY-MM')`
  return db
    .selectFrom('ledger_entries')
    .innerJoin('ledger_transactions', 'ledger_transactions.id', 'ledger_entries.transaction_id')
    .select([month.as('month'), 'ledger_entries.currency', sql<bigint>`(-sum(amount))::bigint`.as('amount')])
    .where('ledger_entries.ledger_account', 'in', ['revenue', 'refunds', 'disputes'])
    .where('ledger_transactions.occurred_at', '>=', since)
    .groupBy([month, 'ledger_entries.currency'])
    .orderBy('ledger_entries.currency')
    .execute()
}
