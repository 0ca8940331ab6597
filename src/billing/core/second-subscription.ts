// Two live subscriptions of one customer are a mistake (two tabs, a stale session): the first stays, later ones are cancelled and what
// they charged is given back in full, also what arrives after their end, as a bank debit does. Pure.
import { OPEN_DISPUTE, type CustomerFacts } from './stripe-facts.ts'

export interface Correction {
  /** Subscriptions to cancel at once. */
  cancel: string[]
  /** Charges to refund whole. */
  refund: string[]
}

/** Of money that a bank holds or gave back itself, nothing is left to give back. */
const HELD = new Set([...OPEN_DISPUTE, 'lost'])

/** `ended`: subscriptions that such a correction has cancelled before. */
export function correctionFor(facts: CustomerFacts, ended: readonly string[]): Correction {
  const live = facts.subscriptions
    .filter((subscription) => facts.live.includes(subscription.id))
    .toSorted((a, b) => a.created.getTime() - b.created.getTime() || (a.id < b.id ? -1 : 1))
  const cancel = live.slice(1).map((subscription) => subscription.id)
  const mistaken = new Set([...cancel, ...ended])
  const invoices = new Set(
    facts.periods.filter((period) => mistaken.has(period.subscriptionId)).map((period) => period.invoiceId),
  )
  const held = new Set(facts.disputes.filter(({ status }) => HELD.has(status)).map(({ chargeId }) => chargeId))
  const refund = facts.payments
    .filter(
      (payment) => payment.status === 'succeeded' && payment.refunded < payment.amount && !held.has(payment.chargeId),
    )
    .filter((payment) => payment.invoiceId !== null && invoices.has(payment.invoiceId))
    .map((payment) => payment.chargeId)
  return { cancel, refund }
}
