// Each change of a second factor is told: to the record, and by mail to whom the account belongs.
import type { Clock } from '../lib/clock.ts'
import type { Db, Tx } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import { sendMail } from '../mail/send.ts'
import { audit } from './audit.ts'
import { findAccount } from './queries.ts'
import { linkTo } from './token.ts'

export interface FactorNeeds {
  db: Db
  clock: Clock
  queue: Queue
  baseUrl: URL
}

interface Change {
  account: string
  actor: string
  action: string
  /** As the mail says it. */
  what: string
}

export async function tellOfFactor(
  needs: FactorNeeds,
  tx: Tx,
  { account, actor, action, what }: Change,
): Promise<void> {
  const { clock, baseUrl } = needs
  await audit(tx, clock, { actor, action, subject: account })
  const to = (await findAccount(tx, account))?.email
  if (to === undefined) return
  const data = { what, at: clock(), reset: linkTo(baseUrl, '/reset-password') }
  await sendMail(needs, tx, { to, account, template: 'second-factor-changed', data })
}
