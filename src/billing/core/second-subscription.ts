// Two live subscriptions of one customer are a mistake (two tabs, a stale session): the first stays, later ones are cancelled and what
// they charged is given back in full. Pure.
import type { CustomerFacts } from './stripe-facts.ts'

export interface Correction {
  /** Subscriptions to cancel at once. */
  cancel: string[]
  /** Charges to refund whole. */
  refund: string[]
}

export function correctionFor(facts: CustomerFacts): Correction {
  const live = facts.subscriptions
    .filter((subscription) => facts.live.includes(subscription.id))
    .toSorted((a, b) => a.created.getTime() - b.created.getTime() || (a.id < b.id ? -1 : 1))
  const cancel = live.slice(1).map((subscription) => subscription.id)
  const invoices = new Set(
    facts.periods.filter((period) => cancel.includes(period.subscriptionId)).map((period) => period.invoiceId),
  )
  const refund = facts.payments
    .filter((payment) => payment.status === 'succeeded' && payment.refunded < payment.amount)
    .filter((payment) => payment.invoiceId !== null && invoices.has(payment.invoiceId))
    .map((payment) => payment.chargeId)
  return { cancel, refund }
}
