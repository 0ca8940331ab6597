// Coupons and how much they take off. Invariant: `valid` is false once a coupon has expired or was redeemed as often as allowed.
import type Stripe from 'stripe'
import { accepted, clearable, decimalNumber, hash, integer, list, oneOf, text, type Params } from '../http/params.ts'
import { createdRange, inRange, pageOf, pageShape, where } from '../http/page-list.ts'
import { invalid } from '../http/errors.ts'
import { mergeMetadata, metadata } from '../http/metadata.ts'
import { route, type Route } from '../http/routes.ts'
import { change, changeAndTell, create, mustFind } from '../state/change.ts'
import { emit } from '../events/emit.ts'
import { randomText } from '../state/ids.ts'
import { show } from '../state/render.ts'
import type { CouponRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'

const createShape = {
  id: text(),
  amount_off: integer({ min: 1 }),
  applies_to: hash({ products: list(text()) }),
  currency: text(3),
  currency_options: accepted(),
  duration: oneOf('forever', 'once', 'repeating'),
  duration_in_months: integer({ min: 1 }),
  max_redemptions: integer({ min: 1 }),
  metadata: metadata(),
  name: text(40),
  percent_off: decimalNumber(),
  redeem_by: integer(),
}

function checkNew(world: World, params: Params<typeof createShape>): void {
  const { amount_off: amount, percent_off: percent, currency, duration, duration_in_months: months, id } = params
  if ((amount === undefined) === (percent === undefined))
    throw invalid('Must specify one of percent_off or amount_off.', 'percent_off')
  if (percent !== undefined && (percent <= 0 || percent > 100))
    throw invalid('Invalid percent_off; must be greater than 0 and less than or equal to 100', 'percent_off')
  if (amount !== undefined && currency === undefined)
    throw invalid('Must pass currency when passing amount_off.', 'currency', 'parameter_missing')
  if ((duration === 'repeating') !== (months !== undefined))
    throw invalid('duration_in_months goes with duration=repeating.', 'duration_in_months')
  if (id !== undefined && world.store.get('coupon', id))
    throw invalid('Coupon already exists.', 'id', 'resource_already_exists')
}

function createCoupon(world: World, params: Params<typeof createShape>): object {
  checkNew(world, params)
  const row = {
    id: params.id ?? randomText(8),
    object: 'coupon',
    amount_off: params.amount_off ?? null,
    created: world.now(),
    currency: params.amount_off === undefined ? null : (params.currency?.toLowerCase() ?? null),
    duration: params.duration ?? 'once',
    duration_in_months: params.duration_in_months ?? null,
    livemode: false,
    max_redemptions: params.max_redemptions ?? null,
    metadata: mergeMetadata({}, params.metadata),
    name: params.name ?? null,
    percent_off: params.percent_off ?? null,
    redeem_by: params.redeem_by ?? null,
    times_redeemed: 0,
    valid: true,
    ...(params.applies_to?.products ? { applies_to: { products: params.applies_to.products } } : {}),
  } satisfies Stripe.Coupon
  return show(world, 'coupon', create(world, 'coupon', row, 'coupon.created'))
}

/** Whether it can be redeemed now. */
export function isValid(world: World, coupon: CouponRow): boolean {
  return coupon.valid && (coupon.redeem_by === null || world.now() < coupon.redeem_by)
}

/** Counts one redemption; the last allowed one makes the coupon invalid. */
export function redeemCoupon(world: World, id: string): void {
  const coupon = mustFind(world, 'coupon', id)
  const times = coupon.times_redeemed + 1
  change(world, 'coupon', id, {
    times_redeemed: times,
    valid: coupon.max_redemptions === null || times < coupon.max_redemptions,
  })
}

const updateShape = { metadata: metadata(), name: clearable(text(40)), currency_options: accepted() }

export const couponRoutes: Route[] = [
  route('POST', '/v1/coupons', createShape, ({ world, params }) => createCoupon(world, params)),
  route('GET', '/v1/coupons', { ...pageShape, created: createdRange() }, ({ world, params }) => {
    const page = pageOf(
      where(world.store.newest('coupon'), (row) => inRange(row.created, params.created)),
      params,
      '/v1/coupons',
    )
    return { ...page, data: page.data.map((row) => show(world, 'coupon', row)) }
  }),
  route('GET', '/v1/coupons/:id', {}, ({ world, id }) => show(world, 'coupon', mustFind(world, 'coupon', id))),
  route('POST', '/v1/coupons/:id', updateShape, ({ world, id, params }) => {
    const before = mustFind(world, 'coupon', id)
    const patch = {
      metadata: mergeMetadata(before.metadata ?? {}, params.metadata),
      ...(params.name === undefined ? {} : { name: params.name }),
    }
    return show(world, 'coupon', changeAndTell(world, 'coupon', id, patch, 'coupon.updated'))
  }),
  route('DELETE', '/v1/coupons/:id', {}, ({ world, id }) => {
    const coupon = mustFind(world, 'coupon', id)
    world.store.remove('coupon', id)
    emit(world, 'coupon.deleted', show(world, 'coupon', coupon))
    return { id, object: 'coupon', deleted: true }
  }),
]
