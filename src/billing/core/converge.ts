// From one customer's facts to the access that follows and what is to be told: the decision of sync-customer, pure.
import type { AlertKind } from './alert-kinds.ts'
import type { Plan } from './entitlement.ts'
import type { PaidPeriod } from './paid-periods.ts'
import type { CustomerFacts } from './stripe-facts.ts'

export interface PaidAccess {
  planId: string | null
  paidUntil: Date | null
}

/**
 * The plan and end that the paid periods give: of those that still run the highest plan, else the last that ended.
 * `plans` is keyed by Stripe price id; a period of an unknown price gives nothing.
 */
export function paidAccess(periods: PaidPeriod[], plans: Map<string, Plan>, now: Date): PaidAccess {
  const known = periods.flatMap((period) => {
    const plan = plans.get(period.priceId)
    return plan ? [{ ...period, plan }] : []
  })
  const running = known.filter((period) => period.until > now)
  // Of one invoice chain (an upgrade in mid-period) the newest invoice says which plan is in force.
  const best = running.length > 0 ? running.reduce(higher) : known.length > 0 ? known.reduce(later) : null
  if (!best) return { planId: null, paidUntil: null }
  const sameOrHigher = known.filter((period) => period.plan.rank >= best.plan.rank)
  return { planId: best.plan.id, paidUntil: sameOrHigher.reduce(later).until }
}

type Known = PaidPeriod & { plan: Plan }
const higher = (a: Known, b: Known) =>
  b.plan.rank > a.plan.rank || (b.plan.rank === a.plan.rank && b.until > a.until) ? b : a
const later = (a: Known, b: Known) => (b.until > a.until ? b : a)

export interface Concern {
  kind: AlertKind
  subject: string
  detail: string
}

/**
 * What staff must look at in these facts; an alert stays open as long as its concern is in this list. `owed`: charges of a second
 * subscription that Stripe has refused to give back.
 */
export function concernsIn(facts: CustomerFacts, plans: Map<string, Plan>, owed: readonly string[]): Concern[] {
  const concerns: Concern[] = []
  const unknown = new Set(facts.periods.map((period) => period.priceId).filter((price) => !plans.has(price)))
  for (const price of unknown) {
    const detail = `Paid for ${price}, which is no price of a plan here: no access follows from it. Refund it or add the plan.`
    concerns.push({ kind: 'unknown-price', subject: price, detail })
  }
  const running = facts.live.filter((id) => !facts.stillborn.includes(id))
  if (running.length > 1) {
    const detail = `Subscriptions ${running.join(', ')} are live at once: the later ones are being cancelled and refunded.`
    concerns.push({ kind: 'second-subscription', subject: running.toSorted().join(' '), detail })
  }
  for (const charge of owed) {
    const detail = `The payment ${charge} of a second subscription is not given back: Stripe refused it. It is asked again each hour.`
    concerns.push({ kind: 'second-subscription', subject: charge, detail })
  }
  return concerns
}
