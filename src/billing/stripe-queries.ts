// The SQL of our copies of Stripe's truth: inbox, customers, subscriptions, payments, refunds, disputes.
import { sql } from 'kysely'
import type { Db, Tx } from '../db/open.ts'
import type { Waiting } from './core/crowd.ts'
import type { DisputeFact, MovementFact, PaymentFact } from './core/money-facts.ts'
import type { SubscriptionFact } from './core/stripe-facts.ts'

export interface EventRow {
  id: string
  type: string
  customer: string | null
  created: Date
  received_at: Date
  /** UTF-8; a Buffer travels to the database as it is, without being quoted. */
  body: string | Buffer
  state: 'pending' | 'ignored'
  reason: string | null
}

/** One statement for any number of rows; gives the ids that were not there yet. */
export async function insertEvents(tx: Tx, rows: EventRow[]): Promise<Set<string>> {
  const { rows: added } = await eventInsert(rows).execute(tx)
  return new Set(added.map((row) => row.id))
}

/** The statement itself, for a transaction that is sent in one go. */
export function eventInsert(rows: EventRow[]) {
  const column = <K extends keyof EventRow>(name: K) => rows.map((row) => row[name])
  const bodies = sql.join(column('body').map((body) => sql`${body}::text`))
  return sql<{ id: string }>`
    insert into stripe_events (id, type, customer, created, received_at, body, state, reason)
    select * from unnest(
      ${column('id')}::text[], ${column('type')}::text[], ${column('customer')}::text[],
      ${column('created')}::timestamptz[], ${column('received_at')}::timestamptz[], array[${bodies}],
      ${column('state')}::text[], ${column('reason')}::text[])
    on conflict (id) do nothing returning id`
}

/** Events of this customer that wait. */
export function openEvents(db: Db, customer: string) {
  return db
    .selectFrom('stripe_events')
    .select('id')
    .where('customer', '=', customer)
    .where('state', 'in', ['pending', 'failed'])
    .execute()
}

export async function settleEvents(db: Db, ids: string[], state: 'done' | 'ignored', reason: string | null, at: Date) {
  if (ids.length === 0) return
  await db
    .updateTable('stripe_events')
    .set((eb) => ({ state, reason, settled_at: at, tries: eb('tries', '+', 1) }))
    .where('id', 'in', ids)
    .where('state', 'in', ['pending', 'failed'])
    .execute()
}

export async function failEvents(db: Db, ids: string[], reason: string) {
  if (ids.length === 0) return
  await db
    .updateTable('stripe_events')
    .set((eb) => ({ state: 'failed', reason: reason.slice(0, 500), tries: eb('tries', '+', 1) }))
    .where('id', 'in', ids)
    .execute()
}

/** Customers with an event that waits longer than it should: their job was lost. */
export function staleCustomers(db: Db, before: Date) {
  return db
    .selectFrom('stripe_events')
    .select('customer')
    .distinct()
    .where('state', 'in', ['pending', 'failed'])
    .where('customer', 'is not', null)
    .where('received_at', '<', before)
    .limit(1000)
    .execute()
}

export function customersOf(db: Db, customers: string[]) {
  return db.selectFrom('stripe_customers').select(['id', 'account_id']).where('id', 'in', customers).execute()
}

export function customerOf(db: Db, account: string) {
  return db
    .selectFrom('stripe_customers')
    .select(['id', 'synced_at'])
    .where('account_id', '=', account)
    .executeTakeFirst()
}

/**
 * A ticket for a fetch, and the events that waited before it was taken. One statement reads both, in this order: the fetch of any
 * later ticket then includes what these events tell, so a fetch that is overtaken may still settle them.
 */
export async function beginFetch(db: Db, customer: string): Promise<{ ticket: bigint; events: string[] }> {
  const { rows } = await sql<{ ticket: bigint; events: string[] }>`
    select nextval('sync_tickets') as ticket, array(
      select id from stripe_events where customer = ${customer} and state in ('pending', 'failed')) as events`.execute(
    db,
  )
  if (!rows[0]) throw new Error('the sequence sync_tickets gave no number')
  return rows[0]
}

/** What waits for the next fetch of this customer. */
export async function waitingOf(db: Db, customer: string): Promise<Waiting> {
  const { count, oldest, newest } = await db
    .selectFrom('stripe_events')
    .select(({ fn }) => [
      fn.countAll<bigint>().as('count'),
      fn.min('received_at').as('oldest'),
      fn.max('received_at').as('newest'),
    ])
    .where('customer', '=', customer)
    .where('state', 'in', ['pending', 'failed'])
    .executeTakeFirstOrThrow()
  return { count: Number(count), oldest, newest }
}

/**
 * Claims the right to write what was fetched under `ticket`; false when a later fetch has written already. Holds the account first,
 * as a deletion does: rows of it that are changed here and rows that are added would else be waited for both ways round.
 */
export async function claimWrite(tx: Tx, customer: string, ticket: bigint, at: Date): Promise<boolean> {
  const result = await tx
    .with('held', (db) =>
      db
        .selectFrom('accounts')
        .select('id')
        .where('id', 'in', (it) => it.selectFrom('stripe_customers').select('account_id').where('id', '=', customer))
        .forKeyShare(),
    )
    .updateTable('stripe_customers')
    .set({ written_ticket: ticket, synced_at: at })
    .where('id', '=', customer)
    .where('written_ticket', '<', ticket)
    .where('account_id', 'in', (it) => it.selectFrom('held').select('id'))
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** One statement for all, as in the functions below: what a sync costs must not grow with a customer's years. */
export async function upsertSubscriptions(
  tx: Tx,
  account: string,
  facts: (SubscriptionFact & { planId: string | null })[],
) {
  if (facts.length === 0) return
  const rows = facts.map((fact) => ({
    id: fact.id,
    account_id: account,
    created_at: fact.created,
    status: fact.status,
    price_id: fact.priceId,
    plan_id: fact.planId,
    current_period_end: fact.currentPeriodEnd,
    ends_at: fact.endsAt,
    trial_end: fact.trialEnd,
    schedule_id: fact.scheduleId,
    next_price_id: fact.next?.priceId ?? null,
    next_at: fact.next?.at ?? null,
    pending_price_id: fact.pending?.priceId ?? null,
    pending_pay_url: fact.pending?.payUrl ?? null,
    pending_until: fact.pending?.until ?? null,
  }))
  await tx
    .insertInto('subscriptions')
    .values(rows)
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((eb) => ({
        status: eb.ref('excluded.status'),
        price_id: eb.ref('excluded.price_id'),
        plan_id: eb.ref('excluded.plan_id'),
        current_period_end: eb.ref('excluded.current_period_end'),
        ends_at: eb.ref('excluded.ends_at'),
        trial_end: eb.ref('excluded.trial_end'),
        schedule_id: eb.ref('excluded.schedule_id'),
        next_price_id: eb.ref('excluded.next_price_id'),
        next_at: eb.ref('excluded.next_at'),
        pending_price_id: eb.ref('excluded.pending_price_id'),
        pending_pay_url: eb.ref('excluded.pending_pay_url'),
        pending_until: eb.ref('excluded.pending_until'),
      })),
    )
    .execute()
}

export async function upsertPayments(tx: Tx, account: string, facts: (PaymentFact & { id: string })[]): Promise<void> {
  if (facts.length === 0) return
  const rows = facts.map((fact) => ({
    id: fact.id,
    account_id: account,
    stripe_id: fact.chargeId,
    created_at: fact.created,
    invoice_id: fact.invoiceId,
    amount: fact.amount,
    fee: fact.fee.currency === fact.currency ? fact.fee.amount : 0n,
    refunded: fact.refunded,
    currency: fact.currency,
    status: fact.status,
    card_fingerprint: fact.cardFingerprint,
    tax: fact.tax,
    discount: fact.discount,
    invoice_url: fact.invoiceUrl,
    invoice_pdf: fact.invoicePdf,
  }))
  await tx
    .insertInto('payments')
    .values(rows)
    .onConflict((conflict) =>
      conflict.column('stripe_id').doUpdateSet((eb) => ({
        invoice_id: eb.ref('excluded.invoice_id'),
        amount: eb.ref('excluded.amount'),
        fee: eb.ref('excluded.fee'),
        refunded: eb.ref('excluded.refunded'),
        currency: eb.ref('excluded.currency'),
        status: eb.ref('excluded.status'),
        card_fingerprint: eb.ref('excluded.card_fingerprint'),
        tax: eb.ref('excluded.tax'),
        discount: eb.ref('excluded.discount'),
        invoice_url: eb.ref('excluded.invoice_url'),
        invoice_pdf: eb.ref('excluded.invoice_pdf'),
      })),
    )
    .execute()
}

export async function upsertRefunds(tx: Tx, facts: MovementFact[]): Promise<void> {
  if (facts.length === 0) return
  await tx
    .insertInto('refunds')
    .values(facts.map(movementRow))
    .onConflict((conflict) =>
      conflict.column('stripe_id').doUpdateSet((eb) => ({
        amount: eb.ref('excluded.amount'),
        currency: eb.ref('excluded.currency'),
        status: eb.ref('excluded.status'),
      })),
    )
    .execute()
}

export async function upsertDisputes(tx: Tx, facts: DisputeFact[]): Promise<void> {
  if (facts.length === 0) return
  await tx
    .insertInto('disputes')
    .values(facts.map((fact) => ({ ...movementRow(fact), reason: fact.reason, due_by: fact.dueBy })))
    .onConflict((conflict) =>
      conflict.column('stripe_id').doUpdateSet((eb) => ({
        amount: eb.ref('excluded.amount'),
        currency: eb.ref('excluded.currency'),
        status: eb.ref('excluded.status'),
        reason: eb.ref('excluded.reason'),
        due_by: eb.ref('excluded.due_by'),
      })),
    )
    .execute()
}

function movementRow({ id, chargeId, created, amount, currency, status }: MovementFact) {
  return { stripe_id: id, charge_id: chargeId, created_at: created, amount, currency, status }
}

/** The card's bank told of fraud in these events of the last `since`; each names one payment. */
export function fraudWarnings(tx: Tx, customer: string, since: Date) {
  return tx
    .selectFrom('stripe_events')
    .select('id')
    .where('customer', '=', customer)
    .where('type', '=', 'radar.early_fraud_warning.created')
    .where('created', '>', since)
    .orderBy('id')
    .execute()
}

export function reopenEvent(tx: Tx, id: string) {
  return tx
    .updateTable('stripe_events')
    .set({ state: 'pending', reason: null, settled_at: null })
    .where('id', '=', id)
    .returning(['id', 'customer'])
    .executeTakeFirst()
}

/** Those of these, or all that failed, that name a customer. */
export function reopenEvents(tx: Tx, which: readonly string[] | 'failed') {
  const query = tx
    .updateTable('stripe_events')
    .set({ state: 'pending', reason: null, settled_at: null })
    .where('customer', 'is not', null)
    .returning(['id', 'customer'])
  return (which === 'failed' ? query.where('state', '=', 'failed') : query.where('id', 'in', which)).execute()
}

export async function nameEvent(db: Db, id: string, customer: string): Promise<void> {
  await db.updateTable('stripe_events').set({ customer }).where('id', '=', id).execute()
}
