// Floods of calls by who is let in, held back before they cost anything: pages of who is logged in and calls with an API key count
// for their account. Each process counts for itself, in memory, so that no page pays for it with a query: of several processes each
// lets as many through, which is what protects each of them. Guessing is counted over all of them (throttle.ts).
import { Refusal } from '../lib/refusal.ts'

const MINUTE = 60_000 // ms

export interface CallRate {
  /** Counts one; throws Refusal `too-many` with the seconds to wait when that is above the limit. */
  spend(subject: string): void
}

/**
 * `perMinute` at once, and as many a minute for good. The generic cell rate algorithm (ITU-T I.371): all that is kept of a subject is
 * the moment at which it will have paid for its calls. `now` is real time in milliseconds.
 */
export function openCallRate(perMinute: number, now: () => number = () => performance.now()): CallRate {
  const each = MINUTE / perMinute
  const paidAt = new Map<string, number>()
  let tidyAt = now() + MINUTE
  return {
    spend(subject) {
      const at = now()
      if (at >= tidyAt) {
        for (const [one, paid] of paidAt) if (paid <= at) paidAt.delete(one)
        tidyAt = at + MINUTE
      }
      const paid = Math.max(at, paidAt.get(subject) ?? at) + each
      const wait = paid - at - MINUTE
      if (wait > 0) {
        const seconds = Math.ceil(wait / 1000)
        throw new Refusal(
          'too-many',
          'So many calls at once are too many. Slow down, and try again in a moment.',
          seconds,
        )
      }
      paidAt.set(subject, paid)
    },
  }
}
