// The parameters subscriptions take, and how items, trials and endings are read from them.
import {
  accepted,
  bool,
  clearable,
  either,
  hash,
  integer,
  list,
  need,
  oneOf,
  text,
  type Params,
} from '../http/params.ts'
import { invalid } from '../http/errors.ts'
import { mergeMetadata, metadata } from '../http/metadata.ts'
import { automaticTaxField } from '../tax/automatic-tax.ts'
import type { World } from '../state/world.ts'
import type { SubscriptionItemRow, SubscriptionRow } from '../state/rows.ts'
import { inlinePrice, priceOfLine } from '../catalog/prices.ts'
import { discountsField } from '../catalog/discounts.ts'
import { currentPeriod, makeItem, withPrice, type ItemChoice } from './items.ts'

const timestamp = integer({ min: 0 })
const timeOr = (...words: string[]) =>
  either(timestamp, oneOf(...words), (raw) => typeof raw === 'string' && /^\d+$/.test(raw))
export const prorationBehavior = oneOf('always_invoice', 'create_prorations', 'none')
export const cancellationDetails = hash({
  comment: clearable(text()),
  feedback: clearable(
    oneOf(
      'customer_service',
      'low_quality',
      'missing_features',
      'other',
      'switched_service',
      'too_complex',
      'too_expensive',
      'unused',
    ),
  ),
})
const shared = {
  cancel_at: clearable(timeOr('min_period_end', 'max_period_end')),
  cancel_at_period_end: bool(),
  cancellation_details: cancellationDetails,
  collection_method: oneOf('charge_automatically', 'send_invoice'),
  days_until_due: integer({ min: 0 }),
  default_payment_method: clearable(text()),
  description: clearable(text(500)),
  discounts: discountsField,
  metadata: metadata(),
  off_session: bool(),
  payment_behavior: oneOf('allow_incomplete', 'default_incomplete', 'error_if_incomplete'),
  // Only cards are simulated, so their options change nothing.
  payment_settings: accepted(),
  proration_behavior: prorationBehavior,
  automatic_tax: automaticTaxField,
  trial_settings: hash({
    end_behavior: need(
      hash({
        missing_payment_method: need(oneOf('cancel', 'create_invoice', 'pause')),
        billing_cycle_anchor: accepted(),
      }),
    ),
  }),
}
export const itemFields = {
  price: text(),
  price_data: inlinePrice,
  quantity: integer({ min: 0 }),
  metadata: metadata(),
}
export const createShape = {
  ...shared,
  customer: need(text()),
  items: need(list(hash(itemFields))),
  billing_cycle_anchor: timestamp,
  billing_mode: hash({ type: need(oneOf('flexible')), flexible: accepted() }),
  trial_end: timeOr('now'),
  trial_period_days: integer({ min: 1, max: 730 }),
  currency: text(3),
}
export const updatedItems = list(hash({ ...itemFields, id: text(), deleted: bool(), clear_usage: bool() }))
export const updateShape = {
  ...shared,
  payment_behavior: oneOf('allow_incomplete', 'default_incomplete', 'error_if_incomplete', 'pending_if_incomplete'),
  items: updatedItems,
  billing_cycle_anchor: hash({ type: need(oneOf('now', 'unchanged')) }),
  proration_date: timestamp,
  pause_collection: clearable(
    hash({ behavior: need(oneOf('keep_as_draft', 'mark_uncollectible', 'void')), resumes_at: timestamp }),
  ),
  trial_end: timeOr('now'),
}

export function chooseItems(world: World, items: Params<typeof createShape>['items']): ItemChoice[] {
  return items.map((item, index) => ({
    price: priceOfLine(world, item, `items[${index}]`),
    quantity: item.quantity ?? 1,
    metadata: mergeMetadata({}, item.metadata),
  }))
}

/** The items after an update: given by id they change, given without they are added, the others stay. */
export function changeItems(
  world: World,
  subscription: SubscriptionRow,
  given: Params<{ items: typeof updatedItems }>['items'] = [],
): SubscriptionItemRow[] {
  let items = subscription.items.data
  given.forEach((entry, index) => {
    const at = `items[${index}]`
    if (entry.id === undefined) {
      const choice = {
        price: priceOfLine(world, entry, at),
        quantity: entry.quantity ?? 1,
        metadata: mergeMetadata({}, entry.metadata),
      }
      items = [...items, makeItem(subscription.id, choice, currentPeriod(subscription), world.now())]
      return
    }
    const found = items.find(({ id }) => id === entry.id)
    if (!found) throw invalid(`No such subscription item: '${entry.id}'`, `${at}[id]`, 'resource_missing')
    const changed = changeItem(world, found, entry, at)
    items = entry.deleted
      ? items.filter((item) => item !== found)
      : items.map((item) => (item === found ? changed : item))
  })
  if (items.length === 0) throw invalid('A subscription must have at least one active plan.', 'items')
  return items
}

type Entry = NonNullable<Params<{ items: typeof updatedItems }>['items']>[number]
function changeItem(world: World, item: SubscriptionItemRow, entry: Entry, at: string): SubscriptionItemRow {
  const quantity = entry.quantity ?? item.quantity ?? 1
  const merged = { ...item, quantity, metadata: mergeMetadata(item.metadata, entry.metadata) }
  const named = entry.price !== undefined || entry.price_data !== undefined
  return named ? withPrice(merged, priceOfLine(world, entry, at), quantity) : merged
}

/** When the trial ends, null without one. */
export function trialEndOf(
  world: World,
  params: { trial_end?: number | string | undefined; trial_period_days?: number | undefined },
): number | null {
  if (params.trial_period_days !== undefined) return world.now() + params.trial_period_days * 86400
  if (typeof params.trial_end !== 'number') return null
  if (params.trial_end <= world.now())
    throw invalid('Invalid timestamp: must be an integer Unix timestamp in the future.', 'trial_end')
  return params.trial_end
}
