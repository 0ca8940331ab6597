// Ends a trial, or a pause, now: a period begins and is collected at once. Invariant: as at a trial's own end, who left no payment method
// is treated as the trial's settings say.
import { change, changeAndTell, mustFind, tell } from '../state/change.ts'
import type { SubscriptionRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { finalizeInvoice } from '../invoices/finalize-invoice.ts'
import { collectInvoice } from '../invoices/pay-invoice.ts'
import { billPeriod } from './bill-period.ts'
import { inPeriod, recurrenceOf } from './items.ts'
import { periodAt } from './billing-period.ts'
import { endUnpayableTrial } from './renew.ts'

export function endTrialNow(world: World, id: string, { offSession }: { offSession: boolean }): void {
  const subscription = mustFind(world, 'subscription', id)
  if (subscription.status !== 'trialing') return
  change(world, 'subscription', id, { trial_end: world.now() })
  if (endUnpayableTrial(world, subscription)) return
  beginPeriod(world, subscription, 'customer.subscription.updated')
  collectNow(world, id, offSession)
}

/** Takes a paused subscription up again, with a period that begins now. */
export function resumeSubscription(world: World, id: string): void {
  beginPeriod(world, mustFind(world, 'subscription', id), 'customer.subscription.updated')
  tell(world, 'subscription', id, 'customer.subscription.resumed')
  collectNow(world, id, false)
}

/** Takes it up in the period it was paused in: nothing is due, so nothing is invoiced. */
export function goOn(world: World, id: string): void {
  const { status_details: _paused, ...before } = mustFind(world, 'subscription', id)
  world.store.put('subscription', before)
  changeAndTell(world, 'subscription', id, { status: 'active' }, 'customer.subscription.updated')
  tell(world, 'subscription', id, 'customer.subscription.resumed')
}

function beginPeriod(world: World, { id, items }: SubscriptionRow, type: string): void {
  const [first] = items.data
  if (!first) return
  const now = world.now()
  const data = inPeriod(items.data, periodAt(now, recurrenceOf(first.price), now))
  const { status_details: _paused, ...before } = mustFind(world, 'subscription', id)
  world.store.put('subscription', before)
  changeAndTell(
    world,
    'subscription',
    id,
    { status: 'active', billing_cycle_anchor: now, items: { ...items, data } },
    type,
  )
}

function collectNow(world: World, id: string, offSession: boolean): void {
  const invoice = billPeriod(world, id, { reason: 'subscription_cycle', isTrial: false, autoAdvance: false })
  finalizeInvoice(world, invoice.id)
  change(world, 'invoice', invoice.id, { auto_advance: true })
  collectInvoice(world, invoice.id, { offSession })
}
