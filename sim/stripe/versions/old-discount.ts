// Discounts before they had a source: the whole coupon stands in each.
import type Stripe from 'stripe'
import { show } from '../state/render.ts'
import { idOf, type DiscountRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'

export function oldDiscount(world: World, { source, ...discount }: Omit<DiscountRow, 'sim'> | Stripe.Discount): object {
  return { ...discount, coupon: oldCoupon(world, idOf(source.coupon)) }
}

/** The one discount of something that may have several, null when it has none or more: so it was with `discount` beside `discounts`. */
export function onlyDiscount(world: World, discounts: string[]): object | null {
  const [id, second] = discounts
  const row = second === undefined ? world.store.get('discount', id) : undefined
  if (!row) return null
  const { sim: _sim, ...shown } = row
  return oldDiscount(world, shown)
}

/** The coupon itself; one that was deleted is named. */
export function oldCoupon(world: World, id: string | null): object {
  const coupon = world.store.get('coupon', id)
  return coupon ? show(world, 'coupon', coupon) : { id, object: 'coupon', deleted: true }
}
