// An event of a dispute names a charge, not a customer: asks Stripe whose it is, then has that customer synced.
import type { Db } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import type { Clock } from '../lib/clock.ts'
import type { Gateway } from './stripe.ts'
import { failEvents, nameEvent, settleEvents } from './event-queries.ts'

interface Needs {
  db: Db
  queue: Queue
  stripe: Pick<Gateway, 'customerOfCharge'>
  clock: Clock
}

/** Throws when Stripe does not answer: the event says why, and the job tries again. */
export async function findCustomer(
  { db, queue, stripe, clock }: Needs,
  { event, charge }: { event: string; charge: string },
): Promise<void> {
  const customer = await stripe.customerOfCharge(charge).catch(async (error: unknown) => {
    await failEvents(db, [event], error instanceof Error ? error.message : 'unknown')
    throw error
  })
  if (!customer) return settleEvents(db, [event], 'ignored', 'The charge has no customer.', clock())
  await db.transaction().execute(async (tx) => {
    await nameEvent(tx, event, customer)
    await queue.enqueue(tx, 'sync-customer', [{ key: customer, data: { customer } }])
  })
}
