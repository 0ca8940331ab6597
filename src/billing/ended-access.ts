// Tells a customer that access has ended. It ends by itself when its time is over and no event has to come for it, so the sweep looks:
// who was told once of this end is not told again, and who went on with something else has not ended.
import type { Db } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import type { Clock } from '../lib/clock.ts'
import { sendMail } from '../mail/send.ts'
import { accessOf } from './access.ts'
import { accountsAtAnEnd } from './access-queries.ts'
import { buyer } from './checkout-queries.ts'
import { entitlement, planHeld } from './core/entitlement.ts'

const DAY = 86_400_000
/** An end longer ago is no news: it was told, or is from before anything was told. */
const NEWS = 3 * DAY

interface Needs {
  db: Db
  clock: Clock
  queue: Queue
  baseUrl: URL
  graceDays: number
}

export async function tellEnded(needs: Needs): Promise<void> {
  const { db, clock, graceDays } = needs
  const now = clock()
  const from = new Date(now.getTime() - NEWS - graceDays * DAY) // paid time may have run on into grace
  for (const { account_id: account } of await accountsAtAnEnd(db, from, now)) await tell(needs, account, now)
}

async function tell({ db, clock, queue, baseUrl, graceDays }: Needs, account: string, now: Date): Promise<void> {
  const facts = await accessOf(db, account)
  const access = facts && entitlement(facts, now, graceDays)
  if (!access || access.state !== 'ended' || now.getTime() - access.since.getTime() > NEWS) return
  const plan = planHeld(facts, now)?.name ?? 'your plan'
  // Named by the end of what was paid or granted: whether grace followed on it may be seen differently later.
  const end = entitlement(facts, now, 0)
  const dedupeKey = `ended:${account}:${(end.state === 'ended' ? end.since : access.since).toISOString()}`
  await db.transaction().execute(async (tx) => {
    const to = (await buyer(tx, account))?.email
    if (to === undefined) return
    const data = { plan, plans: new URL('/plans', baseUrl).href }
    await sendMail({ clock, queue }, tx, { to, account, dedupeKey, template: 'access-ended', data })
  })
}
