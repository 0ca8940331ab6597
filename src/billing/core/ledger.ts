// What money did, as double entries: debit positive, credit negative, each posting zero in its one currency.
// Invariant: the postings follow from the facts alone and each has a key, so whatever order the news came in, the same
// postings stand in the end; a correction is a posting of its own that undoes the first, never a change.
import type { DisputeFact, FundsFact, MovementFact, PaymentFact } from './money-facts.ts'
import { UNDONE } from './paid-periods.ts'
import type { CustomerFacts } from './stripe-facts.ts'

export type LedgerAccount =
  | 'stripe-balance'
  | 'stripe-fees'
  | 'revenue'
  | 'refunds'
  | 'disputes'
  /** Money that came another way than through Stripe. */
  | 'manual'
  /** What redeemed vouchers were sold for. */
  | 'vouchers'
  | 'commissions'
  | 'commissions-payable'
  | 'payouts'

export interface Posting {
  key: string
  occurred: Date
  currency: string
  entries: { ledgerAccount: LedgerAccount; amount: bigint }[]
}

export function postingsFor(facts: Pick<CustomerFacts, 'payments' | 'refunds' | 'disputes'>): Posting[] {
  return [
    ...facts.payments.filter((payment) => payment.status === 'succeeded').flatMap(paymentPostings),
    ...facts.refunds.flatMap(refundPostings),
    ...facts.disputes.flatMap(disputePostings),
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

/** By what moved, not by the status: an inquiry takes nothing, and a bank may take and give back more than once. */
function disputePostings(dispute: DisputeFact): Posting[] {
  const taken = dispute.funds.filter((one) => one.amount < 0n)
  const back = dispute.funds.filter((one) => one.amount > 0n)
  const posting = (key: string, one: FundsFact, from: LedgerAccount, to: LedgerAccount) =>
    move(key, { created: one.created, currency: dispute.currency }, from, to, sizeOf(one, dispute))
  return [
    ...taken.map((one, at) => posting(numbered(`dispute:${dispute.id}`, at), one, 'stripe-balance', 'disputes')),
    ...back.map((one, at) => posting(numbered(`dispute-won:${dispute.id}`, at), one, 'disputes', 'stripe-balance')),
    ...dispute.funds
      .filter((one) => one.fee !== 0n)
      .map((one) => move(`dispute-fee:${one.id}`, one, 'stripe-balance', 'stripe-fees', one.fee)),
  ]
}

/** In the payment's currency, in which the payment was booked. */
function sizeOf(one: FundsFact, dispute: DisputeFact): bigint {
  if (one.currency !== dispute.currency) return dispute.amount
  return one.amount < 0n ? -one.amount : one.amount
}

function numbered(key: string, at: number): string {
  return at === 0 ? key : `${key}:${at + 1}`
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
