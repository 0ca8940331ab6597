// What a customer changes about a running subscription besides its plan: its end, and what was planned for the end of the period.
import { Refusal } from '../lib/refusal.ts'
import { newSecret } from '../lib/token.ts'
import { checkReason } from './core/reason.ts'
import { isUnpaid } from './core/subscription-states.ts'
import { portalConfiguration } from './plans.ts'
import type { Gateway } from './stripe.ts'
import { customerOf } from './stripe-queries.ts'
import { askStripe, type OperationNeeds, type SubscriptionOperation } from './subscription-operation.ts'
import { liveOf, openFirst, releaseFirst } from './subscription-to-change.ts'
import { syncAccount } from './sync-customer.ts'

export type ChangeNeeds = OperationNeeds & { stripe: Pick<Gateway, 'portalUrl'> }
/** What became of it; `nothing`: it was so already. */
export type Asked = SubscriptionOperation['state'] | 'nothing'

/**
 * What was planned for the end of the period is taken back first. One that is not paid has no time to run to an end, and keeps from
 * buying anew: it ends at once. Refusals: `conflict` when nothing runs; `invalid` (reason); `unavailable`.
 */
export async function cancelAtPeriodEnd(
  needs: OperationNeeds,
  account: string,
  actor = account,
  why = 'Asked for it',
): Promise<Asked> {
  const reason = checkReason(why) // before anything is asked of Stripe
  const { fact } = await liveOf(needs, account)
  if (isUnpaid(fact.status)) {
    return (await askStripe(needs, { kind: 'cancel-now', reason, ...by(account, fact.id), actor })).state
  }
  if (fact.endsAt !== null) return nothing(needs, account)
  const released = await releaseFirst(needs, { account, fact, actor })
  if (released && released.state !== 'succeeded') return released.state
  return (await askStripe(needs, { kind: 'cancel', reason, ...by(account, fact.id), actor })).state
}

/** What `cancelAtPeriodEnd` would find now; null: the way is free. Refusals: as its own, but for what Stripe says when asked. */
export async function previewCancel(needs: OperationNeeds, account: string, reason: string): Promise<Asked | null> {
  checkReason(reason)
  const { fact } = await liveOf(needs, account)
  if (fact.endsAt !== null) return 'nothing'
  return (await openFirst(needs, fact, { kind: 'cancel' }))?.state ?? null
}

/** Takes a scheduled cancellation back. Refusals: `conflict` when no subscription is left to keep; `unavailable`. */
export async function resume(needs: OperationNeeds, account: string): Promise<Asked> {
  const { fact } = await liveOf(needs, account)
  if (fact.endsAt === null) return nothing(needs, account)
  return (await askStripe(needs, { kind: 'keep', reason: 'Asked for it', ...by(account, fact.id) })).state
}

/** Takes back the change that is planned for the end of the period. Refusals: `conflict`, `unavailable`. */
export async function keepPlan(needs: OperationNeeds, account: string): Promise<Asked> {
  const { fact } = await liveOf(needs, account)
  const released = await releaseFirst(needs, { account, fact, actor: account })
  return released ? released.state : nothing(needs, account)
}

/** The address of Stripe's portal for this customer: cards and invoices. Refusal: `conflict` before the first purchase. */
export async function portalUrl({ db, stripe, baseUrl }: ChangeNeeds, account: string): Promise<string> {
  const customer = await customerOf(db, account)
  if (!customer) throw new Refusal('conflict', 'There is nothing to manage yet: choose a plan first.')
  return stripe.portalUrl(customer.id, new URL('/billing', baseUrl).href, await portalConfiguration(db))
}

function by(account: string, subscription: string) {
  return { account, subscription, intent: newSecret(), actor: account }
}

async function nothing(needs: OperationNeeds, account: string): Promise<Asked> {
  await syncAccount(needs, account)
  return 'nothing'
}
