// What every operation of the simulator works on. Invariant: business time is world.now(), which is the moment a due thing was due
// while it is being made up for, and the shared clock otherwise.
import type Stripe from 'stripe'
import type { Store } from './store.ts'

/** The version of the API that the simulator speaks and renders. */
export const apiVersion: typeof Stripe.API_VERSION = '2026-10-28.endive'

export interface Settings {
  /** Days between one failed collection of an invoice and the next try. */
  retryDays: number[]
  /** What happens to a subscription after the last failed try. */
  afterLastRetry: 'cancel' | 'unpaid' | 'past_due'
  /** Seconds after which an asynchronous payment settles by itself. */
  asyncSettleSeconds: number
  /** Days before the end of a period at which invoice.upcoming is sent. */
  upcomingDays: number
}
/** What control has decided for the payments of a customer or payment method, whatever its card would do. */
export type Outcome = 'pay' | 'decline' | 'insufficient_funds' | 'authentication_required' | 'expired_card'
export interface World {
  store: Store
  publicOrigin: string
  settings: Settings
  outcomes: Map<string, Outcome>
  /** Seconds since 1970. */
  now(): number
  /** Runs `work` with now() standing still at `time`; `ownClock` when that is the time of a test clock and not of everybody. */
  during<T>(time: number, work: () => T, ownClock?: boolean): T
  /** When an event is made: as now(), but what happens on a test clock is told at everybody's time. */
  eventTime(): number
  /** The API request that is being answered, as its events will name it. */
  request: { id: string | null; idempotency_key: string | null }
  /** Deliveries made but not yet sent; whoever commits hands them to the sender. */
  outbox: string[]
  /** Makes everything happen that is due on a test clock up to `target`; set by whoever runs the due things. */
  runTestClock(clock: string, target: number): void
}

export const defaultSettings: Settings = {
  retryDays: [1, 3, 5, 7],
  afterLastRetry: 'cancel',
  asyncSettleSeconds: 3 * 86400,
  upcomingDays: 7,
}

export function makeWorld({
  store,
  clock,
  publicOrigin,
}: {
  store: Store
  clock: () => Date
  publicOrigin: string
}): World {
  let frozen: number | null = null
  let isOwnClock = false
  const shared = () => Math.floor(clock().getTime() / 1000)
  return {
    store,
    publicOrigin,
    settings: { ...defaultSettings },
    outcomes: new Map(),
    request: { id: null, idempotency_key: null },
    outbox: [],
    runTestClock: () => {},
    now: () => frozen ?? shared(),
    eventTime: () => (frozen === null || isOwnClock ? shared() : frozen),
    during(time, work, ownClock = isOwnClock) {
      const outer = { frozen, isOwnClock }
      frozen = time
      isOwnClock = ownClock
      try {
        return work()
      } finally {
        ;({ frozen, isOwnClock } = outer)
      }
    },
  }
}
