// The second way to hear of things: reads Stripe's own event list, so that a delivery that never came is noticed; and looks for
// events whose job was lost. It goes through the same inbox; nothing is done twice.
import type { Db } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import type { Clock } from '../lib/clock.ts'
import { owedAccounts } from './correction-queries.ts'
import { readState, writeState } from './state-queries.ts'
import { rowFor, storeListed } from './store-events.ts'
import type { Gateway } from './stripe.ts'
import { TRIAL_NOTICE } from './core/purchase-letters.ts'
import { staleCustomers, staleNameless, type EventRow } from './event-queries.ts'
import { customersWithoutFee } from './stripe-queries.ts'
import { trialsToLookAt } from './trial-queries.ts'

const READ_UNTIL = 'events-read-until'
const HOUR = 3_600_000
const DAY = 24 * HOUR
const OVERLAP = HOUR // events appear in the list out of order: the last hour is read again
const KEPT = 29 * DAY // Stripe keeps events for 30 days
const PATIENCE = 10_000

export async function sweep(needs: { db: Db; queue: Queue; stripe: Gateway; clock: Clock }): Promise<void> {
  const { db, stripe, clock } = needs
  const began = clock()
  const readUntil = await readState(db, READ_UNTIL)
  const from = readUntil ? new Date(readUntil).getTime() - OVERLAP : began.getTime() - KEPT
  const since = new Date(Math.max(from, began.getTime() - KEPT))

  let page: EventRow[] = []
  for await (const { event, body } of stripe.eventsSince(since)) {
    page.push(rowFor(event, body, began, stripe.livemode))
    if (page.length === 100) {
      await storeListed(needs, page)
      page = []
    }
  }
  if (page.length > 0) await storeListed(needs, page)
  await writeState(db, READ_UNTIL, began.toISOString())
}

/**
 * Adds a job for each event that waits longer than a job takes and has none: it was lost, or has used up its tries. A job that failed
 * and waits for its next try is left to it: with another beside it, what fails would be tried without a pause and delay others.
 */
export async function enqueueStale({ db, queue, clock }: { db: Db; queue: Queue; clock: Clock }): Promise<void> {
  const before = new Date(clock().getTime() - PATIENCE)
  const [customers, nameless] = await Promise.all([staleCustomers(db, before), staleNameless(db, before)])
  if (customers.length === 0 && nameless.length === 0) return
  const syncs = customers.map((customer) => ({ key: customer, data: { customer } }))
  const searches = nameless.map((data) => ({ key: data.event, data }))
  await db.transaction().execute(async (tx) => {
    await queue.enqueueMissing(tx, 'sync-customer', syncs)
    await queue.enqueueMissing(tx, 'find-customer', searches)
  })
}

/** Has money asked back again that Stripe refused to give back an hour ago or longer; after a month it is for staff alone. */
export async function enqueueOwed({ db, queue, clock }: { db: Db; queue: Queue; clock: Clock }): Promise<void> {
  const now = clock().getTime()
  const owed = await owedAccounts(db, new Date(now - 30 * DAY), new Date(now - HOUR))
  if (owed.length === 0) return
  const jobs = owed.map((account) => ({ key: account, data: { account } }))
  await db.transaction().execute((tx) => queue.enqueue(tx, 'end-second-subscription', jobs))
}

/**
 * Has customers synced of whose payments Stripe's fee is not known an hour later: it may come after the payment, and the event that tells
 * of it may be lost. Some payments cost nothing, so it is looked for in that hour alone.
 */
export async function enqueueWithoutFee({ db, queue, clock }: { db: Db; queue: Queue; clock: Clock }): Promise<void> {
  const now = clock().getTime()
  const customers = await customersWithoutFee(db, new Date(now - 2 * HOUR), new Date(now - HOUR))
  if (customers.length === 0) return
  const jobs = customers.map((customer) => ({ key: customer, data: { customer } }))
  await db.transaction().execute((tx) => queue.enqueue(tx, 'sync-customer', jobs))
}

/** Has customers synced whose trial ends soon, for the mail that tells them: no event has to come for it. */
export async function enqueueEndingTrials({ db, queue, clock }: { db: Db; queue: Queue; clock: Clock }): Promise<void> {
  const ending = await trialsToLookAt(db, clock(), TRIAL_NOTICE)
  if (ending.length === 0) return
  const jobs = ending.map(({ customer }) => ({ key: customer, data: { customer } }))
  await db.transaction().execute((tx) => queue.enqueue(tx, 'sync-customer', jobs))
}
