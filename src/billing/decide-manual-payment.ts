// Staff say whether the money of a request came. Approved, it is time, a booking, an audit row and a mail in one transaction; denied, it
// is a mail. Any number of people may decide at once: the first word stands.
// Invariant: one request is one grant; nobody says of his own money that it came (a constraint holds that too).
import { audit } from '../accounts/audit.ts'
import type { Tx } from '../db/open.ts'
import { sendMail } from '../mail/send.ts'
import { move } from './core/posting.ts'
import { formatMoney } from './core/money.ts'
import { placeTime, storeTime, type Grant } from './given-time.ts'
import { planName } from './grant-queries.ts'
import { post } from './ledger-queries.ts'
import * as manual from './manual-payment.ts'
import type { ManualPayment } from './manual-payment-queries.ts'

/**
 * The money came. Approved before by the same person: as it stands. Refusals: `invalid` (note); `not-found`; `forbidden` (his own);
 * `conflict` when it was decided before.
 */
export async function approveManualPayment(needs: manual.DecideNeeds, decision: manual.ManualDecision): Promise<void> {
  const note = manual.checkNote(decision.note)
  await needs.db.transaction().execute(async (tx) => {
    const request = await manual.holdOthersRequest(tx, decision)
    if (isDoneBy(request, 'approved', decision.actor)) return
    const now = needs.clock()
    const grant = await give(needs, tx, request, { note, actor: decision.actor })
    const done = { decider: decision.actor, decided_at: now, note, grant_id: grant.id }
    await manual.decide(tx, request, { state: 'approved', ...done })
    const { id, account_id: account, currency, amount } = request
    await post(tx, account, [move(`manual:${id}`, { created: now, currency }, 'revenue', 'manual', amount)], now)
    await tellOfTime(needs, tx, request, grant)
  })
}

/** It did not come. Refusals as `approveManualPayment`. */
export async function denyManualPayment(needs: manual.DecideNeeds, decision: manual.ManualDecision): Promise<void> {
  const note = manual.checkNote(decision.note)
  const { actor } = decision
  await needs.db.transaction().execute(async (tx) => {
    const request = await manual.holdOthersRequest(tx, decision)
    if (isDoneBy(request, 'denied', actor)) return
    await manual.decide(tx, request, { state: 'denied', decider: actor, decided_at: needs.clock(), note })
    const { id, account_id: subject, reference } = request
    const detail = { payment: id, reference, reason: note }
    await audit(tx, needs.clock, { actor, action: 'manual-payment.deny', subject, detail })
    const to = await manual.addressee(needs, tx, request, 'denied')
    if (!to) return
    const data = { amount: formatMoney(request), reference, page: to.page }
    await sendMail(needs, tx, { ...to.letter, template: 'manual-payment-denied', data })
  })
}

/** True for a second click; throws when it was decided otherwise, or by somebody else. */
function isDoneBy({ state, decider }: ManualPayment, wanted: 'approved' | 'denied', actor: string): boolean {
  if (state === 'open') return false
  if (state === wanted && decider === actor) return true
  throw manual.decidedBefore(state)
}

async function give(
  { clock }: manual.DecideNeeds,
  tx: Tx,
  request: ManualPayment,
  { note, actor }: { note: string; actor: string },
): Promise<Grant> {
  const { id, account_id: account, plan_id: plan, interval, amount, currency, reference } = request
  const placed = await placeTime(tx, clock(), { account, plan, length: { months: interval === 'year' ? 12 : 1 } })
  const order = { account, reason: note, intent: `manual:${id}`, actor, source: 'manual-payment' as const }
  const detail = { payment: id, reference, amount: Number(amount), currency }
  return storeTime(tx, clock, order, placed, { action: 'manual-payment.approve', detail })
}

async function tellOfTime(needs: manual.DecideNeeds, tx: Tx, request: ManualPayment, grant: Grant): Promise<void> {
  const to = await manual.addressee(needs, tx, request, 'approved')
  if (!to) return
  const plan = (await planName(tx, grant.plan_id))?.name ?? grant.plan_id
  const data = { amount: formatMoney(request), plan, from: grant.starts_at, until: grant.ends_at, page: to.page }
  await sendMail(needs, tx, { ...to.letter, template: 'manual-payment-approved', data })
}
