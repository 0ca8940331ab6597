// What a subscription becomes when an invoice of it is paid or not. Invariant: a subscription is past_due or unpaid only while its
// latest invoice is not paid.
import { changeAndTell, mustFind } from '../state/change.ts'
import { idOf, type InvoiceRow, type SubscriptionRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { applyPending } from './apply-pending.ts'
import { endSubscription } from './end-subscription.ts'

function subscriptionOf(world: World, invoice: InvoiceRow): SubscriptionRow | undefined {
  return world.store.get('subscription', idOf(invoice.parent?.subscription_details?.subscription))
}

/** The invoice was paid. */
export function followPayment(world: World, invoice: InvoiceRow): void {
  const subscription = subscriptionOf(world, invoice)
  if (subscription?.sim.pending?.invoice === invoice.id) return applyPending(world, subscription.id)
  if (!subscription || subscription.latest_invoice !== invoice.id) return
  if (!['incomplete', 'past_due', 'unpaid'].includes(subscription.status)) return
  const trialing = subscription.trial_end !== null && subscription.trial_end > world.now()
  const patch = {
    status: trialing ? ('trialing' as const) : ('active' as const),
    sim: { ...subscription.sim, incompleteUntil: null },
  }
  changeAndTell(world, 'subscription', subscription.id, patch, 'customer.subscription.updated')
}

/** A try to collect it failed; after the last one the subscription ends as the settings say. */
export function followFailure(world: World, invoice: InvoiceRow, { isLast }: { isLast: boolean }): void {
  const subscription = subscriptionOf(world, invoice)
  if (!subscription || subscription.status === 'incomplete' || subscription.status === 'canceled') return
  if (subscription.sim.pending?.invoice === invoice.id) return // it goes on as if nobody had asked for the change
  if (isLast && world.settings.afterLastRetry === 'cancel') {
    return void endSubscription(world, subscription.id, { reason: 'payment_failed' })
  }
  const status = isLast && world.settings.afterLastRetry === 'unpaid' ? ('unpaid' as const) : ('past_due' as const)
  if (mustFind(world, 'subscription', subscription.id).status === status) return
  changeAndTell(world, 'subscription', subscription.id, { status }, 'customer.subscription.updated')
}
