// What happens to a subscription schedule by time alone: it starts, changes phase, is about to end, and ends.
import { change, changeAndTell, mustFind, tell } from '../state/change.ts'
import { idOf, type ScheduleRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { billPeriod } from '../subscriptions/bill-period.ts'
import { endSubscription } from '../subscriptions/end-subscription.ts'
import { makeSubscription } from '../subscriptions/make-subscription.ts'
import { enterPhase } from './enter-phase.ts'

/** Stripe says a week; its own CLI fixture gets the event nine days ahead. */
const noticeSeconds = 9 * 86400

/** When its next step is due, null never. */
export function scheduleDue(row: ScheduleRow): number | null {
  if (row.status === 'not_started') return row.phases[0]?.start_date ?? null
  if (row.status !== 'active' || !row.current_phase) return null
  const end = row.phases.at(-1)?.end_date ?? row.current_phase.end_date
  const notice = row.sim.expiringSent ? Infinity : Math.max(row.created, end - noticeSeconds)
  return Math.min(notice, row.current_phase.end_date)
}

export function advanceSchedule(world: World, row: ScheduleRow): void {
  if (row.status === 'not_started') return startSchedule(world, row.id)
  const last = row.phases.at(-1)
  if (!last || !row.current_phase) return
  if (!row.sim.expiringSent && world.now() >= last.end_date - noticeSeconds) {
    change(world, 'subscription_schedule', row.id, { sim: { expiringSent: true } })
    return tell(world, 'subscription_schedule', row.id, 'subscription_schedule.expiring')
  }
  if (world.now() >= last.end_date) return completeSchedule(world, row)
  if (row.subscription !== null) enterPhase(world, row.id, row.subscription)
}

/** Starts the first phase; a schedule that was not made from a subscription makes one. */
export function startSchedule(world: World, id: string): void {
  const schedule = mustFind(world, 'subscription_schedule', id)
  const [first] = schedule.phases
  if (!first) return
  const subscription = schedule.subscription ?? subscribe(world, schedule)
  const phase = { start_date: first.start_date, end_date: first.end_date }
  change(world, 'subscription', subscription, { schedule: id })
  change(world, 'subscription_schedule', id, { status: 'active', current_phase: phase, subscription })
}

function subscribe(world: World, { customer, phases: [first], metadata }: ScheduleRow): string {
  const items = (first?.items ?? []).map((item) => ({
    price: mustFind(world, 'price', idOf(item.price) ?? ''),
    quantity: item.quantity ?? 1,
    metadata: {},
  }))
  const { id } = makeSubscription(world, {
    customer,
    items,
    status: 'active',
    trialEnd: null,
    metadata: first?.metadata ?? metadata ?? {},
    discounts: [],
    defaultMethod: null,
  })
  tell(world, 'subscription', id, 'customer.subscription.created')
  billPeriod(world, id, { reason: 'subscription_create', isTrial: false, autoAdvance: true })
  return id
}

function completeSchedule(world: World, row: ScheduleRow): void {
  const patch = { status: 'completed' as const, completed_at: world.now(), current_phase: null }
  changeAndTell(world, 'subscription_schedule', row.id, patch, 'subscription_schedule.completed')
  if (row.subscription === null) return
  change(world, 'subscription', row.subscription, { schedule: null })
  if (row.end_behavior === 'cancel') endSubscription(world, row.subscription, { reason: 'cancellation_requested' })
}
