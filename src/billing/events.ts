// The inbox as staff see it: what came, what became of it, and "do it again".
import type { Db } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import { Refusal } from '../lib/refusal.ts'
import * as queries from './overview-queries.ts'
import { reopenEvent, reopenFailed } from './stripe-queries.ts'

/** Newest first. */
export async function listEvents(db: Db, filter: queries.EventFilter) {
  return queries.events(db, filter)
}

/** Fetches the state of the event's customer again. Refusals: `not-found`; `conflict` when it names nobody. */
export async function requeueEvent({ db, queue }: { db: Db; queue: Queue }, id: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const event = await reopenEvent(tx, id)
    if (!event) throw new Refusal('not-found', 'There is no such event.')
    const { customer } = event
    if (!customer) throw new Refusal('conflict', 'This event names no customer: there is nothing to fetch.')
    await queue.enqueue(tx, 'sync-customer', [{ key: customer, data: { customer } }])
  })
}

/** As `requeueEvent` for every event that failed and names somebody; gives how many there were. */
export async function requeueFailed({ db, queue }: { db: Db; queue: Queue }): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const events = await reopenFailed(tx)
    const customers = [...new Set(events.flatMap(({ customer }) => customer ?? []))].toSorted()
    const jobs = customers.map((customer) => ({ key: customer, data: { customer } }))
    await queue.enqueue(tx, 'sync-customer', jobs)
    return events.length
  })
}

export async function listAlerts(db: Db, { open }: { open: boolean }) {
  return queries.alerts(db, open)
}
