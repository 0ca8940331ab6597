// Who may use the VPN, until when, with which plan: the one place that decides it, from facts and the time.
// Invariant: "active" at Stripe is never taken as paid; only paid periods and grants carry a date here. Of stretches that run at once
// the highest plan counts, and when it ends the next one is there without anything having to happen.

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

/** A stretch of time that was given; `until` is outside. */
export interface Granted {
  plan: Plan
  from: Date
  until: Date
}

export interface AccessFacts {
  /** The plan that was paid for. */
  plan: Plan | null
  paidUntil: Date | null
  /** Beside what was paid; those that are revoked are not among them. */
  granted: readonly Granted[]
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

interface Span extends Granted {
  isGrace: boolean
}

const DAY = 86_400_000
const ALWAYS = new Date(0)

export function entitlement(facts: AccessFacts, now: Date, graceDays: number): Entitlement {
  if (facts.banned) return { state: 'suspended', reason: 'ban' }
  if (facts.disputed) return { state: 'suspended', reason: 'dispute' }

  const spans = spansOf(facts, graceDays)
  const best = bestAt(spans, now)
  if (best) {
    const cutOff = reach(spans, now)
    if (best.isGrace) return { state: 'grace', plan: best.plan, until: cutOff, cutOff }
    const until = reach(
      spans.filter((span) => !span.isGrace),
      now,
    )
    return { state: 'active', plan: best.plan, until, cutOff }
  }
  if (facts.freePlan) return { state: 'active', plan: facts.freePlan, until: null, cutOff: null }
  const last = lastOver(spans, now)
  return last ? { state: 'ended', since: last.until } : { state: 'none' }
}

/**
 * Until when the device at `place` (0: the first) is within the limit, if nothing more is heard; null: no planned end. A larger plan may
 * end before access does, and then some devices end with it. Asked of an account that is entitled now.
 */
export function servedUntil(facts: AccessFacts, place: number, now: Date, graceDays: number): Date | null {
  const spans = spansOf(facts, graceDays)
  let at = now
  for (let best = bestAt(spans, at); best && best.plan.deviceLimit > place; best = bestAt(spans, at)) {
    const { plan, until } = best
    const higher = spans.filter((span) => span.from > at && span.from < until && span.plan.rank > plan.rank)
    at = higher.reduce((first, span) => (span.from < first ? span.from : first), until)
  }
  return at > now ? at : null
}

/** The plan to name where none is in force: the one that ended last, or that rests. */
export function planHeld(facts: AccessFacts, now: Date): Plan | null {
  const spans = spansOf(facts, 0)
  return (bestAt(spans, now) ?? lastOver(spans, now))?.plan ?? facts.plan
}

/**
 * A renewal is paid about an hour after the period moves on (docs.stripe.com/billing/invoices/subscription), so a renewing
 * subscription runs into the same grace as a failing one: nobody is cut off between the period's end and the charge.
 */
function spansOf({ plan, paidUntil, granted, standing }: AccessFacts, graceDays: number): Span[] {
  const spans: Span[] = granted.map((one) => ({ ...one, isGrace: false }))
  if (!plan || !paidUntil) return spans
  spans.push({ plan, from: ALWAYS, until: paidUntil, isGrace: false })
  if (standing !== 'renewing' && standing !== 'failing') return spans
  return [...spans, { plan, from: paidUntil, until: new Date(paidUntil.getTime() + graceDays * DAY), isGrace: true }]
}

function bestAt(spans: readonly Span[], at: Date): Span | null {
  return spans.filter((span) => span.from <= at && at < span.until).reduce<Span | null>(better, null)
}

function better(best: Span | null, span: Span): Span {
  if (!best) return span
  if (span.plan.rank !== best.plan.rank) return span.plan.rank > best.plan.rank ? span : best
  return best.isGrace ? span : best
}

/** From `at` on, how far spans go without a gap. */
function reach(spans: readonly Span[], at: Date): Date {
  const next = spans
    .filter((span) => span.from <= at && at < span.until)
    .reduce((end, span) => (span.until > end ? span.until : end), at)
  return next > at ? reach(spans, next) : at
}

function lastOver(spans: readonly Span[], now: Date): Span | null {
  return spans
    .filter((span) => span.until <= now)
    .reduce<Span | null>((last, span) => (last && last.until >= span.until ? last : span), null)
}
