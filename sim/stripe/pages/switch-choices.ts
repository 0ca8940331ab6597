// The prices a customer may switch to in the portal.
import type { PortalSessionRow, PriceRow, SubscriptionRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'

/** Those the configuration names; when it names none, every active recurring price in the subscription's currency. */
export function priceChoices(
  world: World,
  { configuration }: PortalSessionRow,
  subscription: SubscriptionRow,
): PriceRow[] {
  const update = world.store.get('billing_portal.configuration', configuration)?.features.subscription_update
  if (!update?.enabled || subscription.status === 'canceled') return []
  const named = (update.products ?? []).flatMap(({ prices }) => prices)
  const candidates =
    named.length > 0 ? named.flatMap((id) => world.store.get('price', id) ?? []) : [...world.store.oldest('price')]
  const current = subscription.items.data[0]?.price.id
  return candidates.filter(
    (price) => price.active && price.recurring && price.currency === subscription.currency && price.id !== current,
  )
}

/** How the configuration charges a switch. */
export function switchBehavior(
  world: World,
  { configuration }: PortalSessionRow,
): 'create_prorations' | 'always_invoice' | 'none' {
  const behavior = world.store.get('billing_portal.configuration', configuration)?.features.subscription_update
    .proration_behavior
  if (behavior === 'none') return 'none'
  return behavior === 'always_invoice' ? 'always_invoice' : 'create_prorations'
}
