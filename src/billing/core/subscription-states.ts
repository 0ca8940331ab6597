// What Stripe's words for a subscription mean for what can be done with it. Pure.
// Invariant: whatever keeps an account from buying again is found by whoever may end it.

const RUNNING = ['active', 'trialing', 'past_due', 'paused'] as const
/** Its payment was given up, or never came: it gives no time, and stands in the way of a new purchase. */
const UNPAID = ['unpaid', 'incomplete'] as const

/** Neither ended nor expired: an account has at most one. */
export const LIVE = [...RUNNING, ...UNPAID] as const

export function isUnpaid(status: string): boolean {
  return UNPAID.some((one) => one === status)
}

/** The one that counts of those given newest first: one that runs before one that is not paid. Undefined: all have ended. */
export function liveOne<T extends { status: string }>(newestFirst: readonly T[]): T | undefined {
  const live = newestFirst.filter(({ status }) => LIVE.some((one) => one === status))
  return live.find(({ status }) => !isUnpaid(status)) ?? live[0]
}
