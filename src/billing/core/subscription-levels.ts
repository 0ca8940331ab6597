// Whether a subscription is as an operation wanted it: levels, not edges. So it does not matter whose call, or which try, made it so.
import type { SubscriptionFact } from './stripe-facts.ts'

/** What was asked for, as its row in `operations` says. */
export interface Wanted {
  kind: 'refund' | 'change' | 'schedule' | 'release' | 'cancel' | 'cancel-now' | 'keep' | 'pause' | 'resume'
  price_id: string | null
  schedule_id: string | null
}

const ENDED = new Set(['canceled', 'incomplete_expired'])
const RUNNING = new Set(['active', 'trialing', 'past_due'])

export function holds(wanted: Wanted, now: SubscriptionFact): boolean {
  switch (wanted.kind) {
    case 'change':
      return now.priceId === wanted.price_id
    case 'schedule':
      return now.next?.priceId === wanted.price_id || now.priceId === wanted.price_id // the second: its time has come
    case 'release':
      return now.scheduleId !== wanted.schedule_id
    case 'cancel':
      return now.endsAt !== null
    case 'cancel-now':
      return ENDED.has(now.status)
    case 'keep':
      return now.endsAt === null
    case 'pause':
      return now.status === 'paused'
    case 'resume':
      return RUNNING.has(now.status)
    case 'refund':
      return false
  }
}

/** The change stands at Stripe and is made when its invoice is paid; until then the old plan stays. */
export function waitsForPayment(wanted: Wanted, now: SubscriptionFact): boolean {
  return wanted.kind === 'change' && now.pending !== null && now.pending.priceId === wanted.price_id
}
