// POST /v1/invoices/create_preview: what a renewal or a change would be invoiced as. Invariant: nothing is stored.
import {
  accepted,
  bool,
  clearable,
  hash,
  integer,
  need,
  oneOf,
  text,
  either,
  type Params,
  list,
} from '../http/params.ts'
import { invalid } from '../http/errors.ts'
import { mergeMetadata } from '../http/metadata.ts'
import { route, type Route } from '../http/routes.ts'
import { mustFind } from '../state/change.ts'
import { show } from '../state/render.ts'
import { newId } from '../state/ids.ts'
import { automaticTaxField } from '../tax/automatic-tax.ts'
import type { World } from '../state/world.ts'
import { priceOfLine } from '../catalog/prices.ts'
import { discountsField } from '../catalog/discounts.ts'
import { planChange } from '../subscriptions/plan-change.ts'
import { changeItems, prorationBehavior, updatedItems } from '../subscriptions/subscription-params.ts'
import { checkTogether, makeItem, recurrenceOf } from '../subscriptions/items.ts'
import { periodAt } from '../subscriptions/billing-period.ts'
import { periodLines } from '../subscriptions/period-lines.ts'
import { assembleInvoice } from './draft-invoice.ts'
import { previewChange, previewNext } from './preview-invoice.ts'

const time = either(integer(), oneOf('now'), (raw) => raw !== 'now')
const previewShape = {
  customer: text(),
  subscription: text(),
  currency: text(3),
  discounts: clearable(discountsField),
  automatic_tax: automaticTaxField,
  preview_mode: oneOf('next', 'recurring'),
  subscription_details: hash({
    items: updatedItems,
    proration_behavior: prorationBehavior,
    proration_date: integer(),
    billing_cycle_anchor: hash({ type: need(oneOf('now', 'unchanged')) }),
    cancel_at: clearable(integer()),
    cancel_at_period_end: bool(),
    cancel_now: bool(),
    trial_end: time,
    start_date: integer(),
  }),
  invoice_items: list(accepted()),
}
type Given = Params<typeof previewShape>

function preview(world: World, params: Given): object {
  const details = params.subscription_details
  if (params.subscription === undefined) return previewNew(world, params)
  const subscription = mustFind(world, 'subscription', params.subscription, 'subscription')
  if (subscription.status === 'canceled')
    throw invalid(
      'You cannot preview the next invoice for a canceled subscription.',
      undefined,
      'invoice_upcoming_none',
    )
  const endsFirst = subscription.cancel_at !== null && details?.items === undefined
  if (endsFirst && details?.cancel_at === undefined)
    throw invalid('No upcoming invoices for customer', undefined, 'invoice_upcoming_none')
  if (details?.items === undefined && details?.billing_cycle_anchor?.type !== 'now')
    return show(world, 'invoice', previewNext(world, subscription))
  const behavior = details.proration_behavior ?? 'create_prorations'
  const at = details.proration_date ?? world.now()
  const change = planChange(world, subscription, changeItems(world, subscription, details.items), {
    at,
    behavior,
    resetAnchor: details.billing_cycle_anchor?.type === 'now',
  })
  return show(world, 'invoice', previewChange(world, subscription, change, behavior, subscription.discounts))
}

function previewNew(
  world: World,
  { customer: id, subscription_details: details, currency, automatic_tax: tax }: Given,
): object {
  if (id === undefined) throw invalid('You must pass a customer or a subscription.', 'customer', 'parameter_missing')
  const customer = mustFind(world, 'customer', id, 'customer')
  const choices = (details?.items ?? []).map((entry, index) => ({
    price: priceOfLine(world, entry, `subscription_details[items][${index}]`),
    quantity: entry.quantity ?? 1,
    metadata: mergeMetadata({}, entry.metadata),
  }))
  checkTogether(choices.map(({ price }) => price))
  const [first] = choices
  const now = world.now()
  const period = first ? periodAt(now, recurrenceOf(first.price), now) : { start: now, end: now }
  const items = choices.map((choice) => makeItem('', choice, period, now))
  const lines = periodLines(world, { id: '', metadata: {} }, items, period, typeof details?.trial_end === 'number')
  const unbound = lines.map((line) => ({ ...line, subscription: null, subscriptionItem: null, invoiceItem: null }))
  const invoice = assembleInvoice(world, {
    customer,
    subscription: null,
    reason: 'upcoming',
    lines: unbound,
    period,
    currency: currency ?? first?.price.currency ?? 'usd',
    discounts: [],
    autoAdvance: true,
    automaticTax: tax?.enabled,
  })
  return show(world, 'invoice', { ...invoice, id: newId('upcoming_in') })
}

export const previewRoutes: Route[] = [
  route('POST', '/v1/invoices/create_preview', previewShape, ({ world, params }) => preview(world, params)),
]
