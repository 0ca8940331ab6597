// What money did, as double entries: debit positive, credit negative, each posting zero in its one currency.
// Invariant: the postings follow from the facts alone and each has a key, so whatever order the news came in, the same
// postings stand in the end; a correction is a posting of its own that undoes the first, never a change.
import type { MovementFact, PaymentFact } from './money-facts.ts'
import type { CustomerFacts } from './stripe-facts.ts'

export type LedgerAccount =
  | 'stripe-balance'
  | 'stripe-fees'
  | 'revenue'
  | 'refunds'
  | 'disputes'
  | 'commissions'
  | 'commissions-payable'
  | 'payouts'

export interface Posting {
  key: string
  occurred: Date
  currency: string
  entries: { ledgerAccount: LedgerAccount; amount: bigint }[]
}

const UNDONE_REFUND = new Set(['failed', 'canceled'])
/** States of a dispute in which the money stays where it is: inquiries, and one that was headed off. */
export const NO_MONEY_MOVED = /^(warning_|prevented$)/

export function postingsFor(facts: Pick<CustomerFacts, 'payments' | 'refunds' | 'disputes'>): Posting[] {
  return [
    ...facts.payments.filter((payment) => payment.status === 'succeeded').flatMap(paymentPostings),
    ...facts.refunds.flatMap(refundPostings),
    ...facts.disputes.filter((dispute) => !NO_MONEY_MOVED.test(dispute.status)).flatMap(disputePostings),
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
  if (!UNDONE_REFUND.has(refund.status)) return [out]
  return [out, move(`refund-undone:${refund.id}`, refund, 'refunds', 'stripe-balance', refund.amount)]
}

function disputePostings(dispute: MovementFact): Posting[] {
  const out = move(`dispute:${dispute.id}`, dispute, 'stripe-balance', 'disputes', dispute.amount)
  if (dispute.status !== 'won') return [out]
  return [out, move(`dispute-won:${dispute.id}`, dispute, 'disputes', 'stripe-balance', dispute.amount)]
}

/** One posting of two lines: `amount` leaves `from` (credit) for `to` (debit). */
export function move(
  key: string,
  { created, currency }: { created: Date; currency: string },
  from: LedgerAccount,
  to: LedgerAccount,
  amount: bigint,
): Posting {
  const entries = [
    { ledgerAccount: to, amount },
    { ledgerAccount: from, amount: -amount },
  ]
  return { key, occurred: created, currency, entries }
}
