// The webhook inbox: verify, store, enqueue, answer; nothing else happens in the request.
// Arrivals that wait for the same moment share one transaction (group commit), so a burst costs a few commits, not one each.
// Invariant: the answer is given only after the commit that holds both the event and its job.
import { isUtf8 } from 'node:buffer'
import type { Db } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import type { Clock } from '../lib/clock.ts'
import { insertEvents, type EventRow } from './stripe-queries.ts'
import { judgeDelivery, type VerifiedEvent } from './webhook-signature.ts'

export interface InboxNeeds {
  db: Db
  queue: Queue
  clock: Clock
  webhookSecrets: readonly string[]
  stripe: { livemode: boolean }
}

/** `isFuture`: signed with our secret for a time to come, which Stripe never does. */
export type Receipt = { ok: true } | { ok: false; reason: string; isFuture: boolean }

interface Arrival {
  row: EventRow
  charge: string | null
  stored: () => void
  failed: (error: unknown) => void
}

const BATCH = 500
/** While one transaction is synced to disk, others are planned and written. */
const FLUSHES = 2

export function openInbox(needs: InboxNeeds) {
  let waiting: Arrival[] = []
  let flushes = 0

  const flush = async () => {
    flushes++
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH)
      waiting = waiting.slice(BATCH)
      try {
        await storeEvents(needs, batch)
        for (const arrival of batch) arrival.stored()
      } catch (error) {
        for (const arrival of batch) arrival.failed(error) // each request answers 5xx and Stripe sends again
      }
    }
    flushes--
  }

  return {
    /** `body` byte for byte. Throws only when the database does: then Stripe must send again. */
    async receive(body: Buffer, signature: string): Promise<Receipt> {
      const now = needs.clock()
      const verdict = judgeDelivery(body, signature, needs.webhookSecrets, now)
      if (!verdict.genuine) return { ok: false, reason: verdict.reason, isFuture: verdict.isFuture }
      await new Promise<void>((stored, failed) => {
        const row = rowFor(verdict.event, isUtf8(body) ? body : body.toString('utf8'), now, needs.stripe.livemode)
        waiting.push({ row, charge: verdict.event.charge, stored, failed })
        if (flushes < FLUSHES) void flush()
      })
      return { ok: true }
    },
  }
}

/** An event of the other mode, or one that names nobody, is kept and has no effect. */
export function rowFor(event: VerifiedEvent, body: EventRow['body'], now: Date, livemode: boolean): EventRow {
  const isForeign = event.livemode !== livemode
  const namesNobody = event.customer === null && event.charge === null
  const reason = isForeign ? 'Another mode (live or test) than ours.' : namesNobody ? 'Names no customer.' : null
  return {
    id: event.id,
    type: event.type,
    customer: event.customer,
    created: event.created,
    received_at: now,
    body,
    state: reason ? 'ignored' : 'pending',
    reason,
  }
}

/**
 * Stores what is new and puts one job for each customer that it speaks of into the queue, all or nothing. Rows and then keys
 * of jobs are written in one order, so that two of these at once may wait for each other but never in a circle.
 */
export async function storeEvents(
  { db, queue }: Pick<InboxNeeds, 'db' | 'queue'>,
  arrivals: { row: EventRow; charge: string | null }[],
): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const added = await insertEvents(
      tx,
      arrivals.map((arrival) => arrival.row).toSorted((a, b) => compare(a.id, b.id)),
    )
    const fresh = arrivals.filter(({ row }) => added.has(row.id) && row.state === 'pending')
    const customers = new Set(fresh.flatMap(({ row }) => row.customer ?? []))
    await queue.enqueue(
      tx,
      'sync-customer',
      [...customers].toSorted(compare).map((customer) => ({ key: customer, data: { customer } })),
    )
    const nameless = fresh.flatMap(({ row, charge }) =>
      row.customer === null && charge ? [{ event: row.id, charge }] : [],
    )
    await queue.enqueue(
      tx,
      'find-customer',
      nameless.map((data) => ({ key: data.event, data })).toSorted((a, b) => compare(a.key, b.key)),
    )
    return added.size
  })
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
