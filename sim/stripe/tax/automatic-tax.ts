// The switch for automatic tax, as calls give it. Invariant: nothing is taxed automatically while nobody knows where the customer is.
import { invalid } from '../http/errors.ts'
import { accepted, bool, hash, need } from '../http/params.ts'
import { mustFind } from '../state/change.ts'
import type { World } from '../state/world.ts'

export const automaticTaxField = hash({ enabled: need(bool()), liability: accepted() })

/** Gives back what was asked for; refuses, as Stripe does, to tax a customer without an address. */
export function taxedWhere(world: World, customer: string, isOn: boolean): boolean {
  if (isOn && !mustFind(world, 'customer', customer).address?.country)
    throw invalid(
      "The customer's location isn't recognized. Set a valid customer address in order to automatically calculate tax.",
      'automatic_tax',
      'customer_tax_location_invalid',
    )
  return isOn
}
