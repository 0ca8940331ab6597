// What Stripe may still say of a customer whose account was deleted. Pure.
import type { Concern } from './converge.ts'
import type { PaymentFact } from './money-facts.ts'
import { formatMoney } from './money.ts'

/** Money that was taken after the account was deleted, such as on a page of Stripe that was still open, and not given back since. */
export function paidAfterDeletion(payments: readonly PaymentFact[], account: string, askedAt: Date): Concern[] {
  return payments
    .filter(({ status, created, amount, refunded }) => status === 'succeeded' && created > askedAt && refunded < amount)
    .map((payment) => {
      const detail = `The account ${account} was deleted, and ${formatMoney(payment)} of ${payment.chargeId} came after that. What it pays for is ended; refund the payment.`
      return { kind: 'paid-after-deletion' as const, subject: payment.chargeId, detail }
    })
}
