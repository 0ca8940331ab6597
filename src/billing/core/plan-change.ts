// Whether another price is more or less than the one that runs: what decides when it begins. Pure.
// Invariant: a change that begins at once never pays money out, so no round of changes leaves a credit.

export interface PlanPrice {
  planId: string
  rank: number
  interval: 'month' | 'year'
}

/**
 * A higher plan is up, and so is the year in place of the month. A year that was paid is never cut short for a month: that is down
 * whatever the plan, as is each lower plan.
 */
export function changeOf(current: PlanPrice, wanted: PlanPrice): 'up' | 'down' | 'same' {
  if (current.planId === wanted.planId && current.interval === wanted.interval) return 'same'
  if (current.interval === 'year' && wanted.interval === 'month') return 'down'
  return wanted.rank >= current.rank ? 'up' : 'down'
}
