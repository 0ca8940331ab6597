// Turns rows into what the API shows. Invariant: `sim` and secrets are never shown; prices inside subscriptions are the current ones.
import type { Kind, Tables } from './tables.ts'
import type { World } from './world.ts'
import type { EventRow, InvoiceRow, SubscriptionRow } from './rows.ts'
import { apiVersion } from './world.ts'

export interface Shown {
  id: string
  object: string
  [key: string]: unknown
}
type Renderers = { [K in Kind]?: (world: World, row: Tables[K]) => object }

const renderers: Renderers = {
  customer: (_, row) => (row.sim.deleted ? { id: row.id, object: 'customer', deleted: true } : row),
  coupon: (_, { applies_to: _appliesTo, currency_options: _options, ...row }) => row,
  price: (_, { currency_options: _options, tiers: _tiers, ...row }) => row,
  webhook_endpoint: (_, { secret: _secret, ...row }) => row,
  'checkout.session': (_, { line_items: _lines, ...row }) => row,
  subscription: showSubscription,
  invoice: (_, row) => firstLines(row),
  event: (_, row) => showEvent(row),
}

/** The row as the API answers it, not expanded. The result shares parts with the row: clone it before changing it. */
export function show<K extends Kind>(world: World, kind: K, row: Tables[K]): Shown {
  const shown = renderers[kind]?.(world, row) ?? row
  if (!('sim' in shown)) return shown as Shown
  const { sim: _sim, ...rest } = shown
  // Every row that is shown has Stripe's `id` and `object`.
  return rest as unknown as Shown
}

function showSubscription(world: World, row: SubscriptionRow): object {
  const data = row.items.data.map((item) => {
    const price = world.store.get('price', item.price.id)
    return price ? { ...item, price: show(world, 'price', price) } : item
  })
  return { ...row, items: { ...row.items, data } }
}

function firstLines(row: InvoiceRow): object {
  return { ...row, lines: { ...row.lines, data: row.lines.data.slice(0, 10), has_more: row.lines.data.length > 10 } }
}

function showEvent(row: EventRow): object {
  return {
    id: row.id,
    object: 'event',
    api_version: apiVersion,
    created: row.created,
    data: {
      object: JSON.parse(row.objectJson) as unknown,
      ...(row.previousJson === null ? {} : { previous_attributes: JSON.parse(row.previousJson) as unknown }),
    },
    livemode: false,
    pending_webhooks: row.undelivered,
    request: row.request,
    type: row.type,
  }
}
