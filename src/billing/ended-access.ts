// Tells a customer that access has ended. It ends by itself when its time is over and no event has to come for it, so the sweep looks:
// who was told once of this end is not told again, and who went on with something else has not ended.
import type { Db, Tx } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import type { Clock } from '../lib/clock.ts'
import { writtenKeys } from '../mail/queries.ts'
import { sendMail } from '../mail/send.ts'
import { accessOfSome } from './access.ts'
import { accountsAtAnEnd } from './access-queries.ts'
import { buyer } from './checkout-queries.ts'
import { entitlement, planHeld, type AccessFacts } from './core/entitlement.ts'

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
  const looked = (await accountsAtAnEnd(db, from, now)).map((row) => row.account_id)
  const ends = [...(await accessOfSome(db, looked))].flatMap(([account, facts]) =>
    endOf(account, facts, now, graceDays),
  )
  if (ends.length === 0) return
  await db.transaction().execute(async (tx) => {
    const told = await writtenKeys(
      tx,
      ends.map((end) => end.dedupeKey),
    ) // most were told by an earlier look
    for (const end of ends) if (!told.has(end.dedupeKey)) await tell(needs, tx, end)
  })
}

interface End {
  account: string
  plan: string
  dedupeKey: string
}

/** None unless it is over, and news. */
function endOf(account: string, facts: AccessFacts, now: Date, graceDays: number): End[] {
  const access = entitlement(facts, now, graceDays)
  if (access.state !== 'ended' || now.getTime() - access.since.getTime() > NEWS) return []
  // Named by the end of what was paid or granted: whether grace followed on it may be seen differently later.
  const end = entitlement(facts, now, 0)
  const at = end.state === 'ended' ? end.since : access.since
  const plan = planHeld(facts, now)?.name ?? 'your plan'
  return [{ account, plan, dedupeKey: `ended:${account}:${at.toISOString()}` }]
}

async function tell({ clock, queue, baseUrl }: Needs, tx: Tx, { account, plan, dedupeKey }: End): Promise<void> {
  const to = (await buyer(tx, account))?.email
  if (to === undefined) return
  const data = { plan, plans: new URL('/plans', baseUrl).href }
  await sendMail({ clock, queue }, tx, { to, account, dedupeKey, template: 'access-ended', data })
}
