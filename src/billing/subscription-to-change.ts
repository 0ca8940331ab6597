// The subscription that an account would change, as Stripe has it at this moment, and the price it would change to.
import type { Db } from '../db/open.ts'
import { Refusal } from '../lib/refusal.ts'
import { newSecret } from '../lib/token.ts'
import { changeOf, type PlanPrice } from './core/plan-change.ts'
import type { Money } from './core/money.ts'
import { isUnpaid } from './core/subscription-states.ts'
import { plansOfRunningCoupon } from './coupon-queries.ts'
import type { SubscriptionFact } from './core/stripe-facts.ts'
import { liveSubscription } from './overview-queries.ts'
import { listOffers, type Offer } from './plans.ts'
import type { SubscriptionRead } from './stripe-changing.ts'
import {
  askStripe,
  openWish,
  type OperationNeeds,
  type SubscriptionOperation,
  type Wish,
} from './subscription-operation.ts'
import { priceById } from './subscription-operation-queries.ts'

/** Refusal: `conflict` when none runs. */
export async function liveOf({ db, stripe }: OperationNeeds, account: string): Promise<SubscriptionRead> {
  const row = await liveSubscription(db, account)
  if (!row) throw new Refusal('conflict', 'There is no running subscription.')
  return stripe.readSubscription(row.id)
}

export interface PlanTarget {
  account: string
  fact: SubscriptionFact
  itemId: string
  current: PlanPrice & Money & { name: string }
  wanted: Offer & { priceId: string }
  /** A trial changes at once and charges nothing, whichever way. */
  begins: 'at-once' | 'at-period-end'
}

/** Refusals: `not-for-sale`; `conflict` when the subscription cannot be changed to it as it stands. */
export async function planTarget(needs: OperationNeeds, account: string, lookupKey: string): Promise<PlanTarget> {
  const wanted = (await listOffers(needs.db)).find((one) => one.lookupKey === lookupKey && one.forSale)
  if (!wanted?.priceId) throw new Refusal('not-for-sale', 'This plan is not for sale. Choose another one.')
  const { fact, itemId } = await liveOf(needs, account)
  const current = await currentOf(needs.db, fact)
  checkChangeable(fact)
  if (current.currency !== wanted.currency) {
    throw new Refusal(
      'conflict',
      `Your subscription is paid in ${current.currency.toUpperCase()}. Choose a price in it.`,
    )
  }
  const direction = changeOf(current, wanted)
  if (direction === 'same') throw new Refusal('conflict', 'You have this plan already.')
  await checkCoupon(needs, account, wanted.planId)
  if (fact.next?.priceId === wanted.priceId) throw new Refusal('conflict', 'This change is planned already.')
  const begins = direction === 'up' || fact.status === 'trialing' ? 'at-once' : 'at-period-end'
  return { account, fact, itemId, current, wanted: { ...wanted, priceId: wanted.priceId }, begins }
}

/** A discount stays on a subscription that changes its plan, so one that is for some plans only keeps it among these. */
async function checkCoupon({ db, clock }: OperationNeeds, account: string, plan: string): Promise<void> {
  const plans = await plansOfRunningCoupon(db, account, clock())
  if (plans === null || plans.includes(plan)) return
  throw new Refusal(
    'conflict',
    'The code you bought with is not for this plan. Cancel your plan first; when it has ended, choose the new one without the code.',
  )
}

async function currentOf(db: Db, { priceId }: SubscriptionFact): Promise<PlanTarget['current']> {
  const current = await priceById(db, priceId)
  if (!current) throw new Refusal('conflict', 'Your price is not in our table any more. Write to us to change it.')
  return current
}

function checkChangeable({ status, endsAt }: SubscriptionFact): void {
  if (status === 'paused')
    throw new Refusal('conflict', 'The subscription is paused. It must go on before it can change.')
  if (isUnpaid(status)) {
    throw new Refusal(
      'conflict',
      'A payment of your plan did not come through and is no longer asked for. Pay its invoice, or end the plan on the billing page and choose anew.',
    )
  }
  if (status !== 'active' && status !== 'trialing') {
    throw new Refusal('conflict', 'A payment is open. Pay it first, then change the plan.')
  }
  if (endsAt !== null) throw new Refusal('conflict', 'Your plan is cancelled. Keep it first, then change it.')
}

/** Takes back what waits for the period's end, so that the next wish does not fight with it. Null: nothing waited. */
export async function releaseFirst(
  needs: OperationNeeds,
  { account, fact, actor, intent }: { account: string; fact: SubscriptionFact; actor: string; intent?: string },
): Promise<SubscriptionOperation | null> {
  if (fact.scheduleId === null) return null
  return askStripe(needs, {
    kind: 'release',
    account,
    subscription: fact.id,
    schedule: fact.scheduleId,
    intent: `${intent ?? newSecret()}:release`,
    reason: 'A planned change is taken back',
    actor,
  })
}

/**
 * What is open of that which would be asked first: to take back what waits for the period's end, else `wish` itself. Null: the way is
 * free. Refusal: `conflict` when something else is open.
 */
export function openFirst(
  { db }: { db: Db },
  { id: subscription, scheduleId }: SubscriptionFact,
  wish: Pick<Wish, 'kind' | 'price'>,
): Promise<SubscriptionOperation | null> {
  return openWish(db, scheduleId === null ? { ...wish, subscription } : { kind: 'release', subscription })
}
