// The SQL of the inbox: events as Stripe told them, which of them wait, and what became of them.
import { sql } from 'kysely'
import type { Db, Tx } from '../db/open.ts'
import type { Waiting } from './core/crowd.ts'

export interface EventRow {
  id: string
  type: string
  customer: string | null
  /** Of an event that names no customer: whose charge it is has to be asked. */
  charge: string | null
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
    insert into stripe_events (id, type, customer, charge, created, received_at, body, state, reason)
    select * from unnest(
      ${column('id')}::text[], ${column('type')}::text[], ${column('customer')}::text[],
      ${column('charge')}::text[], ${column('created')}::timestamptz[], ${column('received_at')}::timestamptz[], array[${bodies}],
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

/** Customers with an event that waits longer than it should. */
export async function staleCustomers(db: Db, before: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('stripe_events')
    .select('customer')
    .distinct()
    .where('state', 'in', ['pending', 'failed'])
    .where('customer', 'is not', null)
    .where('received_at', '<', before)
    .$narrowType<{ customer: string }>()
    .limit(1000)
    .execute()
  return rows.map(({ customer }) => customer)
}

/** Events of which nobody knows yet whose they are, and that wait longer than they should. */
export function staleNameless(db: Db, before: Date): Promise<{ event: string; charge: string }[]> {
  return db
    .selectFrom('stripe_events')
    .select(['id as event', 'charge'])
    .where('state', 'in', ['pending', 'failed'])
    .where('customer', 'is', null)
    .where('charge', 'is not', null)
    .where('received_at', '<', before)
    .$narrowType<{ charge: string }>()
    .limit(1000)
    .execute()
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
    .returning(['id', 'customer', 'charge'])
    .executeTakeFirst()
}

/** Those of these, or all that failed, that name somebody. */
export function reopenEvents(tx: Tx, which: readonly string[] | 'failed') {
  const query = tx
    .updateTable('stripe_events')
    .set({ state: 'pending', reason: null, settled_at: null })
    .where((eb) => eb.or([eb('customer', 'is not', null), eb('charge', 'is not', null)]))
    .returning(['id', 'customer', 'charge'])
  return (which === 'failed' ? query.where('state', '=', 'failed') : query.where('id', 'in', which)).execute()
}

export async function nameEvent(db: Db, id: string, customer: string): Promise<void> {
  await db.updateTable('stripe_events').set({ customer }).where('id', '=', id).execute()
}
