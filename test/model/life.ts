// The model: what a customer's life is made of, and what time does to it. Pure, and written by hand apart from the product, so that
// one misreading is not on both sides. Times are milliseconds, money is cents.
export type PlanId = 'basic' | 'pro' | 'premium'

export const PLANS: Readonly<Record<PlanId, { rank: number; price: number; devices: number }>> = {
  basic: { rank: 1, price: 500, devices: 3 },
  pro: { rank: 2, price: 1000, devices: 10 },
  premium: { rank: 3, price: 2000, devices: 30 },
}

export interface Payment {
  amount: number
  refunded: number
  /** When the last of it was given back. */
  refundedAt: number
  at: number
  /** What it bought. */
  plan: PlanId
  until: number
  dispute: { state: 'open' | 'won' | 'lost'; at: number } | null
}

export interface Subscription {
  plan: PlanId
  /** Its beginning and how many periods have begun since; all dates are counted from here. */
  anchor: number
  periods: number
  cancels: boolean
  /** The plan from the next period on. */
  next: PlanId | null
  /** A renewal that is not paid. */
  open: { tries: number; nextTry: number } | null
  discounted: boolean
  payments: Payment[]
}

export interface Life {
  subscription: Subscription | null
  payments: Payment[]
  grants: { plan: PlanId; from: number; until: number }[]
  devices: number
  usedCoupon: boolean
  declines: boolean
  /** Changes of plan that were charged: each rounds twice, to the second of the clock. */
  changes: number
}

export const HOUR = 3_600_000
export const DAY = 24 * HOUR
/** Days from one failed try to the next; after the last the subscription ends. */
const RETRIES = [1, 3, 5, 7]

export function newLife(): Life {
  return {
    subscription: null,
    payments: [],
    grants: [],
    devices: 0,
    usedCoupon: false,
    declines: false,
    changes: 0,
  }
}

/** The same day of a later month, or its last one. */
export function monthsAfter(time: number, months: number): number {
  const from = new Date(time)
  const last = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months + 1, 0)).getUTCDate()
  const to = new Date(time)
  to.setUTCDate(1)
  to.setUTCMonth(from.getUTCMonth() + months)
  to.setUTCDate(Math.min(from.getUTCDate(), last))
  return to.getTime()
}

export function periodEnd({ anchor, periods }: Subscription): number {
  return monthsAfter(anchor, periods)
}

export function pay(life: Life, subscription: Subscription, amount: number, at: number): void {
  const bought = {
    amount,
    refunded: 0,
    refundedAt: Infinity,
    at,
    plan: subscription.plan,
    until: periodEnd(subscription),
  }
  const payment: Payment = { ...bought, dispute: null }
  life.payments.push(payment)
  subscription.payments.push(payment)
}

/** Everything that happens by itself until `to`: renewals, tries to collect, ends. */
export function advance(life: Life, to: number): void {
  for (;;) {
    const { subscription } = life
    if (!subscription) return
    const end = periodEnd(subscription)
    const due = Math.min(end, subscription.open?.nextTry ?? Infinity)
    if (due > to) return
    if (subscription.open && due === subscription.open.nextTry) collect(life, subscription, subscription.open)
    else if (subscription.cancels) life.subscription = null
    else renew(subscription, end)
  }
}

/** The invoice of a new period is a draft for an hour. */
function renew(subscription: Subscription, end: number): void {
  subscription.periods++
  subscription.plan = subscription.next ?? subscription.plan
  subscription.next = null
  subscription.discounted = false
  subscription.open = { tries: 0, nextTry: end + HOUR }
}

function collect(life: Life, subscription: Subscription, open: { tries: number; nextTry: number }): void {
  if (!life.declines) {
    pay(life, subscription, PLANS[subscription.plan].price, open.nextTry)
    subscription.open = null
    return
  }
  const wait = RETRIES[open.tries++]
  if (wait === undefined) life.subscription = null
  else open.nextTry += wait * DAY
}
