// Events become rows and jobs: one job for each customer they speak of. The inbox and the sweep both end here.
import type { Db } from '../db/open.ts'
import type { Pipeline } from '../db/pipeline.ts'
import type { Queue } from '../db/queue.ts'
import { eventInsert, insertEvents, type EventRow } from './event-queries.ts'
import type { VerifiedEvent } from './webhook-signature.ts'

/** Batches up to this size are common: a plan is kept for each. */
const PLANNED = 64

/** An event of the other mode, or one that names nobody, is kept and has no effect. */
export function rowFor(event: VerifiedEvent, body: EventRow['body'], now: Date, livemode: boolean): EventRow {
  const isForeign = event.livemode !== livemode
  const namesNobody = event.customer === null && event.charge === null
  const reason = isForeign ? 'Another mode (live or test) than ours.' : namesNobody ? 'Names no customer.' : null
  return {
    id: event.id,
    type: event.type,
    customer: event.customer,
    charge: event.customer === null ? event.charge : null,
    created: event.created,
    received_at: now,
    body,
    state: reason ? 'ignored' : 'pending',
    reason,
  }
}

/**
 * Stores what comes in, in one round trip, all or nothing. Whether a row is new is not known before its job is written: a delivery
 * that is repeated costs a fetch, and changes nothing.
 */
export async function storeDelivered(
  { db, queue }: { db: Db; queue: Queue },
  pipeline: Pipeline,
  events: EventRow[],
): Promise<void> {
  const { sql: text, parameters } = eventInsert(inOrder(events)).compile(db)
  const { customers, nameless } = jobsFor(events)
  await pipeline.transaction(async (send) => {
    send(text, parameters, events.length <= PLANNED ? `events ${events.length}` : undefined)
    await queue.place(send, 'sync-customer', customers)
    await queue.place(send, 'find-customer', nameless)
  })
}

/** Stores what was read from Stripe's list, most of which is known: jobs for what is new only. */
export async function storeListed({ db, queue }: { db: Db; queue: Queue }, events: EventRow[]): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const added = await insertEvents(tx, inOrder(events))
    const { customers, nameless } = jobsFor(events.filter(({ id }) => added.has(id)))
    await queue.enqueue(tx, 'sync-customer', customers)
    await queue.enqueue(tx, 'find-customer', nameless)
  })
}

/** Rows and keys of jobs are written in one order, so that two writers may wait for each other but never in a circle. */
function inOrder(events: EventRow[]): EventRow[] {
  return events.toSorted((a, b) => compare(a.id, b.id))
}

/** Jobs for events that are open: one for each customer, and one for each event of which nobody knows yet whose it is. */
export function jobsFor(
  events: readonly { id: string; customer: string | null; charge: string | null; state?: string }[],
) {
  const open = events.filter(({ state }) => state === undefined || state === 'pending')
  const customers = [...new Set(open.flatMap(({ customer }) => customer ?? []))].toSorted(compare)
  const nameless = open.flatMap(({ id, customer, charge }) =>
    customer === null && charge !== null ? [{ event: id, charge }] : [],
  )
  return {
    customers: customers.map((customer) => ({ key: customer, data: { customer } })),
    nameless: nameless.map((data) => ({ key: data.event, data })).toSorted((a, b) => compare(a.key, b.key)),
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
