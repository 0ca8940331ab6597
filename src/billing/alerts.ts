// What staff are told: an alert stands open as long as its cause, and each time one opens every owner gets a mail, once.
import { audit } from '../accounts/audit.ts'
import { ownersToTell } from '../accounts/staff-queries.ts'
import type { Db, Tx } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { sendMail } from '../mail/send.ts'
import { acknowledgeAlert, markTold, writeAlerts } from './alert-queries.ts'
import type { Concern } from './core/converge.ts'

/** These name one thing that happened, which nothing undoes: somebody has to say that it is settled. */
export const ACKNOWLEDGED = [
  'refund-failed',
  'fraud-warning',
  'webhook-from-the-future',
  'node-copied',
] as const satisfies Concern['kind'][]

/** `about` says whose concerns these are; those of its alerts that are not among them are resolved. */
export async function raiseAlerts(
  needs: { clock: Clock; queue: Queue; baseUrl: URL },
  tx: Tx,
  about: string,
  concerns: Concern[],
): Promise<void> {
  await writeAlerts(tx, about, concerns, needs.clock())
  const opened = await markTold(tx, about, needs.clock())
  if (opened.length === 0) return
  const admin = new URL('/admin', needs.baseUrl).href
  for (const owner of await ownersToTell(tx)) {
    for (const { id, kind, detail } of opened) {
      await sendMail(needs, tx, {
        to: owner.email,
        account: owner.id,
        dedupeKey: `alert:${id}:${owner.id}`,
        template: 'staff-alert',
        data: { kind: kind.replaceAll('-', ' '), detail, admin, runbook: kind },
      })
    }
  }
}

/** Refusal: `not-found` when there is no such open alert that staff may settle. */
export async function acknowledge({ db, clock }: { db: Db; clock: Clock }, id: string, actor: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const number = /^\d{1,18}$/.test(id) ? BigInt(id) : 0n
    const alert = await acknowledgeAlert(tx, number, ACKNOWLEDGED, actor, clock())
    if (!alert) throw new Refusal('not-found', 'There is no such open alert.')
    await audit(tx, clock, { actor, action: 'alert.acknowledge', subject: alert.subject, detail: { kind: alert.kind } })
  })
}
