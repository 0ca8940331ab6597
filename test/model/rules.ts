// What each command does to the model: `null` when it makes no sense now, `refused` when the product must say no, else the effect.
// Pure.
import { expectedAccess, isGone } from './expected.ts'
import { DAY, pay, periodEnd, PLANS, type Life, type Payment, type PlanId, type Subscription } from './life.ts'

export type Command =
  | { do: 'buy'; plan: PlanId; coupon: boolean; declined: boolean }
  | { do: 'change'; plan: PlanId }
  | { do: 'grant'; plan: PlanId }
  | { do: 'refund'; cents: number | null }
  | { do: 'card fails' | 'card pays' | 'pay invoice' | 'dispute' | 'win' | 'lose' | 'cancel' | 'resume' }
  | { do: 'add device' | 'fill devices' | 'remove device' | 'nothing' }

type Simple = Exclude<
  Command['do'],
  'buy' | 'change' | 'grant' | 'refund' | 'dispute' | 'win' | 'lose' | 'cancel' | 'resume'
>

export const GRANT_DAYS = 10

type Effect = (at: number) => void
export type Prediction = Effect | 'refused' | null

export function predict(life: Life, command: Command, now: number): Prediction {
  const { subscription } = life
  const newest = life.payments.at(-1)
  switch (command.do) {
    case 'buy':
      return predictBuy(life, command)
    case 'change':
      return subscription && predictChange(life, subscription, command.plan)
    case 'grant':
      return (at) => grant(life, command.plan, at)
    case 'refund':
      return newest ? predictRefund(newest, command.cents) : null
    case 'dispute':
      return newest && !newest.dispute && newest.refunded === 0
        ? (at) => void (newest.dispute = { state: 'open', at })
        : null
    case 'win':
    case 'lose':
      return predictDecision(life, command.do === 'win' ? 'won' : 'lost')
    case 'cancel':
      return subscription ? () => Object.assign(subscription, { cancels: true, next: null }) : 'refused'
    case 'resume':
      return subscription ? () => void (subscription.cancels = false) : 'refused'
    case 'card fails':
    case 'card pays':
    case 'pay invoice':
    case 'add device':
    case 'fill devices':
    case 'remove device':
    case 'nothing':
      return predictSimple(life, command.do, now)
  }
}

function predictSimple(life: Life, deed: Simple, now: number): Prediction {
  const { subscription } = life
  switch (deed) {
    case 'card fails':
    case 'card pays':
      return life.payments.length > 0 ? () => void (life.declines = deed === 'card fails') : null
    case 'pay invoice':
      if (!subscription?.open || subscription.open.tries === 0) return null
      return (at) => {
        life.declines = false
        subscription.open = null
        pay(life, subscription, PLANS[subscription.plan].price, at)
      }
    case 'add device':
    case 'fill devices': {
      const access = expectedAccess(life, now)
      const limit = access.state === 'active' || access.state === 'grace' ? PLANS[access.plan].devices : 0
      const then = deed === 'fill devices' ? limit : life.devices + 1
      return life.devices < limit ? () => void (life.devices = then) : 'refused'
    }
    case 'remove device':
      return life.devices > 0 ? () => void life.devices-- : null
    case 'nothing':
      return () => undefined
  }
}

function predictBuy(life: Life, { plan, coupon, declined }: Extract<Command, { do: 'buy' }>): Prediction {
  if (life.subscription || (coupon && life.usedCoupon)) return 'refused'
  if (declined || life.declines) return () => undefined
  return (at) => {
    life.usedCoupon ||= coupon
    const fresh = { anchor: at, periods: 1, cancels: false, next: null, open: null, payments: [] }
    life.subscription = { ...fresh, plan, discounted: coupon }
    pay(life, life.subscription, coupon ? PLANS[plan].price / 2 : PLANS[plan].price, at)
  }
}

/** Up at once for the difference of what is left of the period; down with the next one. */
function predictChange(life: Life, subscription: Subscription, plan: PlanId): Prediction {
  const newest = subscription.payments.at(-1)
  const { open, discounted, next, plan: current } = subscription
  if (open || discounted || life.declines || plan === current || plan === next) return null
  if (!newest || newest.dispute || isGone(newest)) return null
  if (subscription.cancels) return 'refused'
  if (PLANS[plan].rank < PLANS[current].rank) return () => void (subscription.next = plan)
  return (at) => {
    const end = periodEnd(subscription)
    const begin = periodEnd({ ...subscription, periods: subscription.periods - 1 })
    const left = (price: number) => Math.round((price * (end - at)) / (end - begin))
    Object.assign(subscription, { plan, next: null })
    pay(life, subscription, left(PLANS[plan].price) - left(PLANS[current].price), at)
    life.changes++
  }
}

/** While the bank decides, after it gave the money back, and beyond what was paid: no. */
function predictRefund(payment: Payment, cents: number | null): Prediction {
  const left = payment.amount - payment.refunded
  if (payment.dispute?.state === 'won') return null
  if (payment.dispute || left === 0 || (cents ?? 0) > left) return 'refused'
  return (at) => {
    payment.refunded += cents ?? left
    if (payment.refunded === payment.amount) payment.refundedAt = at
  }
}

function predictDecision({ payments }: Life, state: 'won' | 'lost'): Prediction {
  const dispute = payments.find((payment) => payment.dispute?.state === 'open')?.dispute
  return dispute ? () => void (dispute.state = state) : null
}

/** Time of one plan is put behind time of the same plan. */
function grant(life: Life, plan: PlanId, at: number): void {
  const access = expectedAccess({ ...life, grants: [], payments: life.payments.map(undisputed) }, at)
  const paid = 'plan' in access && access.plan === plan && access.state === 'active' ? access.until : 0
  const ends = life.grants.filter((one) => one.plan === plan).map(({ until }) => until)
  const from = Math.max(at, paid, ...ends)
  life.grants.push({ plan, from, until: from + GRANT_DAYS * DAY })
}

/** Suspended or not, what was paid is held: an open dispute takes nothing off it. */
function undisputed(payment: Payment): Payment {
  return payment.dispute?.state === 'lost'
    ? { ...payment, until: payment.dispute.at, dispute: null }
    : { ...payment, dispute: null }
}
