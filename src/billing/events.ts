// The inbox as staff see it: what came, what became of it, and "do it again".
import type { Db } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import type { EventState } from '../db/schema.ts'
import { Refusal } from '../lib/refusal.ts'
import * as queries from './overview-queries.ts'
import { reopenEvent } from './stripe-queries.ts'

/** Newest first. */
export async function listEvents(db: Db, filter: { state?: EventState; customer?: string; limit: number }) {
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

export async function listAlerts(db: Db, { open }: { open: boolean }) {
  return queries.alerts(db, open)
}
