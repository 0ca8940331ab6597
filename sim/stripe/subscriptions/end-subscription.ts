// The end of a subscription. Invariant: a canceled subscription never comes back, and nothing more is collected for its customer by itself.
import type Stripe from 'stripe'
import { change, changeAndTell, mustFind } from '../state/change.ts'
import { idOf, type SubscriptionRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'

export interface Ending {
  reason: Stripe.Subscription.CancellationDetails.Reason | null
  comment?: string | null | undefined
  feedback?: Stripe.Subscription.CancellationDetails.Feedback | null | undefined
}

/** Ends it now; emits customer.subscription.deleted. */
export function endSubscription(world: World, id: string, { reason, comment, feedback }: Ending): SubscriptionRow {
  const before = mustFind(world, 'subscription', id)
  const details = before.cancellation_details
  const now = world.now()
  stopCollecting(world, before)
  const schedule = world.store.get('subscription_schedule', before.schedule)
  if (schedule?.status === 'active') {
    const over = { status: 'canceled' as const, canceled_at: now, current_phase: null }
    changeAndTell(world, 'subscription_schedule', schedule.id, over, 'subscription_schedule.canceled')
  }
  return changeAndTell(
    world,
    'subscription',
    id,
    {
      status: 'canceled',
      canceled_at: before.canceled_at ?? now,
      schedule: null,
      pending_update: null,
      ended_at: now,
      cancellation_details: {
        comment: comment ?? details?.comment ?? null,
        feedback: feedback ?? details?.feedback ?? null,
        feedback_option: null,
        reason: details?.reason ?? reason,
      },
      sim: { ...before.sim, incompleteUntil: null },
    },
    'customer.subscription.deleted',
  )
}

// By Stripe's default a cancellation stops the automatic collection of all finalized invoices of the customer; drafts of this
// subscription stay drafts.
function stopCollecting(world: World, { id, customer }: SubscriptionRow): void {
  for (const invoice of world.store.by('invoice', 'customer', customer)) {
    const isOwnDraft = invoice.status === 'draft' && idOf(invoice.parent?.subscription_details?.subscription) === id
    if (invoice.status !== 'open' && !isOwnDraft) continue
    change(world, 'invoice', invoice.id, {
      auto_advance: false,
      next_payment_attempt: null,
      automatically_finalizes_at: null,
    })
  }
}
