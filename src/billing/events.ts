// The inbox as staff see it: what came, what became of it, and "do it again".
import { audit } from '../accounts/audit.ts'
import type { Db, Tx } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import * as queries from './overview-queries.ts'
import { jobsFor } from './store-events.ts'
import { reopenEvent, reopenEvents } from './event-queries.ts'

interface Needs {
  db: Db
  queue: Queue
  clock: Clock
}

/** Newest first. */
export async function listEvents(db: Db, filter: queries.EventFilter) {
  return queries.events(db, filter)
}

/** How many failed; at most `limit` are counted. */
export async function countFailed(db: Db, limit: number): Promise<number> {
  return queries.failedEvents(db, limit)
}

/** Fetches the state of the event's customer again. Refusals: `not-found`; `conflict` when it names nobody. */
export async function requeueEvent({ db, queue, clock }: Needs, id: string, actor: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const event = await reopenEvent(tx, id)
    if (!event) throw new Refusal('not-found', 'There is no such event.')
    if (!event.customer && !event.charge)
      throw new Refusal('conflict', 'This event names no customer: there is nothing to fetch.')
    await enqueueFor(queue, tx, [event])
    await audit(tx, clock, { actor, action: 'inbox.replay', subject: id })
  })
}

/** As `requeueEvent` for those of these events, or of all that failed, that name somebody; gives how many there were. */
export async function requeueEvents(
  { db, queue, clock }: Needs,
  which: readonly string[] | 'failed',
  actor: string,
): Promise<number> {
  if (which.length === 0) return 0
  return db.transaction().execute(async (tx) => {
    const events = await reopenEvents(tx, which)
    if (events.length === 0) return 0
    await enqueueFor(queue, tx, events)
    if (which === 'failed') {
      const detail = { events: events.length }
      await audit(tx, clock, { actor, action: 'inbox.replay-failed', subject: 'inbox', detail })
    } else {
      for (const { id } of events) await audit(tx, clock, { actor, action: 'inbox.replay', subject: id })
    }
    return events.length
  })
}

async function enqueueFor(queue: Queue, tx: Tx, events: Parameters<typeof jobsFor>[0]): Promise<void> {
  const { customers, nameless } = jobsFor(events)
  await queue.enqueue(tx, 'sync-customer', customers)
  await queue.enqueue(tx, 'find-customer', nameless)
}

export async function listAlerts(db: Db, { open }: { open: boolean }) {
  return queries.alerts(db, open)
}
