// What staff do to a customer's subscription: pause it, let it go on, end it at once. Never without a reason.
import { Refusal } from '../lib/refusal.ts'
import { checkReason } from './core/reason.ts'
import type { SubscriptionFact } from './core/stripe-facts.ts'
import {
  askedBefore,
  askStripe,
  openWish,
  type OperationNeeds,
  type SubscriptionOperation,
} from './subscription-operation.ts'
import { liveOf, releaseFirst } from './subscription-to-change.ts'

export interface StaffWish {
  account: string
  reason: string
  actor: string
  /** Made by the page: the same click, sent twice, is one wish. */
  intent: string
}

/** Paid time runs to its end; nothing more is charged. Refusals: `conflict`, `invalid` (reason), `unavailable`. */
export function pauseSubscription(needs: OperationNeeds, wish: StaffWish): Promise<SubscriptionOperation> {
  return once(needs, wish, async (fact) => {
    if (fact.status !== 'active' && fact.status !== 'trialing') {
      throw new Refusal('conflict', 'Only a running subscription without an open payment can be paused.')
    }
    const released = await releaseFirst(needs, { ...wish, fact })
    if (released && released.state !== 'succeeded') return released
    return askStripe(needs, { kind: 'pause', subscription: fact.id, ...wish })
  })
}

/**
 * Within the time that was paid it goes on as before; later a period begins now and is charged now.
 * Refusals: `conflict`, `invalid` (reason), `unavailable`.
 */
export function resumeSubscription(needs: OperationNeeds, wish: StaffWish): Promise<SubscriptionOperation> {
  return once(needs, wish, async (fact) => {
    if (fact.status !== 'paused') throw new Refusal('conflict', 'This subscription is not paused.')
    return askStripe(needs, { kind: 'resume', subscription: fact.id, ...wish })
  })
}

/**
 * Ends the subscription and the access it pays for at this moment. Gives no money back: that is a refund of its own.
 * Refusals: `conflict` when none runs, `invalid` (reason), `unavailable`.
 */
export function endSubscription(needs: OperationNeeds, wish: StaffWish): Promise<SubscriptionOperation> {
  return once(needs, wish, (fact) => askStripe(needs, { kind: 'cancel-now', subscription: fact.id, ...wish }))
}

/** The same wish while its outcome is open; null: the way is free. Refusals: as `endSubscription`, but for what Stripe says when asked. */
export async function previewEnd(
  needs: OperationNeeds,
  { account, reason }: Pick<StaffWish, 'account' | 'reason'>,
): Promise<SubscriptionOperation | null> {
  checkReason(reason)
  const { fact } = await liveOf(needs, account)
  return openWish(needs.db, { kind: 'cancel-now', subscription: fact.id })
}

/** A click that comes again finds what the first one did, whatever the subscription is by then. */
async function once(
  needs: OperationNeeds,
  { account, intent, reason }: StaffWish,
  ask: (fact: SubscriptionFact) => Promise<SubscriptionOperation>,
): Promise<SubscriptionOperation> {
  if (!/^[\w-]{10,80}$/.test(intent)) throw new Refusal('invalid', 'Load the page again and retry.')
  checkReason(reason) // before anything is asked of Stripe
  const known = await askedBefore(needs, intent)
  return known ?? ask((await liveOf(needs, account)).fact)
}
