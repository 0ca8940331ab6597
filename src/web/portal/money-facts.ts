// Billing's rows in the shapes that pages show, for customers and staff alike.
import { isUnpaid, liveOne } from '../../billing/core/subscription-states.ts'
import type { billingOf } from '../../billing/overview.ts'
import type { BillingViewProps } from './billing-view.tsx'
import type { PaymentRow } from './payment-table-view.tsx'

type Billing = Awaited<ReturnType<typeof billingOf>>
type Subscription = Billing['subscriptions'][number]

/** The subscription that counts, of newest first; undefined: none runs, or waits to be paid. */
export function runningOf(subscriptions: Subscription[]): Subscription | undefined {
  return liveOne(subscriptions)
}

export function subscriptionOf({ subscriptions }: Billing): BillingViewProps['subscription'] {
  const running = runningOf(subscriptions)
  if (!running) return null
  const { amount, currency, interval, planName, endsAt } = running
  if (amount === null || currency === null || interval === null) return null // a price that never was ours
  const { status, nextAt, nextPlan, nextInterval, nextAmount, pendingUntil, pendingPayUrl, pendingPlan } = running
  return {
    planName: planName ?? 'Your plan',
    price: { amount, currency, interval },
    endsAt,
    state: status === 'paused' ? 'paused' : isUnpaid(status) ? 'unpaid' : 'running',
    next:
      nextAt && nextInterval && nextAmount !== null
        ? {
            planName: nextPlan ?? 'Another plan',
            price: { amount: nextAmount, currency, interval: nextInterval },
            at: nextAt,
          }
        : null,
    waiting: pendingUntil
      ? { planName: pendingPlan ?? 'another plan', payUrl: pendingPayUrl, until: pendingUntil }
      : null,
  }
}

export function nextPaymentOf({ subscriptions }: Billing): BillingViewProps['nextPayment'] {
  const running = runningOf(subscriptions)
  if (!running || running.endsAt || !running.currentPeriodEnd || !['active', 'trialing'].includes(running.status))
    return null
  const { currency, currentPeriodEnd: at } = running
  const amount = running.nextAmount ?? running.amount
  return amount === null || currency === null ? null : { amount, currency, at }
}

export function paymentRows({ payments, disputes }: Billing): PaymentRow[] {
  const disputed = new Set(disputes.map((dispute) => dispute.chargeId))
  return payments.map(({ id, createdAt, amount, refunded, currency, status, stripeId, invoiceUrl, invoicePdf }) => ({
    id,
    createdAt,
    amount,
    refunded,
    currency,
    status,
    disputed: disputed.has(stripeId),
    invoiceUrl,
    pdfUrl: invoicePdf,
  }))
}
