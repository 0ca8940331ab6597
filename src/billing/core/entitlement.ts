// Who may use the VPN, until when, with which plan: the one place that decides it, from facts and the time.
// Invariant: "active" at Stripe is never taken as paid; only paid periods and grants carry a date here.

export interface Plan {
  id: string
  name: string
  rank: number
  deviceLimit: number
  /** Bytes a month; null: no cap. */
  dataCap: bigint | null
}

/**
 * How the subscription stands, as sync-customer last saw it:
 * `renewing` (will be charged again at the period's end), `failing` (a renewal is open and unpaid), `ending` (cancelled or
 * ended: nothing more will be paid), `none`.
 */
export type Standing = 'none' | 'renewing' | 'failing' | 'ending'

export interface AccessFacts {
  /** The plan that was paid for or granted. */
  plan: Plan | null
  paidUntil: Date | null
  grantedUntil: Date | null
  standing: Standing
  disputed: boolean
  banned: boolean
  /** The plan of those who pay nothing, when the operator has switched it on and the account is verified. */
  freePlan: Plan | null
}

export type Entitlement =
  | { state: 'none' }
  /** `until` is the date to show; `cutOff` is when access ends if nothing more is ever heard. Null: no end. */
  | { state: 'active'; plan: Plan; until: Date | null; cutOff: Date | null }
  | { state: 'grace'; plan: Plan; until: Date; cutOff: Date }
  | { state: 'suspended'; reason: 'dispute' | 'ban' }
  | { state: 'ended'; since: Date }

const DAY = 86_400_000

/**
 * A renewal is paid about an hour after the period moves on (docs.stripe.com/billing/invoices/subscription), so a renewing
 * subscription runs into the same grace as a failing one: nobody is cut off between the period's end and the charge.
 */
export function entitlement(facts: AccessFacts, now: Date, graceDays: number): Entitlement {
  if (facts.banned) return { state: 'suspended', reason: 'ban' }
  if (facts.disputed) return { state: 'suspended', reason: 'dispute' }

  const until = latest(facts.paidUntil, facts.grantedUntil)
  const mayStillPay = facts.standing === 'renewing' || facts.standing === 'failing'
  const paidGraceEnds = facts.paidUntil && mayStillPay ? new Date(facts.paidUntil.getTime() + graceDays * DAY) : null
  const cutOff = latest(until, paidGraceEnds)
  if (facts.plan && until && cutOff) {
    if (now < until) return { state: 'active', plan: facts.plan, until, cutOff }
    if (now < cutOff) return { state: 'grace', plan: facts.plan, until: cutOff, cutOff }
  }
  if (facts.freePlan) return { state: 'active', plan: facts.freePlan, until: null, cutOff: null }
  return cutOff ? { state: 'ended', since: cutOff } : { state: 'none' }
}

function latest(a: Date | null, b: Date | null): Date | null {
  if (!a || !b) return a ?? b
  return a > b ? a : b
}
