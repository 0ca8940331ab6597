// The webhook inbox: verify, store, enqueue, answer; nothing else happens in the request.
// Arrivals that wait for the same moment share one transaction (group commit), so a burst costs a few commits, not one each.
// Invariant: the answer is given only after the commit that holds both the event and its job.
import { isUtf8 } from 'node:buffer'
import type { Db } from '../db/open.ts'
import type { Pipeline } from '../db/pipeline.ts'
import type { Queue } from '../db/queue.ts'
import type { Clock } from '../lib/clock.ts'
import { rowFor, storeDelivered } from './store-events.ts'
import type { EventRow } from './event-queries.ts'
import { judgeDelivery } from './webhook-signature.ts'

export interface InboxNeeds {
  db: Db
  queue: Queue
  clock: Clock
  /** As many transactions as these may be under way: while one is synced to disk, others are planned and written. */
  pipelines: readonly Pipeline[]
  webhookSecrets: readonly string[]
  stripe: { livemode: boolean }
}

/** `isFuture`: signed with our secret for a time to come, which Stripe never does. */
export type Receipt = { ok: true } | { ok: false; reason: string; isFuture: boolean }

interface Arrival {
  row: EventRow
  stored: () => void
  failed: (error: unknown) => void
}

const BATCH = 500

export function openInbox(needs: InboxNeeds) {
  let waiting: Arrival[] = []
  const free = [...needs.pipelines]

  const flush = async (pipeline: Pipeline) => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH)
      waiting = waiting.slice(BATCH)
      try {
        await storeDelivered(
          needs,
          pipeline,
          batch.map(({ row }) => row),
        )
        for (const arrival of batch) arrival.stored()
      } catch (error) {
        for (const arrival of batch) arrival.failed(error) // each request answers 5xx and Stripe sends again
      }
    }
    free.push(pipeline)
  }

  return {
    /** `body` byte for byte. Throws only when the database does: then Stripe must send again. */
    async receive(body: Buffer, signature: string): Promise<Receipt> {
      const now = needs.clock()
      const verdict = judgeDelivery(body, signature, needs.webhookSecrets, now)
      if (!verdict.genuine) return { ok: false, reason: verdict.reason, isFuture: verdict.isFuture }
      await new Promise<void>((stored, failed) => {
        const row = rowFor(verdict.event, isUtf8(body) ? body : body.toString('utf8'), now, needs.stripe.livemode)
        waiting.push({ row, stored, failed })
        const pipeline = free.pop()
        if (pipeline) void flush(pipeline)
      })
      return { ok: true }
    },
  }
}
