// What staff must look at about money that left, or may: refunds that did not arrive, disputes that wait for an answer, warnings of
// fraud. Pure: an alert stays open as long as its concern is in this list.
import type { Concern } from './converge.ts'
import { formatMoney } from './money.ts'
import type { MovementFact } from './money-facts.ts'
import { RETURNED, UNDONE } from './paid-periods.ts'
import type { CustomerFacts } from './stripe-facts.ts'

/** Banks dispute within about four months; an older warning is of no use. */
export const WARNED_FOR_MS = 120 * 86_400_000

const ANSWER_DUE = new Set(['needs_response', 'warning_needs_response', 'appeal_needs_response'])

export function moneyConcerns(
  { refunds, disputes }: Pick<CustomerFacts, 'refunds' | 'disputes'>,
  warnings: { id: string }[],
): Concern[] {
  return [
    ...refunds.filter((refund) => UNDONE.has(refund.status) && !isMadeGood(refund, refunds)).map(failedRefund),
    ...disputes
      .filter((dispute) => ANSWER_DUE.has(dispute.status))
      .map((dispute) => {
        const due = dispute.dueBy ? ` until ${dispute.dueBy.toISOString().slice(0, 10)}` : ''
        const detail = `A bank asks for ${formatMoney(dispute)} of ${dispute.chargeId} back. Evidence is taken${due}: see /admin/disputes/${dispute.id}.`
        return { kind: 'dispute' as const, subject: dispute.id, detail }
      }),
    ...warnings.map(({ id }) => {
      const detail =
        'The card’s bank reports a payment of this customer as fraud. Refund it now and no dispute follows; if you know better, acknowledge this.'
      return { kind: 'fraud-warning' as const, subject: id, detail }
    }),
  ]
}

function failedRefund(refund: MovementFact): Concern {
  const detail = `The refund ${refund.id} of ${formatMoney(refund)} did not reach the customer; the money is back with us. Refund ${refund.chargeId} again, or pay by another way and acknowledge this.`
  return { kind: 'refund-failed', subject: refund.id, detail }
}

/** What was given back since covers it. */
function isMadeGood(failed: MovementFact, refunds: MovementFact[]): boolean {
  const since = refunds.filter(
    (one) => one.chargeId === failed.chargeId && RETURNED.has(one.status) && one.created > failed.created,
  )
  return since.reduce((sum, one) => sum + one.amount, 0n) >= failed.amount
}
