// The second half of a deletion: what is paid for is ended at Stripe, and only when Stripe has confirmed it the account is closed and
// its owner told. Safe to repeat and to kill at any point: each step looks at what is, and the sweep takes up what was left.
import { audit } from '../accounts/audit.ts'
import { closureOf, finishClosure, openClosures } from '../accounts/closure-queries.ts'
import { raiseAlerts } from '../billing/alerts.ts'
import { endForDeletion, type EndingNeeds } from '../billing/end-for-deletion.ts'
import { lockAccount } from '../billing/queries.ts'
import type { Db } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import type { Clock } from '../lib/clock.ts'
import { sendMail } from '../mail/send.ts'
import { eraseAccountRows } from './kept-queries.ts'

/** A job. Nothing to do for an account that is not being deleted; for one that is, it also ends what Stripe began later. */
export async function finishClosing(needs: EndingNeeds, account: string): Promise<void> {
  const { db, clock } = needs
  if (!(await closureOf(db, account))) return
  await endForDeletion(needs, account)
  await db.transaction().execute(async (tx) => {
    await lockAccount(tx, account)
    await eraseAccountRows(tx, account) // what a fetch from Stripe or a mail under way wrote since
    const closure = await closureOf(tx, account)
    if (!(await finishClosure(tx, account, clock()))) return
    await raiseAlerts(needs, tx, account, [])
    if (closure?.email) {
      const data = { signUp: new URL('/sign-up', needs.baseUrl).href }
      await sendMail(needs, tx, { to: closure.email, account: null, template: 'account-deleted', data })
    }
    await audit(tx, clock, { actor: 'system', action: 'account.closed', subject: account })
  })
}

const PATIENCE = 24 * 3_600_000
const BATCH = 1_000

/** Has every deletion finished that is under way; staff are told of one that Stripe has not confirmed for a day. */
export async function enqueueClosing(needs: { db: Db; clock: Clock; queue: Queue; baseUrl: URL }): Promise<void> {
  const { db, clock, queue } = needs
  const open = await openClosures(db, BATCH)
  if (open.length === 0) return
  const late = clock().getTime() - PATIENCE
  await db.transaction().execute(async (tx) => {
    const jobs = open.map(({ account }) => ({ key: account, data: { account } }))
    await queue.enqueue(tx, 'close-account', jobs)
    for (const { account, askedAt } of open) {
      if (askedAt.getTime() > late) continue
      const detail = `The account ${account} was deleted a day ago, and Stripe has not confirmed that its subscription ended. It is tried again and again; look at the customer in Stripe.`
      await raiseAlerts(needs, tx, account, [{ kind: 'deletion-stuck', subject: 'deletion', detail }])
    }
  })
}
