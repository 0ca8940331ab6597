// Tells staff of a webhook that was signed with our secret for a time to come: a clock is wrong, or the secret is out.
import { writeAlerts } from '../billing/access-queries.ts'
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'

const CONCERN = {
  kind: 'webhook-from-the-future',
  subject: 'signature',
  detail: 'A webhook was signed for a time to come. Check the clock of this machine; if it is right, roll the secret.',
}

/** One alert stands open at a time, however many such webhooks come. */
export async function alertFutureWebhook({ db, clock }: { db: Db; clock: Clock }): Promise<void> {
  await db.transaction().execute((tx) => writeAlerts(tx, 'webhook', [CONCERN], clock()))
}
