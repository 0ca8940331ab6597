// Which state of a customer owns which mail. Each letter is named by the state it tells of, and the outbox takes a name once, so
// the same news heard twice, or in another order, is one mail.
import type { Plan } from './entitlement.ts'
import type { Money } from './money.ts'
import { movesNoMoney } from './money-facts.ts'
import { purchaseLetters, type PurchaseLetter } from './purchase-letters.ts'
import type { CustomerFacts } from './stripe-facts.ts'

export type BillingLetter =
  | PurchaseLetter
  | ({ key: string } & (
      | { kind: 'receipt'; money: Money; plan: string; until: Date }
      | { kind: 'payment-failed'; money: Money; plan: string; cutOff: Date | null }
      | { kind: 'subscription-cancelled'; plan: string; until: Date }
      | { kind: 'plan-changed'; plan: string; until: Date }
      | { kind: 'plan-scheduled'; plan: string; next: string; at: Date }
      | { kind: 'refund'; money: Money; whole: boolean }
      | { kind: 'refund-failed'; money: Money }
      | { kind: 'dispute-opened'; money: Money }
    ))

const RUNS = new Set(['active', 'trialing', 'past_due'])
const OVERDUE = new Set(['past_due', 'unpaid'])
const GONE_BACK = new Set(['succeeded', 'pending'])

export function lettersFor(
  facts: CustomerFacts,
  plans: Map<string, Plan>,
  cutOff: Date | null,
  now: Date,
): BillingLetter[] {
  const nameOf = (price: string | undefined) => (price ? plans.get(price)?.name : undefined) ?? 'your plan'
  const receipts = facts.payments.flatMap((payment): BillingLetter[] => {
    const period = facts.periods.find((one) => one.invoiceId === payment.invoiceId)
    if (payment.status !== 'succeeded' || !period) return []
    return [
      {
        key: `receipt:${payment.chargeId}`,
        kind: 'receipt',
        money: payment,
        plan: nameOf(period.priceId),
        until: period.until,
      },
    ]
  })
  const cancellations = facts.subscriptions.flatMap((subscription): BillingLetter[] => {
    const { endsAt: until } = subscription
    if (!until || !RUNS.has(subscription.status)) return []
    const key = `cancelled:${subscription.id}:${until.toISOString()}`
    return [{ key, kind: 'subscription-cancelled', plan: nameOf(subscription.priceId), until }]
  })
  return [
    ...receipts,
    ...failureLetters(facts, nameOf, cutOff),
    ...cancellations,
    ...planLetters(facts, nameOf),
    ...moneyBackLetters(facts),
    ...purchaseLetters(facts, nameOf, now),
  ]
}

/**
 * A charge for the next period that failed, once for its invoice, however often it is tried. A change of plan that waits for its money is
 * no failure, nor is what waits for the customer's bank or for the first payment of all: these have letters of their own.
 */
function failureLetters(
  { unpaid, subscriptions }: CustomerFacts,
  nameOf: (price: string) => string,
  cutOff: Date | null,
): BillingLetter[] {
  return unpaid.flatMap((invoice): BillingLetter[] => {
    const subscription = subscriptions.find(({ id }) => id === invoice.subscriptionId)
    if (!subscription || !OVERDUE.has(subscription.status)) return []
    if (!invoice.hasFailed || invoice.needsAction || invoice.isFirst) return []
    const plan = nameOf(subscription.priceId)
    return [{ key: `failed:${invoice.id}`, kind: 'payment-failed', money: invoice.due, plan, cutOff }]
  })
}

/** A change of plan that was made, and one that is planned. */
function planLetters(facts: CustomerFacts, nameOf: (price: string) => string): BillingLetter[] {
  const made = facts.periods
    .filter((period) => period.isChange && !period.isCut)
    .map(({ invoiceId, priceId, until }): BillingLetter => {
      return { key: `plan:${invoiceId}`, kind: 'plan-changed', plan: nameOf(priceId), until }
    })
  const planned = facts.subscriptions.flatMap(({ id, status, priceId, next }): BillingLetter[] => {
    if (!next || !RUNS.has(status)) return []
    const key = `next:${id}:${next.priceId}:${next.at.toISOString()}`
    return [{ key, kind: 'plan-scheduled', plan: nameOf(priceId), next: nameOf(next.priceId), at: next.at }]
  })
  return [...made, ...planned]
}

/** Money that went back, did not arrive, or was taken by a bank. */
function moneyBackLetters(facts: CustomerFacts): BillingLetter[] {
  const refunds = facts.refunds.flatMap((refund): BillingLetter[] => {
    const payment = facts.payments.find((one) => one.chargeId === refund.chargeId)
    // A cancelled one was called off by staff before anybody waited for it.
    if (payment && refund.status === 'failed')
      return [{ key: `refund-failed:${refund.id}`, kind: 'refund-failed', money: refund }]
    if (!payment || !GONE_BACK.has(refund.status)) return []
    return [{ key: `refund:${refund.id}`, kind: 'refund', money: refund, whole: payment.refunded >= payment.amount }]
  })
  const disputes = facts.disputes.flatMap((dispute): BillingLetter[] =>
    movesNoMoney(dispute.status) ? [] : [{ key: `dispute:${dispute.id}`, kind: 'dispute-opened', money: dispute }],
  )
  return [...refunds, ...disputes]
}
