// Cancels a subscription at once, with the choice to credit the unused time and to invoice what is left.
import { mustFind, change } from '../state/change.ts'
import { bool, type Params } from '../http/params.ts'
import { invalid } from '../http/errors.ts'
import type { SubscriptionRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { collectInvoice } from '../invoices/pay-invoice.ts'
import { finalizeInvoice } from '../invoices/finalize-invoice.ts'
import { keepForLater } from '../invoices/make-item.ts'
import { billLines } from './bill-period.ts'
import { endSubscription } from './end-subscription.ts'
import { currentPeriod } from './items.ts'
import { prorationLines } from './period-lines.ts'
import { cancellationDetails } from './subscription-params.ts'

export const cancelShape = { cancellation_details: cancellationDetails, invoice_now: bool(), prorate: bool() }

export function cancelSubscription(world: World, id: string, params: Params<typeof cancelShape>): SubscriptionRow {
  const subscription = mustFind(world, 'subscription', id)
  if (subscription.status === 'canceled' || subscription.status === 'incomplete_expired') {
    throw invalid(`No such subscription: '${id}'`, 'id', 'resource_missing')
  }
  const { comment, feedback } = params.cancellation_details ?? {}
  const paid = subscription.status === 'active' && params.prorate === true
  const period = currentPeriod(subscription)
  const credits = paid
    ? prorationLines(world, subscription, { from: subscription.items.data, to: [], period, at: world.now() })
    : []
  const ended = endSubscription(world, id, { reason: 'cancellation_requested', comment, feedback })
  if (params.invoice_now) {
    const invoice = billLines(world, ended, credits, { reason: 'subscription_update', autoAdvance: false, period })
    finalizeInvoice(world, invoice.id)
    collectInvoice(world, invoice.id, { offSession: true })
    change(world, 'subscription', id, { latest_invoice: invoice.id })
  } else {
    for (const line of credits) keepForLater(world, ended.customer, line)
  }
  return mustFind(world, 'subscription', id)
}
