// Moves a subscription to another plan or interval: up at once, charging the difference; down at the end of the period. What is shown
// before (plan-change-preview.ts) and what staff or a command line ask for end here.
// Invariant: a planned change and a new one never stand side by side: the planned one is taken back first.
import { Refusal } from '../lib/refusal.ts'
import { newSecret } from '../lib/token.ts'
import { checkReason } from './core/reason.ts'
import { listOffers } from './plans.ts'
import { askStripe, type OperationNeeds, type SubscriptionOperation } from './subscription-operation.ts'
import { openFirst, planTarget, releaseFirst, type PlanTarget } from './subscription-to-change.ts'
import { liveSubscription } from './overview-queries.ts'
import { priceById } from './subscription-operation-queries.ts'

export interface PlanWish {
  /** The moment an upgrade is counted from. */
  at: Date
  /** Refused when something else was done to the subscription since. */
  since: Date
  intent: string
  actor: string
  /** Without one it is from which plan to which. */
  reason?: string
}

/** Refusals: `conflict`, `unavailable` as `askStripe` has them. */
export async function makeChange(
  needs: OperationNeeds,
  { account, fact, current, wanted, begins }: PlanTarget,
  { at, ...wish }: PlanWish,
): Promise<SubscriptionOperation> {
  const released = await releaseFirst(needs, { account, fact, actor: wish.actor, intent: wish.intent })
  if (released && released.state !== 'succeeded') return released
  return askStripe(needs, {
    kind: kindOf(begins),
    account,
    subscription: fact.id,
    price: wanted.priceId,
    ...(begins === 'at-once' ? { at } : {}),
    reason: `From ${current.name} (${current.interval}) to ${wanted.name} (${wanted.interval})`,
    ...wish,
  })
}

/**
 * For staff and the command line: the same rules, without a page before. `plan` is a lookup key, or a plan's id: then the interval stays.
 * Refusals: `not-for-sale`, `conflict`, `invalid` (reason), `unavailable`.
 */
export async function changePlanOf(
  needs: OperationNeeds,
  account: string,
  plan: string,
  actor: string,
  reason?: string,
): Promise<SubscriptionOperation> {
  const now = needs.clock()
  const target = await targetOf(needs, account, plan, reason)
  const why = reason === undefined ? {} : { reason }
  return makeChange(needs, target, { at: now, since: now, intent: newSecret(), actor, ...why })
}

export interface PlannedChange {
  subscription: string
  begins: PlanTarget['begins']
  /** Asked for already, its outcome not known yet: `changePlanOf` would find this one. */
  open: SubscriptionOperation | null
}

/** What `changePlanOf` would do now. Refusals: as its own, but for what Stripe says when it is asked. */
export async function previewChangeOf(
  needs: OperationNeeds,
  account: string,
  plan: string,
  reason?: string,
): Promise<PlannedChange> {
  const { fact, wanted, begins } = await targetOf(needs, account, plan, reason)
  const open = await openFirst(needs, fact, { kind: kindOf(begins), price: wanted.priceId })
  return { subscription: fact.id, begins, open }
}

async function targetOf(needs: OperationNeeds, account: string, plan: string, reason?: string): Promise<PlanTarget> {
  if (reason !== undefined) checkReason(reason) // before anything is asked of Stripe
  return planTarget(needs, account, await lookupKeyOf(needs, account, plan))
}

function kindOf(begins: PlanTarget['begins']): 'change' | 'schedule' {
  return begins === 'at-once' ? 'change' : 'schedule'
}

async function lookupKeyOf({ db }: OperationNeeds, account: string, plan: string): Promise<string> {
  const offers = await listOffers(db)
  if (offers.some((one) => one.lookupKey === plan)) return plan
  const row = await liveSubscription(db, account)
  if (!row) throw new Refusal('conflict', 'There is no running subscription.')
  const current = await priceById(db, row.price_id)
  const offer = offers.find(
    (one) => one.planId === plan && one.interval === current?.interval && one.currency === current.currency,
  )
  if (!offer) throw new Refusal('not-for-sale', `There is no price of ${plan} that this subscription could change to.`)
  return offer.lookupKey
}
