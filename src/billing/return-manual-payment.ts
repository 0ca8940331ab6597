// Money that came by hand goes back by hand, at once or in parts: here it is booked. When all of it went back, its time ends.
// Invariant: each part goes back once, together at most what came, and never anything through Stripe.
import { audit } from '../accounts/audit.ts'
import type { Tx } from '../db/open.ts'
import { Refusal } from '../lib/refusal.ts'
import { sendMail } from '../mail/send.ts'
import { move } from './core/posting.ts'
import { formatMoney } from './core/money.ts'
import { endTime } from './given-time.ts'
import { movedGrant } from './grant-queries.ts'
import { post } from './ledger-queries.ts'
import * as manual from './manual-payment.ts'
import type { ManualPayment } from './manual-payment-queries.ts'

export interface Return extends manual.ManualDecision {
  /** Minor units. */
  amount: bigint
  /** What had gone back before, as the one who returns it saw it: so a click that comes twice is one part. */
  before: bigint
}

/**
 * Done before by the same person: as it stands. Refusals: `invalid` (note, amount); `not-found`; `forbidden` (his own); `conflict` when it
 * is not approved, all of it went back, or some did since.
 */
export async function returnManualPayment(
  needs: manual.DecideNeeds,
  { amount, before, ...decision }: Return,
): Promise<void> {
  const note = manual.checkNote(decision.note)
  const { actor } = decision
  await needs.db.transaction().execute(async (tx) => {
    const payment = await manual.holdOthersRequest(tx, decision)
    const { id, account_id: account, currency, reference } = payment
    const went = payment.returned ?? 0n
    if (amount > 0n && went === before + amount && payment.returner === actor) return
    checkPart(payment, amount, before)
    const now = needs.clock()
    const total = went + amount
    const isWhole = total === payment.amount
    const ended = isWhole && (await endItsTime(tx, needs, payment, actor))
    const done = { returner: actor, returned_at: now, returned: total, return_note: note }
    await manual.decide(tx, payment, { state: isWhole ? 'returned' : payment.state, ...done })
    const key = went === 0n ? `manual-return:${id}` : `manual-return:${id}:${total}`
    await post(tx, account, [move(key, { created: now, currency }, 'manual', 'refunds', amount)], now)
    const detail = { payment: id, reference, amount: Number(amount), currency, whole: isWhole, ended, reason: note }
    await audit(tx, needs.clock, { actor, action: 'manual-payment.return', subject: account, detail })
    const to = await manual.addressee(needs, tx, payment, `returned:${total}`)
    if (!to) return
    const data = { amount: formatMoney({ amount, currency }), whole: isWhole, ended, page: to.page }
    await sendMail(needs, tx, { ...to.letter, template: 'manual-payment-returned', data })
  })
}

function checkPart(payment: ManualPayment, amount: bigint, before: bigint): void {
  const { state, currency } = payment
  const went = payment.returned ?? 0n
  const left = payment.amount - went
  if ((state !== 'approved' && state !== 'returned') || left === 0n) throw manual.decidedBefore(state)
  if (went !== before)
    throw new Refusal('conflict', 'Some of this money went back meanwhile. Load the page again to see it.')
  if (amount <= 0n || amount > left) {
    throw new Refusal('invalid', `Give back more than nothing and at most ${formatMoney({ amount: left, currency })}.`)
  }
}

/** Of the plan it was given for, or of the one that staff have moved it to since. False when it was over. */
async function endItsTime(
  tx: Tx,
  { clock }: manual.DecideNeeds,
  { account_id: account, grant_id: given }: ManualPayment,
  actor: string,
): Promise<boolean> {
  return given !== null && endTime(tx, clock, { account, grant: await movedGrant(tx, given), actor })
}
