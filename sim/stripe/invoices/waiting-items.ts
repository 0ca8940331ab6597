// Invoice items that wait for the next invoice of their customer or subscription.
import { change } from '../state/change.ts'
import type { World } from '../state/world.ts'
import { lineOfItem, type NewLine } from './lines.ts'

/** The waiting items as lines; `take` puts them on an invoice, so that they wait no more. */
export function waitingItems(
  world: World,
  customer: string,
  currency: string,
  subscription: string | null,
): { lines: NewLine[]; take(invoice: string): void } {
  const items = world.store.by('invoiceitem', 'customer', customer).filter((item) => {
    const of = item.parent?.subscription_details?.subscription ?? null
    return item.invoice === null && item.currency === currency && (of === null || of === subscription)
  })
  const oldestFirst = items.toReversed()
  return {
    lines: oldestFirst.map((item) => {
      const price = item.pricing?.price_details?.price
      return lineOfItem(item, (typeof price === 'string' ? world.store.get('price', price) : undefined) ?? null)
    }),
    take: (invoice) => oldestFirst.forEach(({ id }) => change(world, 'invoiceitem', id, { invoice })),
  }
}
