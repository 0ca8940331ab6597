// Their words -> our facts. Takes one customer's whole state as Stripe tells it and says what it means here.
// Pure: the same snapshot gives the same facts, whatever event led to it.
import type { Standing } from './entitlement.ts'
import type { DisputeFact, MovementFact, PaymentFact } from './money-facts.ts'
import { minorUnits } from './money.ts'
import { paidPeriods, RETURNED, type PaidPeriod } from './paid-periods.ts'
import {
  idOf,
  type ChargeWords,
  type CustomerSnapshot,
  type DisputeWords,
  type InvoiceWords,
  type RefundWords,
  type SubscriptionWords,
} from './stripe-words.ts'
import { unpaidInvoices, type UnpaidInvoice } from './unpaid-invoices.ts'

export interface SubscriptionFact {
  id: string
  status: string
  priceId: string
  currentPeriodEnd: Date | null
  endsAt: Date | null
  trialEnd: Date | null
  created: Date
  scheduleId: string | null
  /** A change that begins at this moment. */
  next: { priceId: string; at: Date } | null
  /** A change that begins when it is paid, and is forgotten after `until`. */
  pending: { priceId: string; until: Date; payUrl: string | null } | null
}
/** A trial that runs. */
export interface TrialFact {
  subscriptionId: string
  priceId: string
  until: Date
  /** What is charged then, before discounts and tax; null: a price in tiers. */
  price: { amount: bigint; currency: string } | null
  hasCard: boolean
  /** Stripe's name for the card, the same whoever uses it. */
  fingerprint: string | null
  /** It ends with the trial: nothing will be charged. */
  isEnding: boolean
}
export interface CustomerFacts {
  subscriptions: SubscriptionFact[]
  payments: PaymentFact[]
  refunds: MovementFact[]
  disputes: DisputeFact[]
  periods: PaidPeriod[]
  standing: Standing
  disputed: boolean
  /** Subscriptions that will go on charging: more than one is a mistake. */
  live: string[]
  /** Live ones whose first payment failed: nothing was bought. What is `incomplete` ends by itself, and can be paid until then. */
  stillborn: string[]
  unpaid: UnpaidInvoice[]
  trials: TrialFact[]
}

const LIVE = new Set(['active', 'trialing', 'past_due', 'unpaid', 'paused', 'incomplete'])
/** The bank has not decided, and holds the money meanwhile. */
export const OPEN_DISPUTE: ReadonlySet<string> = new Set([
  'needs_response',
  'under_review',
  'appeal_needs_response',
  'appeal_under_review',
])

export function customerFacts(words: CustomerSnapshot): CustomerFacts {
  const subscriptions = words.subscriptions.map(subscriptionFact).filter((fact) => fact !== null)
  const refunds = words.refunds.map(movementFact).filter((fact) => fact !== null)
  const disputes = words.disputes.map(disputeFact).filter((fact) => fact !== null)
  const invoiceOf = invoicesByIntent(words.invoices)
  const payments = words.charges.map((charge) => paymentFact(charge, refunds, invoiceOf))
  const periods = words.invoices.flatMap((invoice) => paidPeriods(invoice, words, payments))
  const live = subscriptions.filter((fact) => LIVE.has(fact.status)).map((fact) => fact.id)
  const unpaid = unpaidInvoices(words, payments)
  return {
    subscriptions,
    payments,
    refunds,
    disputes,
    periods,
    standing: standingOf(words.subscriptions, payments, periods),
    disputed: isDisputed(disputes, payments),
    live,
    stillborn: subscriptions.filter((fact) => live.includes(fact.id) && isStillborn(fact, unpaid)).map(({ id }) => id),
    unpaid,
    trials: words.subscriptions.flatMap(trialFacts),
  }
}

function isStillborn({ id, status }: SubscriptionFact, unpaid: UnpaidInvoice[]): boolean {
  const first = unpaid.find((invoice) => invoice.isFirst && invoice.subscriptionId === id)
  return first !== undefined && !first.needsAction && status !== 'incomplete'
}

export function subscriptionFact(words: SubscriptionWords): SubscriptionFact | null {
  const item = words.items.data[0]
  if (!item) return null
  const periodEnd = date(item.current_period_end)
  return {
    id: words.id,
    status: words.status,
    priceId: item.price.id,
    currentPeriodEnd: periodEnd,
    // A scheduled end comes as a date (portal, flexible billing) or as a flag (API, Dashboard): either counts.
    endsAt: date(words.ended_at) ?? date(words.cancel_at) ?? (words.cancel_at_period_end ? periodEnd : null),
    trialEnd: date(words.trial_end),
    created: new Date(words.created * 1000),
    scheduleId: words.schedule ? idOf(words.schedule) : null,
    next: nextOf(words.schedule),
    pending: pendingOf(words),
  }
}

function nextOf(schedule: SubscriptionWords['schedule']): SubscriptionFact['next'] {
  if (!schedule || typeof schedule === 'string') return null
  const ends = schedule.current_phase?.end_date
  const phase = ends === undefined ? undefined : schedule.phases.find((one) => one.start_date >= ends)
  const [item] = phase?.items ?? []
  return phase && item ? { priceId: idOf(item.price), at: new Date(phase.start_date * 1000) } : null
}

function pendingOf({
  pending_update: update,
  latest_invoice: invoice,
}: SubscriptionWords): SubscriptionFact['pending'] {
  const [item] = update?.subscription_items ?? []
  if (!update || !item) return null
  const payUrl = typeof invoice === 'object' ? (invoice?.hosted_invoice_url ?? null) : null
  return { priceId: item.price.id, until: new Date(update.expires_at * 1000), payUrl }
}

function trialFacts(words: SubscriptionWords): TrialFact[] {
  const price = words.items.data[0]?.price
  const until = date(words.trial_end)
  if (words.status !== 'trialing' || !until || !price) return []
  const method = words.default_payment_method
  const card = typeof method === 'object' ? method : null
  return [
    {
      subscriptionId: words.id,
      priceId: price.id,
      until,
      price: price.unit_amount === null ? null : { amount: minorUnits(price.unit_amount), currency: price.currency },
      hasCard: method !== null,
      fingerprint: card?.card?.fingerprint ?? card?.sepa_debit?.fingerprint ?? null,
      isEnding: words.cancel_at !== null || words.cancel_at_period_end,
    },
  ]
}

function invoicesByIntent(invoices: InvoiceWords[]): Map<string, InvoiceWords> {
  const invoiceOf = new Map<string, InvoiceWords>()
  for (const invoice of invoices) {
    for (const { payment } of invoice.payments?.data ?? []) {
      if (payment.payment_intent) invoiceOf.set(idOf(payment.payment_intent), invoice)
    }
  }
  return invoiceOf
}

function paymentFact(charge: ChargeWords, refunds: MovementFact[], invoiceOf: Map<string, InvoiceWords>): PaymentFact {
  const fee = typeof charge.balance_transaction === 'object' ? charge.balance_transaction : null
  const returned = refunds.filter((refund) => refund.chargeId === charge.id && RETURNED.has(refund.status))
  const invoice = charge.payment_intent ? invoiceOf.get(idOf(charge.payment_intent)) : undefined
  return {
    chargeId: charge.id,
    invoiceId: invoice?.id ?? null,
    ...chargeMoney(charge),
    refunded: returned.reduce((sum, refund) => sum + refund.amount, 0n),
    fee: { amount: minorUnits(fee?.fee ?? 0), currency: fee?.currency ?? charge.currency },
    cardFingerprint: charge.payment_method_details?.card?.fingerprint ?? null,
    tax: sumOf(invoice?.total_taxes),
    discount: sumOf(invoice?.total_discount_amounts),
    invoiceUrl: invoice?.hosted_invoice_url ?? null,
    invoicePdf: invoice?.invoice_pdf ?? null,
    created: new Date(charge.created * 1000),
  }
}

function sumOf(parts: { amount: number }[] | null | undefined): bigint {
  return (parts ?? []).reduce((sum, part) => sum + minorUnits(part.amount), 0n)
}

export function chargeMoney(charge: ChargeWords): Pick<PaymentFact, 'amount' | 'currency' | 'status'> {
  return {
    amount: minorUnits(charge.status === 'succeeded' ? charge.amount_captured : charge.amount),
    currency: charge.currency,
    status: charge.status === 'succeeded' || charge.status === 'pending' ? charge.status : 'failed',
  }
}

/** Null for one without a charge: it moved no money of ours. */
export function movementFact(words: RefundWords | DisputeWords): MovementFact | null {
  if (!words.charge) return null
  return {
    id: words.id,
    chargeId: idOf(words.charge),
    amount: minorUnits(words.amount),
    currency: words.currency,
    status: words.status ?? 'succeeded',
    created: new Date(words.created * 1000),
  }
}

function disputeFact(words: DisputeWords): DisputeFact | null {
  const movement = movementFact(words)
  if (!movement) return null
  const funds = words.balance_transactions.map(({ id, amount, fee, currency, created }) => ({
    id,
    amount: minorUnits(amount),
    fee: minorUnits(fee),
    currency,
    created: new Date(created * 1000),
  }))
  return { ...movement, reason: words.reason, dueBy: date(words.evidence_details.due_by), funds }
}

function standingOf(subscriptions: SubscriptionWords[], payments: PaymentFact[], periods: PaidPeriod[]): Standing {
  const standings = subscriptions.map((subscription) => {
    const own = periods.filter((period) => period.subscriptionId === subscription.id)
    return standingAlone(subscription, own, payments)
  })
  return (['renewing', 'failing', 'ending'] as const).find((standing) => standings.includes(standing)) ?? 'none'
}

/**
 * What was not paid does not renew: a bank debit that is under way, or a first charge that fails after a trial, has no grace to give. Nor
 * is there any when the money of the newest period was returned: that time was ended on purpose, whatever the subscription will charge
 * next. A planned end later than what is paid leaves a renewal before it.
 */
function standingAlone(subscription: SubscriptionWords, own: PaidPeriod[], payments: PaymentFact[]): Standing {
  const newest = own.toSorted((a, b) => b.invoiced.getTime() - a.invoiced.getTime())[0]
  if (!newest || newest.isCut) return 'ending'
  const end = subscriptionFact(subscription)?.endsAt
  if (end && own.some((period) => period.until >= end)) return 'ending'
  if (subscription.status === 'active' || subscription.status === 'trialing') return 'renewing'
  const invoices = new Set(own.map((period) => period.invoiceId))
  const brought = payments.some(({ status, invoiceId }) => status === 'succeeded' && invoices.has(invoiceId ?? ''))
  return subscription.status === 'past_due' && brought ? 'failing' : 'ending'
}

/** An inquiry (`warning_*`) cuts nobody off; a lost dispute does until something was paid after it. */
function isDisputed(disputes: MovementFact[], payments: PaymentFact[]): boolean {
  const disputedCharges = new Set(disputes.map((dispute) => dispute.chargeId))
  return disputes.some((dispute) => {
    if (OPEN_DISPUTE.has(dispute.status)) return true
    const paidSince = payments.some(
      (payment) =>
        payment.status === 'succeeded' && payment.created > dispute.created && !disputedCharges.has(payment.chargeId),
    )
    return dispute.status === 'lost' && !paidSince
  })
}

function date(seconds: number | null): Date | null {
  return seconds === null ? null : new Date(seconds * 1000)
}
