// Checkouts over their time that are still not settled: what never reached Stripe is ended here, of the others Stripe is asked by a sync.
// The sweep does it by itself; when the operator does, its audit row stands in the same transaction.
import { audit } from '../accounts/audit.ts'
import type { Db, Tx } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import type { Clock } from '../lib/clock.ts'
import { overdueCheckouts } from './checkout-queries.ts'
import { settleCheckout } from './settle-checkout.ts'

interface Needs {
  db: Db
  queue: Queue
  clock: Clock
}

export interface Settled {
  /** Closed now. */
  closed: number
  /** Of which Stripe is asked what became of them; until then they stand as they were. */
  asked: number
}

export function settleOverdue(needs: Needs): Promise<Settled> {
  return settle(needs, () => Promise.resolve())
}

/** As the sweep does, with an audit row where there was anything to do. */
export function expireOverdue(needs: Needs, actor: string): Promise<Settled> {
  return settle(needs, (tx, { closed, asked }) => {
    const detail = { checkouts: closed, asked }
    return audit(tx, needs.clock, { actor, action: 'subscription.expire-due', subject: 'checkouts', detail })
  })
}

/** What either would do now. */
export async function previewOverdue({ db, clock }: Pick<Needs, 'db' | 'clock'>): Promise<Settled> {
  const { unheard, atStripe } = await overdue(db, clock())
  return { closed: unheard.length, asked: atStripe.length }
}

async function settle(
  { db, queue, clock }: Needs,
  note: (tx: Tx, settled: Settled) => Promise<void>,
): Promise<Settled> {
  const now = clock()
  const { unheard, atStripe } = await overdue(db, now)
  if (unheard.length + atStripe.length === 0) return { closed: 0, asked: 0 }
  return db.transaction().execute(async (tx) => {
    let closed = 0
    for (const { id } of unheard) if (await settleCheckout(tx, id, 'expired', now)) closed += 1
    const customers = new Set(atStripe.map(({ customer }) => customer))
    const jobs = [...customers].map((customer) => ({ key: customer, data: { customer } }))
    if (jobs.length > 0) await queue.enqueue(tx, 'sync-customer', jobs)
    const settled = { closed, asked: atStripe.length }
    if (closed + settled.asked > 0) await note(tx, settled)
    return settled
  })
}

async function overdue(db: Db, now: Date) {
  const found = await overdueCheckouts(db, now)
  return {
    unheard: found.filter(({ session }) => session === null),
    atStripe: found.filter(({ session }) => session !== null),
  }
}
