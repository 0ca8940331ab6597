// Which time was paid for: the one place where an invoice becomes time, and where money that left takes it back.
import type { PaymentFact } from './money-facts.ts'
import { idOf, type CustomerSnapshot, type DisputeWords, type InvoiceWords, type RefundWords } from './stripe-words.ts'

/** A stretch of time that was paid for, or that cost nothing by Stripe's own invoice (trial, full coupon). */
export interface PaidPeriod {
  invoiceId: string
  subscriptionId: string
  priceId: string
  until: Date
  invoiced: Date
  /** The money is gone, so the time ended before the invoice's own end. */
  isCut: boolean
  /** Its invoice is that of a change of plan. */
  isChange: boolean
}
/** Refunds whose money has left, or is on its way. */
export const RETURNED: ReadonlySet<string> = new Set(['succeeded', 'pending', 'requires_action'])
/** Refunds that did not arrive: the money is with us again. */
export const UNDONE: ReadonlySet<string> = new Set(['failed', 'canceled'])

/**
 * Only a paid invoice gives time: until its period's end, but no longer than the subscription lives, than the trial that it
 * was for, and than the money stayed (all of it returned, or lost to a dispute).
 */
export function paidPeriods(invoice: InvoiceWords, words: CustomerSnapshot, payments: PaymentFact[]): PaidPeriod[] {
  const details = invoice.parent?.subscription_details
  if (invoice.status !== 'paid' || !details) return []
  const subscription = words.subscriptions.find((one) => one.id === idOf(details.subscription))
  const money = payments.filter((payment) => payment.invoiceId === invoice.id && payment.status === 'succeeded')
  const moneyLeft = money.map((payment) => moneyGoneAt(payment, words))
  const goneAt = moneyLeft.length > 0 ? Math.max(...moneyLeft) : Infinity
  return invoice.lines.data.flatMap((line) => {
    const price = line.pricing?.price_details?.price
    if (!price || line.amount < 0) return [] // the credit side of a proration gives nothing
    const trialEnd = trialEndOf(invoice, line.amount, subscription?.trial_end ?? null)
    const end = subscription?.ended_at ?? subscription?.cancel_at ?? Infinity
    const until = new Date(Math.min(line.period.end, end, goneAt, trialEnd) * 1000)
    return [
      {
        invoiceId: invoice.id,
        subscriptionId: idOf(details.subscription),
        priceId: idOf(price),
        until,
        invoiced: new Date(invoice.created * 1000),
        isCut: goneAt < Infinity,
        isChange: invoice.billing_reason === 'subscription_update',
      },
    ]
  })
}

/** Seconds since 1970 when the trial that this line gave was ended, maybe before its time; Infinity for what is no trial's. */
function trialEndOf(invoice: InvoiceWords, amount: number, trialEnd: number | null): number {
  return amount === 0 && trialEnd !== null && invoice.created <= trialEnd ? trialEnd : Infinity
}

/** Seconds since 1970 when the last of this payment was returned or taken back; Infinity while some of it is here. */
function moneyGoneAt(payment: PaymentFact, { refunds, disputes }: CustomerSnapshot): number {
  const isOf = ({ charge }: RefundWords | DisputeWords) => charge !== null && idOf(charge) === payment.chargeId
  const lost = disputes.find((dispute) => isOf(dispute) && dispute.status === 'lost')
  if (lost) return lost.created
  if (payment.refunded < payment.amount) return Infinity
  const returned = refunds.filter((refund) => isOf(refund) && RETURNED.has(refund.status ?? 'succeeded'))
  return Math.max(...returned.map((refund) => refund.created))
}
