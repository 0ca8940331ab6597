// What the model says of access and of the books at a moment. Pure.
import { DAY, periodEnd, PLANS, type Life, type Payment, type PlanId } from './life.ts'

export type Access =
  | { state: 'none' | 'suspended' }
  | { state: 'ended'; until: number }
  | { state: 'active' | 'grace'; plan: PlanId; until: number }

interface Stretch {
  plan: PlanId
  from: number
  until: number
  grace: boolean
}

const GRACE_DAYS = 7

/** When the last of the money left; Infinity while some of it is here. */
function goneAt(payment: Payment): number {
  if (payment.dispute?.state === 'lost') return payment.dispute.at
  return payment.refunded === payment.amount ? payment.refundedAt : Infinity
}

export const isGone = (payment: Payment) => goneAt(payment) < Infinity

export function isSuspended({ payments }: Life): boolean {
  return payments.some(({ dispute }) => {
    if (dispute?.state === 'open') return true
    return dispute?.state === 'lost' && !payments.some((later) => later.at > dispute.at && !later.dispute)
  })
}

export function expectedAccess(life: Life, now: number): Access {
  if (isSuspended(life)) return { state: 'suspended' }
  const all = stretches(life, now)
  const running = all.filter(({ from, until }) => from <= now && now < until)
  const [best] = running.toSorted(
    (a, b) => PLANS[b.plan].rank - PLANS[a.plan].rank || Number(a.grace) - Number(b.grace),
  )
  if (!best) {
    const over = all.map(({ until }) => until).filter((until) => until <= now)
    return over.length > 0 ? { state: 'ended', until: Math.max(...over) } : { state: 'none' }
  }
  const seen = best.grace ? all : all.filter(({ grace }) => !grace)
  return { state: best.grace ? 'grace' : 'active', plan: best.plan, until: unbroken(seen, now) }
}

function stretches({ payments, grants, subscription }: Life, now: number): Stretch[] {
  const paid = payments.map((one) => ({ plan: one.plan, until: Math.min(one.until, goneAt(one)) }))
  const given = grants.map((one) => ({ ...one, grace: false }))
  const running = paid.filter(({ until }) => until > now)
  const held = running.length > 0 ? running : paid
  if (held.length === 0) return given
  const until = Math.max(...held.map((one) => one.until))
  const highest = running.toSorted((a, b) => PLANS[b.plan].rank - PLANS[a.plan].rank)[0]
  // Of what ended in one moment, the highest: an upgrade is paid until the end of what it took the place of.
  const newest = held.toSorted((a, b) => b.until - a.until || PLANS[b.plan].rank - PLANS[a.plan].rank)[0]
  const plan = highest?.plan ?? newest?.plan ?? 'basic'
  const last = subscription?.payments.at(-1)
  // A subscription that is cancelled ends with its period; while that period is not paid, it may still be.
  const isPaidUp = subscription?.cancels && last && last.until >= periodEnd(subscription)
  const waits = subscription && !isPaidUp && last && !isGone(last)
  return [
    ...given,
    { plan, from: 0, until, grace: false },
    ...(waits ? [{ plan, from: until, until: until + GRACE_DAYS * DAY, grace: true }] : []),
  ]
}

function unbroken(all: Stretch[], from: number): number {
  let end = from
  for (let at = -1; at !== end;) {
    at = end
    for (const one of all) if (one.from <= at && one.until > end) end = one.until
  }
  return end
}

/** Cents, as the ledger has them: what came in is negative there. */
export function expectedBooks({ payments }: Life) {
  const sum = (of: (payment: Payment) => number) => payments.reduce((all, payment) => all + of(payment), 0)
  return {
    revenue: -sum(({ amount }) => amount),
    refunds: sum(({ refunded }) => refunded),
    disputes: sum(({ amount, dispute }) => (dispute && dispute.state !== 'won' ? amount : 0)),
  }
}
