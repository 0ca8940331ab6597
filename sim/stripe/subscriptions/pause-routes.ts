// Pausing and taking up again. Invariant: while paused nothing is invoiced; what was paid and is not used is credited unless that is declined.
import { accepted, hash, integer, need, oneOf, type Params } from '../http/params.ts'
import { invalid } from '../http/errors.ts'
import { route, type Route } from '../http/routes.ts'
import { mustFind } from '../state/change.ts'
import { show } from '../state/render.ts'
import type { World } from '../state/world.ts'
import { keepForLater } from '../invoices/make-item.ts'
import { goOn, resumeSubscription } from './end-trial.ts'
import { currentPeriod } from './items.ts'
import { prorationLines } from './period-lines.ts'
import { pauseSubscription } from './renew.ts'
import { prorationBehavior } from './subscription-params.ts'

const pauseShape = {
  type: oneOf('subscription'),
  bill_for: hash({
    unused_time_from: hash({ type: need(oneOf('item_current_period_start', 'none', 'now')) }),
    // Nothing here is metered.
    outstanding_usage_through: hash({ type: need(oneOf('none', 'now')) }),
  }),
  invoicing_behavior: oneOf('pending_invoice_item'),
}

function pause(world: World, id: string, params: Params<typeof pauseShape>): object {
  const subscription = mustFind(world, 'subscription', id)
  const { status, schedule, items } = subscription
  if (status !== 'active' && status !== 'trialing') throw invalid(`A subscription that is ${status} cannot be paused.`)
  if (schedule !== null) throw invalid('A subscription with an attached schedule cannot be paused.')
  const from = params.bill_for?.unused_time_from?.type ?? 'now'
  if (from !== 'none' && status === 'active') {
    const period = currentPeriod(subscription)
    const at = from === 'now' ? world.now() : period.start
    for (const line of prorationLines(world, subscription, { from: items.data, to: [], period, at }))
      keepForLater(world, subscription.customer, line)
  }
  pauseSubscription(world, id, 'pause_requested')
  return show(world, 'subscription', mustFind(world, 'subscription', id))
}

const resumeShape = {
  billing_cycle_anchor: hash({ type: need(oneOf('now', 'unchanged')) }),
  proration_behavior: prorationBehavior,
  proration_date: integer(),
  payment_behavior: accepted(),
}

function resume(world: World, id: string, params: Params<typeof resumeShape>): object {
  const subscription = mustFind(world, 'subscription', id)
  if (subscription.status !== 'paused') throw invalid('Only a paused subscription can be resumed.')
  const stillRuns = currentPeriod(subscription).end > world.now()
  if (params.billing_cycle_anchor?.type === 'unchanged' && stillRuns && params.proration_behavior === 'none')
    goOn(world, id)
  else resumeSubscription(world, id)
  return show(world, 'subscription', mustFind(world, 'subscription', id))
}

export const pauseRoutes: Route[] = [
  route('POST', '/v1/subscriptions/:id/resume', resumeShape, ({ world, id, params }) => resume(world, id, params)),
  route('POST', '/v1/subscriptions/:id/pause', pauseShape, ({ world, id, params }) => pause(world, id, params)),
]
