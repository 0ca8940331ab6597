// Moves a scheduled subscription into the phase that begins now. Invariant: whether the schedule or the renewal comes first at a
// boundary, the new period is billed at the new phase's prices.
import { change, changeAndTell, mustFind } from '../state/change.ts'
import { idOf } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { currentPeriod, makeItem, recurrenceOf, withPrice } from '../subscriptions/items.ts'

/** Nothing happens when there is no schedule, or its phase goes on. */
export function enterPhase(world: World, schedule: string | null, id: string): void {
  const row = world.store.get('subscription_schedule', schedule)
  if (!row || row.status !== 'active' || !row.current_phase || row.current_phase.end_date > world.now()) return
  const next = row.phases.find(({ start_date: start, end_date: end }) => start <= world.now() && end > world.now())
  if (!next) return
  const subscription = mustFind(world, 'subscription', id)
  const period = currentPeriod(subscription)
  const data = next.items.map((item, index) => {
    const price = mustFind(world, 'price', idOf(item.price) ?? '')
    const old = subscription.items.data[index]
    const quantity = item.quantity ?? 1
    return old
      ? withPrice(old, price, quantity)
      : makeItem(id, { price, quantity, metadata: item.metadata ?? {} }, period, world.now())
  })
  const [was, is] = [subscription.items.data[0], data[0]]
  const sameRhythm = was && is && recurrenceOf(was.price).interval === recurrenceOf(is.price).interval
  const anchor = sameRhythm ? subscription.billing_cycle_anchor : world.now()
  change(world, 'subscription', id, { items: { ...subscription.items, data }, billing_cycle_anchor: anchor })
  changeAndTell(
    world,
    'subscription_schedule',
    row.id,
    { current_phase: { start_date: next.start_date, end_date: next.end_date } },
    'subscription_schedule.updated',
  )
}
