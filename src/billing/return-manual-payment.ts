// Money that came by hand goes back by hand: here it is booked, and what is left of its time ends.
// Invariant: it goes back once, at most what came, and never anything through Stripe.
import { audit } from '../accounts/audit.ts'
import { Refusal } from '../lib/refusal.ts'
import { sendMail } from '../mail/send.ts'
import { move } from './core/posting.ts'
import { formatMoney } from './core/money.ts'
import { endTime } from './given-time.ts'
import { post } from './ledger-queries.ts'
import * as manual from './manual-payment.ts'

/**
 * `amount` in minor units, all or some of what came. Done before by the same person: as it stands. Refusals: `invalid` (note, amount);
 * `not-found`; `forbidden` (his own); `conflict` when it is not approved, or was returned before.
 */
export async function returnManualPayment(
  needs: manual.DecideNeeds,
  { amount, ...decision }: manual.ManualDecision & { amount: bigint },
): Promise<void> {
  const note = manual.checkNote(decision.note)
  const { actor } = decision
  await needs.db.transaction().execute(async (tx) => {
    const payment = await manual.holdOthersRequest(tx, decision)
    const { id, account_id: account, currency, grant_id: grant, reference, state } = payment
    if (state === 'returned' && payment.returner === actor && payment.returned === amount) return
    if (state !== 'approved' || grant === null) throw manual.decidedBefore(state)
    if (amount <= 0n || amount > payment.amount)
      throw new Refusal('invalid', `Give back more than nothing and at most ${formatMoney(payment)}.`)
    const now = needs.clock()
    const ended = await endTime(tx, needs.clock, { account, grant, actor })
    const done = { returner: actor, returned_at: now, returned: amount, return_note: note }
    await manual.decide(tx, payment, { state: 'returned', ...done })
    await post(tx, account, [move(`manual-return:${id}`, { created: now, currency }, 'manual', 'refunds', amount)], now)
    const detail = { payment: id, reference, amount: Number(amount), currency, grant, ended, reason: note }
    await audit(tx, needs.clock, { actor, action: 'manual-payment.return', subject: account, detail })
    const to = await manual.addressee(needs, tx, payment, 'returned')
    if (!to) return
    const data = { amount: formatMoney({ amount, currency }), ended, page: to.page }
    await sendMail(needs, tx, { ...to.letter, template: 'manual-payment-returned', data })
  })
}
