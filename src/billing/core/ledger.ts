// What money did, as double entries: debit positive, credit negative, each posting zero in its one currency.
// Invariant: the postings follow from the facts alone and each has a key, so whatever order the news came in, the same
// postings stand in the end; a correction is a posting of its own that undoes the first, never a change.
import type { DisputeFact, MovementFact, PaymentFact } from './money-facts.ts'
import { UNDONE } from './paid-periods.ts'
import { move, movesOfDispute, type Posting } from './posting.ts'
import type { CustomerFacts } from './stripe-facts.ts'
import { taxPostings } from './tax-postings.ts'

export function postingsFor(facts: Pick<CustomerFacts, 'payments' | 'refunds' | 'disputes'>): Posting[] {
  return [
    ...facts.payments.filter((payment) => payment.status === 'succeeded').flatMap(paymentPostings),
    ...facts.refunds.flatMap(refundPostings),
    ...facts.disputes.flatMap(disputePostings),
    ...facts.payments.flatMap((payment) => taxPostings(payment, facts)),
  ]
}

function paymentPostings(payment: PaymentFact): Posting[] {
  const paid = move(`payment:${payment.chargeId}`, payment, 'revenue', 'stripe-balance', payment.amount)
  if (payment.fee.amount === 0n) return [paid]
  const { amount, currency } = payment.fee // in the currency Stripe settles in, which may be another one
  const fee = move(`fee:${payment.chargeId}`, { ...payment, currency }, 'stripe-balance', 'stripe-fees', amount)
  return [paid, fee]
}

function refundPostings(refund: MovementFact): Posting[] {
  const out = move(`refund:${refund.id}`, refund, 'stripe-balance', 'refunds', refund.amount)
  if (!UNDONE.has(refund.status)) return [out]
  return [out, move(`refund-undone:${refund.id}`, refund, 'refunds', 'stripe-balance', refund.amount)]
}

/** By what moved, not by the status: an inquiry takes nothing. */
function disputePostings(dispute: DisputeFact): Posting[] {
  return [
    ...movesOfDispute(dispute, 'dispute', ['stripe-balance', 'disputes'], (amount) => amount),
    ...dispute.funds
      .filter((one) => one.fee !== 0n)
      .map((one) => move(`dispute-fee:${one.id}`, one, 'stripe-balance', 'stripe-fees', one.fee)),
  ]
}
