// Tax within what was paid is owed to others: it leaves revenue for an account of its own, and what is given back takes its share with it.
// Postings of their own, because a payment may be seen before the invoice that tells of its tax. Pure.
import type { DisputeFact, MovementFact, PaymentFact } from './money-facts.ts'
import { UNDONE } from './paid-periods.ts'
import { move, movesOfDispute, type Posting } from './posting.ts'

export function taxPostings(
  payment: PaymentFact,
  { refunds, disputes }: { refunds: MovementFact[]; disputes: DisputeFact[] },
): Posting[] {
  const { chargeId, tax } = payment
  if (payment.status !== 'succeeded' || tax === 0n || payment.amount === 0n) return []
  const own = <T extends MovementFact>(all: T[]) => all.filter((one) => one.chargeId === chargeId)
  return [
    move(`tax:${chargeId}`, payment, 'tax', 'revenue', tax),
    ...ofRefunds(payment, own(refunds)),
    ...own(disputes).flatMap((dispute) => ofDispute(payment, dispute)),
  ]
}

/**
 * In the order in which they were made, each up to where the sum stands then: parts that are the whole in the end take the whole tax
 * with them, to the minor unit. One that failed keeps its place, and its share comes back.
 */
function ofRefunds(payment: PaymentFact, refunds: MovementFact[]): Posting[] {
  let before = 0n
  const inOrder = refunds.toSorted((a, b) => a.created.getTime() - b.created.getTime() || (a.id < b.id ? -1 : 1))
  return inOrder.flatMap((refund) => {
    const share = shareOf(payment, before + refund.amount) - shareOf(payment, before)
    before += refund.amount
    if (share === 0n) return []
    const out = move(`tax-refund:${refund.id}`, refund, 'refunds', 'tax', share)
    if (!UNDONE.has(refund.status)) return [out]
    return [out, move(`tax-refund-undone:${refund.id}`, refund, 'tax', 'refunds', share)]
  })
}

function ofDispute(payment: PaymentFact, dispute: DisputeFact): Posting[] {
  const moves = movesOfDispute(dispute, 'tax-dispute', ['disputes', 'tax'], (amount) => shareOf(payment, amount))
  return moves.filter(({ entries }) => entries.every(({ amount }) => amount !== 0n))
}

/** Of so much of the payment, rounded to the nearest minor unit. */
function shareOf({ tax, amount }: PaymentFact, part: bigint): bigint {
  return (2n * tax * part + amount) / (2n * amount)
}
