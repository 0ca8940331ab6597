// A customer's own discount, which older callers set with `coupon`. Invariant: at most one per customer.
import { emit } from '../events/emit.ts'
import { change, mustFind } from '../state/change.ts'
import { show } from '../state/render.ts'
import type { World } from '../state/world.ts'
import { addDiscount } from './discounts.ts'

/** Sets or (null) takes away; gives the deleted discount when it was taken away. */
export function setCustomerCoupon(world: World, customer: string, coupon: string | null): object | null {
  const before = mustFind(world, 'customer', customer).discount ?? null
  if (coupon === null) {
    if (before === null) return null
    change(world, 'customer', customer, { discount: null })
    world.store.remove('discount', before.id)
    emit(world, 'customer.discount.deleted', before)
    return { ...before, deleted: true }
  }
  mustFind(world, 'coupon', coupon, 'coupon')
  const discount = addDiscount(world, { coupon, promotionCode: null }, { customer })
  const { sim: _sim, ...shown } = discount
  change(world, 'customer', customer, { discount: shown })
  if (before !== null)
    emit(world, 'customer.discount.updated', show(world, 'discount', discount), { source: before.source })
  return null
}
