// payment_behavior=pending_if_incomplete: a change is made when its invoice is paid, and until then nothing changes
// (docs.stripe.com/billing/subscriptions/pending-updates). Invariant: at most one change waits, and one that is given up has a void invoice.
import { change, changeAndTell, mustFind, tell } from '../state/change.ts'
import { invalid } from '../http/errors.ts'
import type { SubscriptionRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { finalizeInvoice } from '../invoices/finalize-invoice.ts'
import { collectInvoice } from '../invoices/pay-invoice.ts'
import { voidInvoice } from '../invoices/stop-invoice.ts'
import { billLines } from './bill-period.ts'
import { currentPeriod } from './items.ts'
import type { PlanChange } from './plan-change.ts'

const LIFE = 23 * 3600
const SUPPORTED = new Set([
  'payment_behavior',
  'proration_behavior',
  'proration_date',
  'billing_cycle_anchor',
  'items',
  'off_session',
])

export function checkPending(params: Record<string, unknown>): void {
  const other = Object.keys(params).find((name) => params[name] !== undefined && !SUPPORTED.has(name))
  if (other !== undefined)
    throw invalid(
      `You cannot set \`payment_behavior\` to \`pending_if_incomplete\` when passing the following parameters: ${other}.`,
      other,
    )
}

export function changeOncePaid(
  world: World,
  { id, sim, items, trial_end: trial }: SubscriptionRow,
  plan: PlanChange,
  given: { behavior: string; at: number; offSession: boolean },
): SubscriptionRow {
  const lines = plan.lines.filter(({ amount }) => amount !== 0)
  const invoices = lines.length > 0 && (plan.resets || given.behavior === 'always_invoice')
  if (!invoices) {
    const patch = { items: { ...items, data: plan.items }, billing_cycle_anchor: plan.anchor }
    return changeAndTell(world, 'subscription', id, patch, 'customer.subscription.updated')
  }
  const invoice = billLines(world, mustFind(world, 'subscription', id), lines, {
    reason: 'subscription_update',
    autoAdvance: false,
    period: plan.period,
    prorationDate: given.at,
  })
  change(world, 'subscription', id, {
    sim: { ...sim, pending: { invoice: invoice.id, items: plan.items, anchor: plan.anchor } },
  })
  finalizeInvoice(world, invoice.id)
  if (mustFind(world, 'invoice', invoice.id).status === 'open')
    collectInvoice(world, invoice.id, { offSession: given.offSession })
  const after = mustFind(world, 'subscription', id)
  if (!after.sim.pending) return after
  const update = {
    billing_cycle_anchor: plan.resets ? plan.anchor : null,
    cancel_at_period_end: null,
    discount: null,
    discounts: null,
    expires_at: Math.min(world.now() + LIFE, currentPeriod(after).end, trial ?? Infinity),
    metadata: null,
    subscription_items: plan.items,
    trial_end: null,
    trial_from_plan: null,
  }
  return changeAndTell(world, 'subscription', id, { pending_update: update }, 'customer.subscription.updated')
}

/** What waited is given up for another change. */
export function dropPending(world: World, { id }: Pick<SubscriptionRow, 'id'>): void {
  const { sim } = mustFind(world, 'subscription', id)
  if (!sim.pending) return
  const { invoice } = sim.pending
  change(world, 'subscription', id, { pending_update: null, sim: { ...sim, pending: null } })
  if (mustFind(world, 'invoice', invoice).status === 'open') voidInvoice(world, invoice)
}

/** Nobody paid in time. */
export function expirePending(world: World, row: SubscriptionRow): void {
  dropPending(world, row)
  tell(world, 'subscription', row.id, 'customer.subscription.pending_update_expired')
  changeAndTell(world, 'subscription', row.id, {}, 'customer.subscription.updated')
}
