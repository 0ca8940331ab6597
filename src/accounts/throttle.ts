// Counters of attempts, shared by every process through Redis or PostgreSQL, so they hold over replicas and restarts.
// An attempt is counted before it is judged and given back when it was right: parallel guesses cannot slip past a limit that
// each of them still saw open. Counters run in real time, not the product's clock: they are about who knocks how fast.
import { createHash } from 'node:crypto'
import { Refusal } from '../lib/refusal.ts'
import type { Counter, Limit, OpenCounter } from './throttle-counters.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE

/** How often within how many seconds. Those of log-in count failures only. */
export const LIMITS = {
  'log-in-account': { points: 10, seconds: 15 * MINUTE },
  'log-in-account-day': { points: 100, seconds: 24 * HOUR }, // NIST 800-63B-4: at most 100 failures in a row
  'log-in-network': { points: 30, seconds: 15 * MINUTE },
  'log-in-device': { points: 10, seconds: 15 * MINUTE },
  'current-password': { points: 10, seconds: 15 * MINUTE },
  'second-factor': { points: 10, seconds: 15 * MINUTE },
  'second-factor-day': { points: 100, seconds: 24 * HOUR },
  'passkey-challenge': { points: 300, seconds: 15 * MINUTE }, // a row each; by network or account
  'change-email': { points: 5, seconds: HOUR },
  'enrol-network': { points: 10, seconds: 15 * MINUTE }, // nodes; a right token gives its try back
  'api-key-network': { points: 60, seconds: 15 * MINUTE }, // wrong keys alone; a right one is always let in
  'sign-up-network': { points: 300, seconds: HOUR }, // an office or a carrier's gateway is one network
  'sign-up-notice': { points: 3, seconds: HOUR },
  'ticket-account': { points: 30, seconds: HOUR }, // each message makes mails
  'ticket-mail': { points: 120, seconds: HOUR }, // mails that are read at all, whatever is in them
  'ticket-by-mail': { points: 10, seconds: HOUR }, // mails that open one, or try to; their sender is not proved
  'ticket-stranger': { points: 5, seconds: 24 * HOUR }, // answers from another address; each makes a note
  'voucher-account': { points: 10, seconds: 15 * MINUTE }, // codes that were wrong; a right one gives its try back
  'voucher-network': { points: 60, seconds: 15 * MINUTE },
  'coupon-account': { points: 10, seconds: 15 * MINUTE }, // codes that were wrong; others give their try back
  'coupon-network': { points: 60, seconds: 15 * MINUTE },
  'device-account': { points: 60, seconds: HOUR }, // those that were added
  'device-network': { points: 300, seconds: HOUR },
  'manual-payment-account': { points: 10, seconds: HOUR }, // each request makes a mail
  'reset-network': { points: 60, seconds: HOUR },
  'reset-account': { points: 5, seconds: HOUR },
  'verify-network': { points: 60, seconds: HOUR },
  'verify-account': { points: 5, seconds: HOUR },
}
export type LimitName = keyof typeof LIMITS
export type Limits = Record<LimitName, Limit>

export interface Throttle {
  /** Counts one; throws Refusal `too-many` with the seconds to wait when that is above the limit. */
  spend(name: LimitName, subject: string): Promise<void>
  /** Counts one; false when that is above the limit. */
  trySpend(name: LimitName, subject: string): Promise<boolean>
  /** Takes one back, for an attempt that turned out right. */
  giveBack(name: LimitName, subject: string): Promise<void>
  /** Begins again at none. */
  forget(name: LimitName, subject: string): Promise<void>
}

/** `limits` replaces single ones of LIMITS. */
export function openThrottle(open: OpenCounter, limits: Partial<Limits> = {}): Throttle {
  const chosen: Limits = { ...LIMITS, ...limits }
  const opened = new Map<LimitName, Counter>()
  const of = (name: LimitName): Counter => {
    const counter = opened.get(name) ?? open(name, chosen[name])
    opened.set(name, counter)
    return counter
  }
  return {
    async spend(name, subject) {
      const seconds = await of(name).count(keyOf(subject))
      if (seconds !== null)
        throw new Refusal('too-many', `Too many attempts. Try again in ${inWords(seconds)}.`, seconds)
    },
    trySpend: async (name, subject) => (await of(name).count(keyOf(subject))) === null,
    giveBack: (name, subject) => of(name).giveBack(keyOf(subject)),
    forget: (name, subject) => of(name).forget(keyOf(subject)),
  }
}

/** Neither e-mail addresses nor whatever a stranger typed stand in the table. */
function keyOf(subject: string): string {
  return createHash('sha256').update(subject).digest('base64url')
}

function inWords(seconds: number): string {
  if (seconds <= 90) return `${seconds} seconds`
  return seconds <= 90 * MINUTE ? `${Math.ceil(seconds / MINUTE)} minutes` : `${Math.ceil(seconds / HOUR)} hours`
}
