// The job that syncs a customer. Of a burst of events a fetch is made for the first and one after the last, not one for each moment in
// between: Stripe allows so many calls a second, and they are needed by others.
// Invariant: a job gives way only to one that has yet to fetch.
import { setTimeout as sleep } from 'node:timers/promises'
import { patienceFor } from './core/crowd.ts'
import { waitingOf } from './event-queries.ts'
import { syncCustomer, type SyncNeeds } from './sync-customer.ts'

export interface CrowdNeeds extends SyncNeeds {
  /** Customers for whom a job of this process waits until no more events come. */
  inCrowd: Set<string>
}

/** As `syncCustomer`, once no more events pour in; nothing when another job of this process waits for that already. */
export async function syncAfterCrowd(needs: CrowdNeeds, customer: string): Promise<void> {
  if (needs.inCrowd.has(customer)) return
  needs.inCrowd.add(customer)
  try {
    await untilQuiet(needs, customer)
  } finally {
    needs.inCrowd.delete(customer)
  }
  await syncCustomer(needs, customer)
}

async function untilQuiet({ db, clock }: CrowdNeeds, customer: string): Promise<void> {
  for (;;) {
    const patience = patienceFor(await waitingOf(db, customer), clock())
    if (patience === 0) return
    await sleep(patience)
  }
}
