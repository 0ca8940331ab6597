// What became of a checkout, from Stripe's session and the payments of its customer. Pure.
// Invariant: a page that is done is not paid: with a bank debit the money comes days later, or does not.
import type { PaymentFact } from './money-facts.ts'

export interface SessionWords {
  status: 'open' | 'complete' | 'expired'
  /** Stripe waits for the money. */
  isUnpaid: boolean
  invoice: string | null
}

export type CheckoutOutcome = 'open' | 'processing' | 'complete' | 'failed' | 'expired'

export function checkoutOutcome(session: SessionWords, payments: readonly PaymentFact[]): CheckoutOutcome {
  if (session.status !== 'complete') return session.status
  if (!session.isUnpaid) return 'complete'
  const tries = payments.filter((payment) => payment.invoiceId !== null && payment.invoiceId === session.invoice)
  if (tries.some((payment) => payment.status === 'succeeded')) return 'complete'
  return tries.length > 0 && tries.every((payment) => payment.status === 'failed') ? 'failed' : 'processing'
}
