// Promotion codes: what a customer types to get a coupon. Invariant: no two active codes are the same, in whatever case.
import type Stripe from 'stripe'
import { bool, accepted, clearable, hash, integer, need, oneOf, text, type Params } from '../http/params.ts'
import { createdRange, inRange, pageOf, pageShape, where } from '../http/page-list.ts'
import { invalid } from '../http/errors.ts'
import { mergeMetadata, metadata } from '../http/metadata.ts'
import { route, type Route } from '../http/routes.ts'
import { change, changeAndTell, create, mustFind } from '../state/change.ts'
import { newId, randomText } from '../state/ids.ts'
import { show } from '../state/render.ts'
import type { PromotionCodeRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { isValid } from './coupons.ts'

const restrictions = hash({
  first_time_transaction: bool(),
  minimum_amount: integer({ min: 1 }),
  minimum_amount_currency: text(3),
  currency_options: accepted(),
})
const createShape = {
  promotion: need(hash({ type: need(oneOf('coupon')), coupon: need(text()) })),
  code: text(500),
  active: bool(),
  customer: text(),
  expires_at: integer(),
  max_redemptions: integer({ min: 1 }),
  metadata: metadata(),
  restrictions,
}

function createCode(world: World, params: Params<typeof createShape>): object {
  mustFind(world, 'coupon', params.promotion.coupon, 'promotion[coupon]')
  const code = params.code ?? randomText(8).toUpperCase()
  if (!/^[\w-]+$/.test(code))
    throw invalid('Promotion codes may only contain letters, digits, dashes and underscores.', 'code')
  if (world.store.by('promotion_code', 'code', code.toLowerCase()).some(({ active }) => active)) {
    throw invalid(`An active promotion code with \`code: ${code}\` already exists.`, 'code')
  }
  const rules = params.restrictions
  const row = {
    id: newId('promo'),
    object: 'promotion_code',
    active: params.active ?? true,
    code,
    created: world.now(),
    customer: params.customer ?? null,
    customer_account: null,
    expires_at: params.expires_at ?? null,
    livemode: false,
    max_redemptions: params.max_redemptions ?? null,
    metadata: mergeMetadata({}, params.metadata),
    promotion: { type: 'coupon', coupon: params.promotion.coupon },
    restrictions: {
      first_time_transaction: rules?.first_time_transaction ?? false,
      minimum_amount: rules?.minimum_amount ?? null,
      minimum_amount_currency: rules?.minimum_amount_currency?.toLowerCase() ?? null,
    },
    times_redeemed: 0,
  } satisfies Stripe.PromotionCode
  return show(world, 'promotion_code', create(world, 'promotion_code', row, 'promotion_code.created'))
}

/** Why a code cannot be used here, null when it can; `subtotal` in minor units. */
export function refusalOf(
  world: World,
  code: PromotionCodeRow,
  given: { customer: string | null; subtotal: number; currency: string },
): string | null {
  const coupon = world.store.get('coupon', code.promotion.coupon)
  const {
    minimum_amount: minimum,
    minimum_amount_currency: currency,
    first_time_transaction: firstOnly,
  } = code.restrictions
  if (!code.active || !coupon || !isValid(world, coupon)) return 'This code is invalid.'
  if (code.expires_at !== null && code.expires_at <= world.now()) return 'This code has expired.'
  if (code.max_redemptions !== null && code.times_redeemed >= code.max_redemptions) return 'This code has been used up.'
  if (code.customer !== null && code.customer !== given.customer) return 'This code is invalid.'
  if (minimum !== null && (currency !== given.currency || given.subtotal < minimum))
    return 'Your order is too small for this code.'
  if (coupon.currency !== null && coupon.currency !== given.currency) return 'This code is for another currency.'
  const paid =
    given.customer !== null && world.store.by('charge', 'customer', given.customer).some((charge) => charge.paid)
  return firstOnly && paid ? 'This code is for first orders only.' : null
}

/** The active code with that text, in any case. */
export function findCode(world: World, code: string): PromotionCodeRow | undefined {
  return world.store.by('promotion_code', 'code', code.trim().toLowerCase()).find(({ active }) => active)
}

export function redeemCode(world: World, id: string): void {
  const code = mustFind(world, 'promotion_code', id)
  change(world, 'promotion_code', id, { times_redeemed: code.times_redeemed + 1 })
}

const listShape = {
  ...pageShape,
  active: bool(),
  code: text(),
  coupon: text(),
  created: createdRange(),
  customer: text(),
}

export const promotionCodeRoutes: Route[] = [
  route('POST', '/v1/promotion_codes', createShape, ({ world, params }) => createCode(world, params)),
  route('GET', '/v1/promotion_codes', listShape, ({ world, params }) => {
    const { active, code, coupon, created, customer } = params
    const from =
      code === undefined
        ? world.store.newest('promotion_code')
        : world.store.by('promotion_code', 'code', code.toLowerCase())
    const wanted = where(
      from,
      (row) =>
        (active === undefined || row.active === active) &&
        (coupon === undefined || row.promotion.coupon === coupon) &&
        (customer === undefined || row.customer === customer) &&
        inRange(row.created, created),
    )
    const page = pageOf(wanted, params, '/v1/promotion_codes')
    return { ...page, data: page.data.map((row) => show(world, 'promotion_code', row)) }
  }),
  route('GET', '/v1/promotion_codes/:id', {}, ({ world, id }) =>
    show(world, 'promotion_code', mustFind(world, 'promotion_code', id)),
  ),
  route(
    'POST',
    '/v1/promotion_codes/:id',
    { active: bool(), metadata: metadata(), restrictions: clearable(accepted()) },
    ({ world, id, params }) => {
      const before = mustFind(world, 'promotion_code', id)
      const patch = {
        metadata: mergeMetadata(before.metadata ?? {}, params.metadata),
        ...(params.active === undefined ? {} : { active: params.active }),
      }
      return show(world, 'promotion_code', changeAndTell(world, 'promotion_code', id, patch, 'promotion_code.updated'))
    },
  ),
]
