// What a customer changes about a subscription from our own pages. Stripe is asked, then its state is fetched: nothing is assumed.
import { Refusal } from '../lib/refusal.ts'
import { liveSubscription } from './overview-queries.ts'
import { portalConfiguration } from './plans.ts'
import type { Gateway } from './stripe.ts'
import { customerOf } from './stripe-queries.ts'
import { syncAccount, type SyncNeeds } from './sync-customer.ts'

export type ChangeNeeds = SyncNeeds & { stripe: Gateway }

/** Refusal: `conflict` when there is nothing to cancel. */
export async function cancelAtPeriodEnd(needs: ChangeNeeds, account: string): Promise<void> {
  await needs.stripe.scheduleCancellation(await subscriptionToChange(needs, account))
  await syncAccount(needs, account)
}

/** Takes a scheduled cancellation back. Refusal: `conflict` when no subscription is left to resume. */
export async function resume(needs: ChangeNeeds, account: string): Promise<void> {
  await needs.stripe.withdrawCancellation(await subscriptionToChange(needs, account))
  await syncAccount(needs, account)
}

/** The address of Stripe's portal for this customer: cards, invoices, plan. Refusal: `conflict` before the first purchase. */
export async function portalUrl({ db, stripe, baseUrl }: ChangeNeeds, account: string): Promise<string> {
  const customer = await customerOf(db, account)
  if (!customer) throw new Refusal('conflict', 'There is nothing to manage yet: choose a plan first.')
  return stripe.portalUrl(customer.id, new URL('/billing', baseUrl).href, await portalConfiguration(db))
}

async function subscriptionToChange({ db }: ChangeNeeds, account: string): Promise<string> {
  const subscription = await liveSubscription(db, account)
  if (!subscription) throw new Refusal('conflict', 'You have no running subscription.')
  return subscription.id
}
