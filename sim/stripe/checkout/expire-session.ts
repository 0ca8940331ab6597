// Closes an open Checkout session without a payment.
import { changeAndTell, mustFind } from '../state/change.ts'
import type { CheckoutSessionRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'

export function expireSession(world: World, id: string): CheckoutSessionRow {
  const before = mustFind(world, 'checkout.session', id)
  const payment_status = before.amount_total === 0 ? ('no_payment_required' as const) : ('unpaid' as const)
  return changeAndTell(
    world,
    'checkout.session',
    id,
    { status: 'expired', url: null, payment_status },
    'checkout.session.expired',
  )
}
