// What happens to a subscription by time alone. Invariant: each step is told once, at the moment it was due.
import { changeAndTell, change, mustFind } from '../state/change.ts'
import { emit } from '../events/emit.ts'
import { show } from '../state/render.ts'
import { idOf, type SubscriptionRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { previewNext } from '../invoices/preview-invoice.ts'
import { periodAt } from './billing-period.ts'
import { billPeriod } from './bill-period.ts'
import { enterPhase } from '../schedules/enter-phase.ts'
import { endSubscription } from './end-subscription.ts'
import { currentPeriod, inPeriod, recurrenceOf } from './items.ts'
import { expirePending } from './pending-change.ts'

const noticeSeconds = 3 * 86400

interface Steps {
  incomplete: number | null
  cancel: number | null
  pending: number | null
  trialNotice: number | null
  upcoming: number | null
  renewal: number | null
}
function stepsOf(row: SubscriptionRow, upcomingDays: number): Steps {
  const none: Steps = {
    incomplete: null,
    cancel: null,
    pending: null,
    trialNotice: null,
    upcoming: null,
    renewal: null,
  }
  if (row.status === 'canceled' || row.status === 'incomplete_expired') return none
  if (row.status === 'incomplete') return { ...none, incomplete: row.sim.incompleteUntil }
  if (row.status === 'paused') return { ...none, cancel: row.cancel_at }
  const { start, end } = currentPeriod(row)
  const noticeDue = row.status === 'trialing' && row.trial_end !== null && row.sim.trialEndSentFor !== row.trial_end
  const ends = row.cancel_at !== null && row.cancel_at <= end
  return {
    incomplete: null,
    cancel: row.cancel_at,
    pending: row.pending_update?.expires_at ?? null,
    trialNotice: noticeDue && row.trial_end !== null ? Math.max(row.created, row.trial_end - noticeSeconds) : null,
    upcoming: ends || row.sim.upcomingSentFor === end ? null : Math.max(start, end - upcomingDays * 86400),
    renewal: ends ? null : end,
  }
}

/** When the next step of the subscription is due, null never. */
export function subscriptionDue(row: SubscriptionRow, upcomingDays: number): number | null {
  const times = Object.values(stepsOf(row, upcomingDays)).filter((time): time is number => time !== null)
  return times.length === 0 ? null : Math.min(...times)
}

/** Takes the one step that is due at world.now(). */
export function advanceSubscription(world: World, row: SubscriptionRow): void {
  const now = world.now()
  const due = stepsOf(row, world.settings.upcomingDays)
  const isDue = (time: number | null) => time !== null && time <= now
  if (isDue(due.incomplete)) return expireIncomplete(world, row)
  if (isDue(due.pending)) return expirePending(world, row)
  if (isDue(due.trialNotice)) return giveTrialNotice(world, row)
  if (isDue(due.upcoming)) return announceInvoice(world, row)
  if (isDue(due.cancel)) return void endSubscription(world, row.id, { reason: 'cancellation_requested' })
  if (isDue(due.renewal)) renew(world, row)
}

function expireIncomplete(world: World, row: SubscriptionRow): void {
  const patch = {
    status: 'incomplete_expired' as const,
    ended_at: world.now(),
    sim: { ...row.sim, incompleteUntil: null },
  }
  changeAndTell(world, 'subscription', row.id, patch, 'customer.subscription.updated')
}

function giveTrialNotice(world: World, row: SubscriptionRow): void {
  changeAndTell(
    world,
    'subscription',
    row.id,
    { sim: { ...row.sim, trialEndSentFor: row.trial_end } },
    'customer.subscription.trial_will_end',
  )
}

function announceInvoice(world: World, row: SubscriptionRow): void {
  change(world, 'subscription', row.id, { sim: { ...row.sim, upcomingSentFor: currentPeriod(row).end } })
  const { id: _id, ...upcoming } = show(world, 'invoice', previewNext(world, mustFind(world, 'subscription', row.id)))
  emit(world, 'invoice.upcoming', upcoming)
}

/** Whether the customer left anything to pay with. */
export function hasMethod(world: World, row: SubscriptionRow): boolean {
  return (
    (row.default_payment_method ??
      idOf(world.store.get('customer', row.customer)?.invoice_settings.default_payment_method)) !== null
  )
}

/** Ends a trial that nobody can be charged for as its settings say; true when that was done. */
export function endUnpayableTrial(world: World, row: SubscriptionRow): boolean {
  const behaviour = row.trial_settings?.end_behavior.missing_payment_method ?? 'create_invoice'
  if (behaviour === 'create_invoice' || hasMethod(world, row)) return false
  if (behaviour === 'cancel') endSubscription(world, row.id, { reason: null })
  else pauseSubscription(world, row.id, 'trial_end_without_payment_method')
  return true
}

export function pauseSubscription(
  world: World,
  id: string,
  type: 'trial_end_without_payment_method' | 'pause_requested',
): void {
  const paused = { subscription: { type }, transitioned_at: world.now(), type: 'subscription' as const }
  changeAndTell(
    world,
    'subscription',
    id,
    { status: 'paused', status_details: { paused } },
    'customer.subscription.paused',
  )
}

// At the end of a period the next one begins at once; the invoice for it is a draft for an hour before it is collected.
function renew(world: World, row: SubscriptionRow): void {
  if (row.status === 'trialing' && endUnpayableTrial(world, row)) return
  const { end } = currentPeriod(row)
  enterPhase(world, row.schedule, row.id)
  const { items: current, billing_cycle_anchor: anchor, status: now } = mustFind(world, 'subscription', row.id)
  const [first] = current.data
  if (!first || now === 'canceled') return
  const next = periodAt(anchor, recurrenceOf(first.price), end)
  const items = { ...current, data: inPeriod(current.data, next) }
  const status = row.status === 'trialing' ? ('active' as const) : row.status
  changeAndTell(world, 'subscription', row.id, { items, status }, 'customer.subscription.updated')
  billPeriod(world, row.id, { reason: 'subscription_cycle', isTrial: false, autoAdvance: row.status !== 'unpaid' })
}
