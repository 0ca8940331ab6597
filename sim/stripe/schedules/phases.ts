// The phases of a subscription schedule. Invariant: phases follow each other without a gap.
import type Stripe from 'stripe'
import { accepted, either, hash, integer, list, need, oneOf, text, type Params } from '../http/params.ts'
import { mergeMetadata, metadata } from '../http/metadata.ts'
import type { World } from '../state/world.ts'
import { inlinePrice, priceOfLine } from '../catalog/prices.ts'
import { boundary } from '../subscriptions/billing-period.ts'
import { recurrenceOf } from '../subscriptions/items.ts'

export const timeOrNow = either(integer(), oneOf('now'), (raw) => raw !== 'now')
const duration = hash({ interval: need(oneOf('day', 'week', 'month', 'year')), interval_count: integer({ min: 1 }) })
export const phasesField = list(
  hash({
    items: need(
      list(hash({ price: text(), price_data: inlinePrice, quantity: integer({ min: 0 }), metadata: metadata() })),
    ),
    start_date: timeOrNow,
    end_date: timeOrNow,
    iterations: integer({ min: 1 }),
    duration,
    proration_behavior: oneOf('always_invoice', 'create_prorations', 'none'),
    metadata: metadata(),
    billing_cycle_anchor: oneOf('automatic', 'phase_start'),
    // A phase changes price and quantity here; the rest of what it can carry has no effect.
    automatic_tax: accepted(),
    collection_method: oneOf('charge_automatically', 'send_invoice'),
    currency: text(3),
    default_payment_method: text(),
    description: text(),
    discounts: accepted(),
    invoice_settings: accepted(),
    trial_end: timeOrNow,
  }),
)
type GivenPhase = NonNullable<Params<{ phases: typeof phasesField }>['phases']>[number]

export function makePhases(world: World, given: GivenPhase[], start: number): Stripe.SubscriptionSchedule.Phase[] {
  let from = start
  return given.map((phase, index) => {
    const made = makePhase(world, phase, from, `phases[${index}]`)
    from = made.end_date
    return made
  })
}

function makePhase(world: World, phase: GivenPhase, start: number, at: string): Stripe.SubscriptionSchedule.Phase {
  const items = phase.items.map((item, index) => ({
    price: priceOfLine(world, item, `${at}[items][${index}]`),
    quantity: item.quantity ?? 1,
    metadata: mergeMetadata({}, item.metadata),
  }))
  const [first] = items
  const recurrence = phase.duration
    ? { interval: phase.duration.interval, interval_count: phase.duration.interval_count ?? 1 }
    : first
      ? recurrenceOf(first.price)
      : { interval: 'month', interval_count: 1 }
  const end =
    typeof phase.end_date === 'number'
      ? phase.end_date
      : boundary(start, recurrence, phase.duration ? 1 : (phase.iterations ?? 1))
  return {
    add_invoice_items: [],
    application_fee_percent: null,
    billing_cycle_anchor: phase.billing_cycle_anchor ?? null,
    billing_thresholds: null,
    collection_method: phase.collection_method ?? null,
    currency: first?.price.currency ?? 'usd',
    default_payment_method: phase.default_payment_method ?? null,
    default_tax_rates: [],
    description: phase.description ?? null,
    discounts: [],
    end_date: end,
    invoice_settings: null,
    items: items.map(({ price, quantity, metadata: given }) => ({
      billing_thresholds: null,
      discounts: [],
      metadata: given,
      plan: price.id,
      price: price.id,
      quantity,
      tax_rates: [],
    })),
    metadata: mergeMetadata({}, phase.metadata),
    on_behalf_of: null,
    proration_behavior: phase.proration_behavior ?? 'create_prorations',
    start_date: start,
    transfer_data: null,
    trial_end: null,
  }
}
