// The SQL of our copies of Stripe's truth: inbox, customers, subscriptions, payments, refunds, disputes, ledger.
import { sql } from 'kysely'
import type { Db, Tx } from '../db/open.ts'
import type { MovementFact, PaymentFact } from './core/money-facts.ts'
import type { SubscriptionFact } from './core/stripe-facts.ts'
import type { Posting } from './core/ledger.ts'

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

/** Events of this customer that wait, before Stripe is asked: what is fetched next includes what they tell. */
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

export async function takeTicket(db: Db): Promise<bigint> {
  const { rows } = await sql<{ ticket: bigint }>`select nextval('sync_tickets') as ticket`.execute(db)
  if (!rows[0]) throw new Error('the sequence sync_tickets gave no number')
  return rows[0].ticket
}

/** Claims the right to write what was fetched under `ticket`; false when a later fetch has written already. */
export async function claimWrite(tx: Tx, customer: string, ticket: bigint, at: Date): Promise<boolean> {
  const result = await tx
    .updateTable('stripe_customers')
    .set({ written_ticket: ticket, synced_at: at })
    .where('id', '=', customer)
    .where('written_ticket', '<', ticket)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

export async function upsertSubscriptions(
  tx: Tx,
  account: string,
  facts: (SubscriptionFact & { planId: string | null })[],
) {
  for (const fact of facts) {
    const row = {
      status: fact.status,
      price_id: fact.priceId,
      plan_id: fact.planId,
      current_period_end: fact.currentPeriodEnd,
      ends_at: fact.endsAt,
      trial_end: fact.trialEnd,
    }
    await tx
      .insertInto('subscriptions')
      .values({ id: fact.id, account_id: account, created_at: fact.created, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute()
  }
}

/** Gives the charges that were not known as succeeded before. */
export async function upsertPayments(tx: Tx, account: string, facts: (PaymentFact & { id: string })[]): Promise<void> {
  for (const fact of facts) {
    const row = {
      invoice_id: fact.invoiceId,
      amount: fact.amount,
      fee: fact.fee.currency === fact.currency ? fact.fee.amount : 0n,
      refunded: fact.refunded,
      status: fact.status,
    }
    await tx
      .insertInto('payments')
      .values({
        id: fact.id,
        account_id: account,
        stripe_id: fact.chargeId,
        currency: fact.currency,
        created_at: fact.created,
        ...row,
      })
      .onConflict((conflict) => conflict.column('stripe_id').doUpdateSet(row))
      .execute()
  }
}

export async function upsertMovements(tx: Tx, table: 'refunds' | 'disputes', facts: MovementFact[]): Promise<void> {
  for (const fact of facts) {
    await tx
      .insertInto(table)
      .values({
        stripe_id: fact.id,
        charge_id: fact.chargeId,
        amount: fact.amount,
        currency: fact.currency,
        status: fact.status,
        created_at: fact.created,
      })
      .onConflict((conflict) => conflict.column('stripe_id').doUpdateSet({ status: fact.status, amount: fact.amount }))
      .execute()
  }
}

/** Books what is not booked yet: a key stands once. */
export async function post(tx: Tx, account: string, postings: Posting[], at: Date): Promise<void> {
  for (const posting of postings) {
    const added = await tx
      .insertInto('ledger_transactions')
      .values({ key: posting.key, account_id: account, occurred_at: posting.occurred, posted_at: at })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!added) continue
    const entries = posting.entries.map(({ ledgerAccount, amount }, line) => ({
      transaction_id: added.id,
      line,
      ledger_account: ledgerAccount,
      currency: posting.currency,
      amount,
    }))
    await tx.insertInto('ledger_entries').values(entries).execute()
  }
}

export function reopenEvent(tx: Tx, id: string) {
  return tx
    .updateTable('stripe_events')
    .set({ state: 'pending', reason: null, settled_at: null })
    .where('id', '=', id)
    .returning(['id', 'customer'])
    .executeTakeFirst()
}

export async function nameEvent(db: Db, id: string, customer: string): Promise<void> {
  await db.updateTable('stripe_events').set({ customer }).where('id', '=', id).execute()
}
