// The second way to hear of things: reads Stripe's own event list, so that a delivery that never came is noticed; and looks for
// customers whose job was lost. It goes through the same inbox; nothing is done twice.
import type { Db } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import type { Clock } from '../lib/clock.ts'
import { readState, writeState } from './state-queries.ts'
import { rowFor, storeListed, type NewEvent } from './store-events.ts'
import type { Gateway } from './stripe.ts'
import { TRIAL_NOTICE } from './core/purchase-letters.ts'
import { staleCustomers } from './stripe-queries.ts'
import { trialsToLookAt } from './trial-queries.ts'

const READ_UNTIL = 'events-read-until'
const OVERLAP = 3_600_000 // events appear in the list out of order: the last hour is read again
const KEPT = 29 * 86_400_000 // Stripe keeps events for 30 days
const PATIENCE = 10_000

export async function sweep(needs: { db: Db; queue: Queue; stripe: Gateway; clock: Clock }): Promise<void> {
  const { db, stripe, clock } = needs
  const began = clock()
  const readUntil = await readState(db, READ_UNTIL)
  const from = readUntil ? new Date(readUntil).getTime() - OVERLAP : began.getTime() - KEPT
  const since = new Date(Math.max(from, began.getTime() - KEPT))

  let page: NewEvent[] = []
  for await (const { event, body } of stripe.eventsSince(since)) {
    page.push({ row: rowFor(event, body, began, stripe.livemode), charge: event.charge })
    if (page.length === 100) {
      await storeListed(needs, page)
      page = []
    }
  }
  if (page.length > 0) await storeListed(needs, page)
  await writeState(db, READ_UNTIL, began.toISOString())
}

/** Has every customer synced again whose event waits longer than a job takes: its job was lost, or never added. */
export async function enqueueStale({ db, queue, clock }: { db: Db; queue: Queue; clock: Clock }): Promise<void> {
  const before = new Date(clock().getTime() - PATIENCE)
  const stale = (await staleCustomers(db, before)).flatMap(({ customer }) => customer ?? [])
  if (stale.length === 0) return
  const jobs = stale.map((customer) => ({ key: customer, data: { customer } }))
  await db.transaction().execute((tx) => queue.enqueue(tx, 'sync-customer', jobs))
}

/** Has customers synced whose trial ends soon, for the mail that tells them: no event has to come for it. */
export async function enqueueEndingTrials({ db, queue, clock }: { db: Db; queue: Queue; clock: Clock }): Promise<void> {
  const ending = await trialsToLookAt(db, clock(), TRIAL_NOTICE)
  if (ending.length === 0) return
  const jobs = ending.map(({ customer }) => ({ key: customer, data: { customer } }))
  await db.transaction().execute((tx) => queue.enqueue(tx, 'sync-customer', jobs))
}
