// Tells staff of a webhook that was signed with our secret for a time to come: a clock is wrong, or the secret is out.
import { raiseAlerts } from '../billing/alerts.ts'
import type { Db } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import type { Clock } from '../lib/clock.ts'

const DETAIL =
  'A webhook was signed for a time to come. Check the clock of this machine; if it is right, change the secret of the webhooks.'

/** One alert a day, however many such webhooks come; staff say when it is settled. */
export async function alertFutureWebhook(needs: { db: Db; clock: Clock; queue: Queue; baseUrl: URL }): Promise<void> {
  const now = needs.clock()
  const concern = { kind: 'webhook-from-the-future', subject: now.toISOString().slice(0, 10), detail: DETAIL } as const
  await needs.db.transaction().execute((tx) => raiseAlerts(needs, tx, 'webhook', [concern]))
}
