// Prices, fixed amounts of a product, once or for each interval. Invariant: a lookup key names at most one active price.
import type Stripe from 'stripe'
import {
  accepted,
  bool,
  clearable,
  decimalNumber,
  hash,
  integer,
  list,
  need,
  oneOf,
  text,
  type Params,
} from '../http/params.ts'
import { createdRange, inRange, pageOf, pageShape, where } from '../http/page-list.ts'
import { invalid } from '../http/errors.ts'
import { mergeMetadata, metadata } from '../http/metadata.ts'
import { route, type Route } from '../http/routes.ts'
import { changeAndTell, create, mustFind } from '../state/change.ts'
import { newId } from '../state/ids.ts'
import { show } from '../state/render.ts'
import { decimal, type PriceRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { defined } from '../http/defined.ts'
import { makeProduct } from './make-product.ts'

const interval = oneOf('day', 'week', 'month', 'year')
const recurring = hash({
  interval: need(interval),
  interval_count: integer({ min: 1, max: 1095 }),
  trial_period_days: integer({ min: 1 }),
  usage_type: oneOf('licensed'),
})
const taxBehavior = oneOf('exclusive', 'inclusive', 'unspecified')
export const priceDataShape = {
  currency: need(text(3)),
  unit_amount: integer({ min: 0 }),
  unit_amount_decimal: decimalNumber(),
  recurring,
  tax_behavior: taxBehavior,
  metadata: metadata(),
  currency_options: accepted(),
}
const productData = hash({
  id: text(),
  active: bool(),
  name: need(text()),
  description: text(),
  images: list(text()),
  metadata: metadata(),
  statement_descriptor: text(22),
  tax_code: text(),
  unit_label: text(),
})
const createShape = {
  ...priceDataShape,
  active: bool(),
  billing_scheme: oneOf('per_unit'),
  product: text(),
  product_data: productData,
  nickname: text(),
  lookup_key: text(200),
  transfer_lookup_key: bool(),
}
/** `price_data` of a line: a price made on the spot. */
export const inlinePrice = hash({ ...priceDataShape, product: text(), product_data: productData })
type Given = Partial<Params<typeof createShape>> & { currency: string }

export function makePrice(world: World, product: string, given: Given): PriceRow {
  const amount =
    given.unit_amount ?? (given.unit_amount_decimal === undefined ? undefined : Math.round(given.unit_amount_decimal))
  if (amount === undefined)
    throw invalid('You must specify either `unit_amount` or `unit_amount_decimal`.', 'unit_amount', 'parameter_missing')
  const { recurring: repeats } = given
  const row = {
    id: newId('price'),
    object: 'price',
    active: given.active ?? true,
    billing_scheme: 'per_unit',
    created: world.now(),
    currency: given.currency.toLowerCase(),
    custom_unit_amount: null,
    livemode: false,
    lookup_key: given.lookup_key ?? null,
    metadata: mergeMetadata({}, given.metadata),
    nickname: given.nickname ?? null,
    product,
    recurring: repeats
      ? {
          interval: repeats.interval,
          interval_count: repeats.interval_count ?? 1,
          meter: null,
          trial_period_days: repeats.trial_period_days ?? null,
          usage_type: 'licensed',
        }
      : null,
    tax_behavior: given.tax_behavior ?? 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: repeats ? 'recurring' : 'one_time',
    unit_amount: amount,
    unit_amount_decimal: decimal(given.unit_amount_decimal ?? amount),
  } satisfies Stripe.Price
  return create(world, 'price', row, 'price.created')
}

/** The price of a line given by id, or made from its `price_data`. */
export function priceOfLine(
  world: World,
  line: { price?: string | undefined; price_data?: Params<{ data: typeof inlinePrice }>['data'] },
  at: string,
): PriceRow {
  if (line.price_data) {
    const { product, product_data: data } = line.price_data
    if (data) return makePrice(world, makeProduct(world, data).id, line.price_data)
    return makePrice(world, mustFind(world, 'product', product ?? '', `${at}[price_data][product]`).id, line.price_data)
  }
  if (line.price === undefined)
    throw invalid(`Missing required param: ${at}[price].`, `${at}[price]`, 'parameter_missing')
  const price = mustFind(world, 'price', line.price, `${at}[price]`)
  if (!price.active)
    throw invalid(`The price specified is inactive. This field only accepts active prices.`, `${at}[price]`)
  return price
}

function claimLookupKey(
  world: World,
  key: string | undefined | null,
  transfer: boolean | undefined,
  self?: string,
): void {
  const holder = key
    ? world.store.by('price', 'lookup_key', key).find(({ id, active }) => id !== self && active)
    : undefined
  if (!holder) return
  if (!transfer) {
    throw invalid(
      `A price (\`${holder.id}\`) already uses that lookup key. Set \`transfer_lookup_key=true\` to transfer the lookup key from another price.`,
      'lookup_key',
      'resource_already_exists',
    )
  }
  changeAndTell(world, 'price', holder.id, { lookup_key: null }, 'price.updated')
}

function createPrice(world: World, params: Params<typeof createShape>): object {
  const product = params.product_data ? makeProduct(world, params.product_data).id : params.product
  if (product === undefined) throw invalid('Missing required param: product.', 'product', 'parameter_missing')
  mustFind(world, 'product', product, 'product')
  claimLookupKey(world, params.lookup_key, params.transfer_lookup_key)
  return show(world, 'price', makePrice(world, product, params))
}

const updateShape = {
  active: bool(),
  lookup_key: clearable(text(200)),
  transfer_lookup_key: bool(),
  nickname: clearable(text()),
  metadata: metadata(),
  tax_behavior: taxBehavior,
  currency_options: accepted(),
}
const listShape = {
  ...pageShape,
  active: bool(),
  created: createdRange(),
  currency: text(),
  lookup_keys: list(text()),
  product: text(),
  recurring: hash({ interval, usage_type: oneOf('licensed', 'metered') }),
  type: oneOf('one_time', 'recurring'),
}

function listPrices(world: World, params: Params<typeof listShape>): object {
  const { product, lookup_keys: keys, active, currency, recurring: repeats, type, created } = params
  if (keys && keys.length > 10) throw invalid('You can specify at most 10 lookup_keys.', 'lookup_keys')
  const from = keys
    ? keys.flatMap((key) => world.store.by('price', 'lookup_key', key))
    : product === undefined
      ? world.store.newest('price')
      : world.store.by('price', 'product', product)
  const wanted = where(
    from,
    (row) =>
      (active === undefined || row.active === active) &&
      (product === undefined || row.product === product) &&
      (currency === undefined || row.currency === currency.toLowerCase()) &&
      (type === undefined || row.type === type) &&
      (repeats?.interval === undefined || row.recurring?.interval === repeats.interval) &&
      inRange(row.created, created),
  )
  const page = pageOf(wanted, params, '/v1/prices')
  return { ...page, data: page.data.map((row) => show(world, 'price', row)) }
}

export const priceRoutes: Route[] = [
  route('POST', '/v1/prices', createShape, ({ world, params }) => createPrice(world, params)),
  route('GET', '/v1/prices', listShape, ({ world, params }) => listPrices(world, params)),
  route('GET', '/v1/prices/:id', {}, ({ world, id }) => show(world, 'price', mustFind(world, 'price', id))),
  route('POST', '/v1/prices/:id', updateShape, ({ world, id, params }) => {
    const { metadata: given, transfer_lookup_key: transfer, currency_options: _options, ...rest } = params
    const before = mustFind(world, 'price', id)
    claimLookupKey(world, params.lookup_key, transfer, id)
    const patch = { ...defined(rest), metadata: mergeMetadata(before.metadata, given) }
    return show(world, 'price', changeAndTell(world, 'price', id, patch, 'price.updated'))
  }),
]
