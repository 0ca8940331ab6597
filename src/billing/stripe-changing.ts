// What we ask Stripe to do with a running subscription. Part of the gateway: each call goes out under the key of its operation's row.
// docs.stripe.com/billing/subscriptions/change-price, /pending-updates, /subscription-schedules, /pause.
import type Stripe from 'stripe'
import { previewLines, type PreviewLine } from './core/preview-lines.ts'
import { idOf } from './core/stripe-words.ts'
import { subscriptionFact, type SubscriptionFact } from './core/stripe-facts.ts'

export type Outcome<T = null> =
  { state: 'succeeded'; value: T } | { state: 'failed'; failure: string } | { state: 'unknown' }
/** Turns the errors of a call into an outcome; it stands where the SDK's error classes are known. */
export type Attempt = <T>(call: () => Promise<T>) => Promise<Outcome<T>>

export interface SubscriptionRead {
  fact: SubscriptionFact
  itemId: string
}
export interface ChangeParams {
  subscription: string
  price: string
  /** The moment the change is counted from, whole seconds: what is charged is what was previewed for the same moment. */
  at: Date
}
export interface PreviewWords {
  /** Minor units. */
  due: bigint
  currency: string
  /** They sum up to `due`. */
  lines: PreviewLine[]
  /** The end of the time that the change charges for; null when it charges for none. */
  paidUntil: Date | null
}
/** The operation's id is the idempotency key. */
type Keyed<T> = T & { operation: string }

const WHOLE = { expand: ['schedule', 'latest_invoice'] }

export function changingSubscriptions(stripe: Stripe, attempt: Attempt) {
  return { ...asking(stripe), ...changing(stripe, attempt), ...ending(stripe, attempt), ...pausing(stripe, attempt) }
}

function asking(stripe: Stripe) {
  return {
    /** As it stands at this moment. */
    async readSubscription(subscription: string): Promise<SubscriptionRead> {
      return readOf(await stripe.subscriptions.retrieve(subscription, WHOLE))
    },

    /** What the change would charge at once. Nothing is stored. */
    async previewChange({ subscription, itemId, price, at }: ChangeParams & { itemId: string }): Promise<PreviewWords> {
      const invoice = await stripe.invoices.createPreview({
        subscription,
        subscription_details: {
          items: [{ id: itemId, price }],
          proration_behavior: 'always_invoice',
          proration_date: seconds(at),
        },
      })
      const lines = invoice.lines.data
      const ends = lines.filter((line) => line.amount > 0).map((line) => line.period.end)
      return {
        due: BigInt(invoice.amount_due),
        currency: invoice.currency,
        lines: previewLines(invoice),
        paidUntil: ends.length > 0 ? new Date(Math.max(...ends) * 1000) : null,
      }
    },
  }
}

function changing(stripe: Stripe, attempt: Attempt) {
  return {
    /** At once, charging the difference. When that cannot be collected the old price stays and `fact.pending` says what waits. */
    changePrice({ operation, subscription, price, at }: Keyed<ChangeParams>): Promise<Outcome<SubscriptionFact>> {
      return attempt(async () => {
        const { itemId } = readOf(await stripe.subscriptions.retrieve(subscription))
        const params: Stripe.SubscriptionUpdateParams = {
          items: [{ id: itemId, price }],
          proration_behavior: 'always_invoice',
          payment_behavior: 'pending_if_incomplete',
          proration_date: seconds(at),
          ...WHOLE,
        }
        return readOf(await stripe.subscriptions.update(subscription, params, { idempotencyKey: operation })).fact
      })
    },

    /** At the end of the period, without proration. Two calls: an interrupted one goes on when it is sent again. */
    schedulePrice(
      given: Keyed<{ subscription: string; price: string; interval: 'month' | 'year' }>,
    ): Promise<Outcome<string>> {
      const { operation, subscription, price, interval } = given
      return attempt(async () => {
        const made = await stripe.subscriptionSchedules.create(
          { from_subscription: subscription },
          { idempotencyKey: `${operation}:schedule` },
        )
        const params = phasesTo(made, price, interval)
        await stripe.subscriptionSchedules.update(made.id, params, { idempotencyKey: operation })
        return made.id
      })
    },

    /** The subscription goes on as it is now. */
    releaseSchedule({ operation, schedule }: Keyed<{ schedule: string }>): Promise<Outcome> {
      return attempt(async () => {
        await stripe.subscriptionSchedules.release(schedule, {}, { idempotencyKey: operation })
        return null
      })
    },
  }
}

/** What runs now until its period ends, then one period of the other price; after it the schedule lets go by itself. */
function phasesTo(
  { id, phases: [current] }: Stripe.SubscriptionSchedule,
  price: string,
  interval: 'month' | 'year',
): Stripe.SubscriptionScheduleUpdateParams {
  if (!current) throw new Error(`the schedule ${id} has no phase`)
  // A phase that names no discount has none: those that run go on.
  const discounts = current.discounts.flatMap(({ discount }) => (discount ? [{ discount: idOf(discount) }] : []))
  const kept = discounts.length > 0 ? { discounts } : {}
  const now = {
    items: current.items.map((item) => ({ price: idOf(item.price), quantity: item.quantity ?? 1 })),
    start_date: current.start_date,
    end_date: current.end_date,
    ...kept,
  }
  const then = {
    items: [{ price, quantity: 1 }],
    duration: { interval, interval_count: 1 },
    proration_behavior: 'none' as const,
    ...kept,
  }
  return { end_behavior: 'release', proration_behavior: 'none', phases: [now, then] }
}

function ending(stripe: Stripe, attempt: Attempt) {
  return {
    scheduleCancellation({ operation, subscription }: Keyed<{ subscription: string }>): Promise<Outcome> {
      return attempt(async () => {
        await stripe.subscriptions.update(subscription, { cancel_at_period_end: true }, { idempotencyKey: operation })
        return null
      })
    },

    /** Clears whichever way the end was scheduled: by flag (API) or by date (portal). */
    withdrawCancellation({ operation, subscription }: Keyed<{ subscription: string }>): Promise<Outcome> {
      return attempt(async () => {
        const { cancel_at_period_end: byFlag } = await stripe.subscriptions.retrieve(subscription)
        const params = byFlag ? { cancel_at_period_end: false } : { cancel_at: '' as const }
        // The key goes with the parameters: another way the end stands is another request.
        await stripe.subscriptions.update(subscription, params, { idempotencyKey: `${operation}:${byFlag}` })
        return null
      })
    },

    /** Ends it at this moment, without a credit. One that has ended already is no error. */
    cancelNow({ subscription }: { subscription: string }): Promise<Outcome> {
      return attempt(async () => {
        const { status } = await stripe.subscriptions.retrieve(subscription)
        if (status !== 'canceled' && status !== 'incomplete_expired') await stripe.subscriptions.cancel(subscription)
        return null
      })
    },
  }
}

function pausing(stripe: Stripe, attempt: Attempt) {
  return {
    /** Paid time runs to its end, so nothing of it is credited. */
    pause({ operation, subscription }: Keyed<{ subscription: string }>): Promise<Outcome> {
      const none = { type: 'none' as const }
      const params = { bill_for: { unused_time_from: none, outstanding_usage_through: none } }
      return attempt(async () => {
        await stripe.subscriptions.pause(subscription, params, { idempotencyKey: operation })
        return null
      })
    },

    /** In its paid period it goes on as if nothing had been; after it a period begins and is charged now. */
    unpause({ operation, subscription, at }: Keyed<{ subscription: string; at: Date }>): Promise<Outcome> {
      return attempt(async () => {
        const { fact } = readOf(await stripe.subscriptions.retrieve(subscription))
        const isPaid = fact.currentPeriodEnd !== null && fact.currentPeriodEnd > at
        const anchor = { type: isPaid ? ('unchanged' as const) : ('now' as const) }
        const params = { billing_cycle_anchor: anchor, ...(isPaid ? { proration_behavior: 'none' as const } : {}) }
        await stripe.subscriptions.resume(subscription, params, { idempotencyKey: `${operation}:${anchor.type}` })
        return null
      })
    },
  }
}

function readOf(subscription: Stripe.Subscription): SubscriptionRead {
  const fact = subscriptionFact(subscription)
  const [item] = subscription.items.data
  if (!fact || !item) throw new Error(`subscription ${subscription.id} has no item`)
  return { fact, itemId: item.id }
}

function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000)
}
