// Whether a payment goes through. Pure: of the card, who is present, and what control has decided for this customer.
import type { Outcome } from '../state/world.ts'
import { declines, type Decline, type TestCard } from './test-cards.ts'

export type Verdict =
  | { result: 'pays' }
  | { result: 'authenticates' }
  | { result: 'pends'; settlesAs: 'succeeded' | 'failed' | null }
  | { result: 'declines'; decline: Decline }

const forced: Record<Outcome, Verdict> = {
  pay: { result: 'pays' },
  decline: { result: 'declines', decline: declines.generic },
  insufficient_funds: { result: 'declines', decline: declines.insufficientFunds },
  authentication_required: { result: 'declines', decline: declines.authentication },
  expired_card: { result: 'declines', decline: declines.expired },
}

export interface Circumstances {
  /** Nobody is there to pass 3D Secure. */
  offSession: boolean
  /** 3D Secure has just been passed. */
  authenticated: boolean
  /** It was passed for this method once before. */
  known: boolean
  forced: Outcome | undefined
}
export function decidePayment(card: TestCard, given: Circumstances): Verdict {
  if (given.forced !== undefined) return forced[given.forced]
  if (given.offSession && card.authenticatesOnce && !given.known)
    return { result: 'declines', decline: declines.authentication }
  const behaviour = given.offSession ? card.later : card.present
  if (typeof behaviour === 'object') return { result: 'declines', decline: behaviour }
  switch (behaviour) {
    case 'pays':
      return { result: 'pays' }
    case 'authenticates':
      return given.authenticated ? { result: 'pays' } : { result: 'authenticates' }
    case 'pends-then-pays':
      return { result: 'pends', settlesAs: 'succeeded' }
    case 'pends-then-fails':
      return { result: 'pends', settlesAs: 'failed' }
    case 'pends':
      return { result: 'pends', settlesAs: null }
  }
}
