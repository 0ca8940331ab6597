// A discount is a coupon given to a customer, subscription or invoice. Invariant: each one has been counted at its coupon once.
import type Stripe from 'stripe'
import { hash, list, text, type Params } from '../http/params.ts'
import { invalid } from '../http/errors.ts'
import { mustFind } from '../state/change.ts'
import { emit } from '../events/emit.ts'
import { newId } from '../state/ids.ts'
import { show } from '../state/render.ts'
import type { DiscountRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { plusMonths } from '../subscriptions/billing-period.ts'
import type { Reduction } from '../invoices/discount-lines.ts'
import { isValid, redeemCoupon } from './coupons.ts'
import { redeemCode } from './promotion-codes.ts'

export interface CouponChoice {
  coupon: string
  promotionCode: string | null
}
/** `discounts` of an operation: [{coupon}] or [{promotion_code}]. */
export const discountsField = list(hash({ coupon: text(), promotion_code: text(), discount: text() }))

/** Reads the choices; throws when a coupon or code does not exist or can no longer be used. */
export function chooseCoupons(world: World, given: Params<{ list: typeof discountsField }>['list']): CouponChoice[] {
  return (given ?? []).flatMap((entry, index) => {
    if (entry.discount !== undefined) return []
    const code =
      entry.promotion_code === undefined
        ? null
        : mustFind(world, 'promotion_code', entry.promotion_code, `discounts[${index}][promotion_code]`)
    const id = code?.promotion.coupon ?? entry.coupon
    if (id === undefined)
      throw invalid('You must pass a coupon, promotion code or discount.', `discounts[${index}]`, 'parameter_missing')
    const coupon = mustFind(world, 'coupon', id, `discounts[${index}][coupon]`)
    if (!isValid(world, coupon))
      throw invalid(`Coupon expired: ${coupon.id}`, `discounts[${index}][coupon]`, 'coupon_expired')
    return [{ coupon: coupon.id, promotionCode: code?.id ?? null }]
  })
}

/** Gives the coupon and counts it. */
export function addDiscount(
  world: World,
  choice: CouponChoice,
  to: { customer: string | null; subscription?: string; session?: string | null },
): DiscountRow {
  const coupon = mustFind(world, 'coupon', choice.coupon)
  redeemCoupon(world, coupon.id)
  if (choice.promotionCode !== null) redeemCode(world, choice.promotionCode)
  const now = world.now()
  const row = {
    id: newId('di'),
    object: 'discount',
    checkout_session: to.session ?? null,
    customer: to.customer,
    customer_account: null,
    end: coupon.duration === 'repeating' ? plusMonths(now, coupon.duration_in_months ?? 1) : null,
    invoice: null,
    invoice_item: null,
    promotion_code: choice.promotionCode,
    source: { type: 'coupon', coupon: coupon.id },
    start: now,
    subscription: to.subscription ?? null,
    subscription_item: null,
  } satisfies Stripe.Discount
  const discount = world.store.put('discount', { ...row, sim: { used: false } })
  emit(world, 'customer.discount.created', show(world, 'discount', discount))
  return discount
}

/** What the discounts take off now: ended ones and `once` coupons that were used take nothing. */
export function reductions(world: World, ids: string[]): Reduction[] {
  return ids.flatMap((id) => {
    const discount = world.store.get('discount', id)
    if (!discount || discount.sim.used || (discount.end !== null && discount.end <= world.now())) return []
    const reduction = reductionOf(world, discount.source.coupon, id)
    return reduction === null ? [] : [reduction]
  })
}

/** What a coupon takes off under the name `id`, null when it was deleted. */
export function reductionOf(world: World, couponId: string, id: string): Reduction | null {
  const coupon = world.store.get('coupon', couponId)
  if (!coupon) return null
  return {
    id,
    percentOff: coupon.percent_off,
    amountOff: coupon.amount_off,
    products: coupon.applies_to?.products ?? null,
  }
}
