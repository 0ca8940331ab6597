// What became of a checkout, from Stripe's session and the payments of its customer. Pure.
// Invariant: a page that is done is not paid: with a bank debit the money comes days later, or does not. And a purchase has not failed
// while its subscription could still be paid: what was held for it, such as the use of a coupon, is held until that is ended.
import type { CustomerFacts } from './stripe-facts.ts'

export interface SessionWords {
  status: 'open' | 'complete' | 'expired'
  /** Stripe waits for the money. */
  isUnpaid: boolean
  invoice: string | null
}

export type CheckoutOutcome = 'open' | 'processing' | 'complete' | 'failed' | 'expired'

export function checkoutOutcome(
  session: SessionWords,
  { payments, unpaid, live }: Pick<CustomerFacts, 'payments' | 'unpaid' | 'live'>,
): CheckoutOutcome {
  if (session.status !== 'complete') return session.status
  if (!session.isUnpaid) return 'complete'
  const tries = payments.filter((payment) => payment.invoiceId !== null && payment.invoiceId === session.invoice)
  if (tries.some((payment) => payment.status === 'succeeded')) return 'complete'
  const lives = unpaid.some(({ id, subscriptionId }) => id === session.invoice && live.includes(subscriptionId ?? ''))
  return !lives && tries.length > 0 && tries.every((payment) => payment.status === 'failed') ? 'failed' : 'processing'
}
