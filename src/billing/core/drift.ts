// Whether our copy of one of Stripe's objects says what Stripe says: twelve classes of difference. Pure.
// Invariant: one fault gives one difference at one object; what merely follows from it is not told again.

export const COPY_KINDS = ['charge', 'refund', 'dispute', 'subscription'] as const
export type CopyKind = (typeof COPY_KINDS)[number]
export type DriftClass =
  | `missing-here-${CopyKind}`
  | `missing-there-${CopyKind}`
  | 'wrong-amount'
  | 'wrong-currency'
  | 'wrong-status'
  | 'wrong-customer'

/** What is compared of an object, whichever side tells it. */
export interface Copy {
  kind: CopyKind
  id: string
  created: Date
  /** Whose it is; null when that is nobody here. */
  account: string | null
  /** Of a refund or dispute: the charge it belongs to, which says whose it is. */
  charge: string | null
  /** Minor units; null for a subscription. */
  amount: bigint | null
  currency: string | null
  /** Of a subscription: what it charges by. */
  price: string | null
  status: string
  /** Of a subscription: its scheduled or past end. */
  ends: Date | null
  /** Of a charge: given back, by its own word. */
  refunded: bigint | null
}
export interface StoredCopy extends Copy {
  /** Given back, by the refunds that stand beside it. */
  refundsKept: bigint | null
}
export interface Drift {
  class: DriftClass
  here: string | null
  there: string | null
}

/** Null: there is none. An object of nobody here that is not stored is another system's, and no difference. */
export function driftBetween(here: StoredCopy | null, there: Copy | null): Drift[] {
  if (here && there) return wrongs(here, there)
  if (here) return [{ class: `missing-there-${here.kind}`, here: here.status, there: null }]
  if (there?.account) return [{ class: `missing-here-${there.kind}`, here: null, there: there.status }]
  return []
}

/** Whether fetching the customer again is a safe repair: our copies are overwritten, nothing is removed and nothing changes hands. */
export function isRepairable(drift: string): boolean {
  return !drift.startsWith('missing-there-') && drift !== 'wrong-customer'
}

function wrongs(here: StoredCopy, there: Copy): Drift[] {
  const pairs: [DriftClass, string | null, string | null][] = [
    ['wrong-customer', ownerOf(here), ownerOf(there)],
    ['wrong-amount', priceOf(here), priceOf(there)],
    ['wrong-currency', here.currency, there.currency],
    ['wrong-status', standingOf(here), standingOf(there)],
  ]
  const drifts = pairs.flatMap(([kind, ours, theirs]) =>
    ours === theirs ? [] : [{ class: kind, here: ours, there: theirs }],
  )
  return drifts.some((drift) => drift.class === 'wrong-amount') ? drifts : [...drifts, ...wrongRefunded(here, there)]
}

/** A refund that is missing or wrong is told at the refund; only when the sum agrees with neither side is the charge's copy wrong. */
function wrongRefunded(here: StoredCopy, there: Copy): Drift[] {
  if (here.refunded === there.refunded || here.refunded === here.refundsKept) return []
  return [{ class: 'wrong-amount', here: `${here.refunded} refunded`, there: `${there.refunded} refunded` }]
}

const ownerOf = (copy: Copy) => copy.charge ?? copy.account
const priceOf = (copy: Copy) => copy.price ?? String(copy.amount)
const standingOf = ({ status, ends }: Copy) => (ends ? `${status}, ends ${ends.toISOString().slice(0, 19)}Z` : status)
