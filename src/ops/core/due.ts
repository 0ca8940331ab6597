// The next moments at which something happens by time alone, from what Stripe and our own records plan.
// Invariant: earliest first, all of them after now, and none twice.

/** Of Stripe, and of access that is over by itself. */
export const DUE_KINDS = [
  'trial-notice',
  'trial-end',
  'renewal',
  'cancel',
  'collection',
  'retry',
  'settlement',
  'refund',
  'dispute',
  'grace-end',
  'access-end',
  'grant-end',
] as const
export type DueKind = (typeof DUE_KINDS)[number]

export interface Due {
  at: Date
  what: DueKind
  /** Null: somebody who has no account here. */
  account: string | null
}

/** The paid time of an account. */
export interface PaidTime {
  account: string
  paidUntil: Date
  standing: 'none' | 'renewing' | 'failing' | 'ending'
}

const DAY = 86_400_000

export function nextDue(candidates: readonly Due[], now: Date): Due[] {
  const seen = new Set<string>()
  return candidates
    .filter(({ at }) => at > now)
    .toSorted((one, other) => one.at.getTime() - other.at.getTime())
    .filter((due) => {
      const key = `${due.at.toISOString()} ${due.what} ${due.account ?? ''}`
      return !seen.has(key) && Boolean(seen.add(key))
    })
}

/** When paid time is over for good: a failing renewal has its grace, and one that renews goes on by itself. */
export function endOfPaid({ account, paidUntil, standing }: PaidTime, graceDays: number): Due[] {
  if (standing === 'renewing') return []
  if (standing !== 'failing') return [{ at: paidUntil, what: 'access-end', account }]
  return [{ at: new Date(paidUntil.getTime() + graceDays * DAY), what: 'grace-end', account }]
}

/** A trial that goes on into a paid time is told of `notice` milliseconds before its end. */
export function withNotice(due: Due, notice: number): Due[] {
  if (due.what !== 'trial-end') return [due]
  return [{ ...due, at: new Date(due.at.getTime() - notice), what: 'trial-notice' }, due]
}
