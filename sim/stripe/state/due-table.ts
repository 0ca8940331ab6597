// Which rows have something due, and what is done about it. Invariant: handling a row changes it, so that it is not due again at once.
import type { Kind, Tables } from './tables.ts'
import type { World } from './world.ts'
import { advanceInvoice, invoiceDue } from '../invoices/advance-invoice.ts'
import { advanceSubscription, subscriptionDue } from '../subscriptions/renew.ts'
import { settleIntent } from '../payments/follow-intent.ts'
import { refundDue } from '../payments/refunds.ts'
import { openDispute } from '../payments/disputes.ts'
import { advanceSchedule, scheduleDue } from '../schedules/advance-schedule.ts'
import { finishAdvance } from '../test-clocks/clock-routes.ts'
import { expireSession } from '../checkout/expire-session.ts'

type DueKind<K extends Kind> = {
  at(world: World, row: Tables[K]): number | null
  act(world: World, row: Tables[K]): void
}
const table: { [K in Kind]?: DueKind<K> } = {
  subscription: { at: (world, row) => subscriptionDue(row, world.settings.upcomingDays), act: advanceSubscription },
  invoice: { at: (_, row) => invoiceDue(row), act: advanceInvoice },
  payment_intent: {
    at: (_, row) => (row.status === 'processing' ? row.sim.settlesAt : null),
    act: (world, row) => void settleIntent(world, row.id, row.sim.settlesAs),
  },
  refund: { at: (_, row) => row.sim.changesAt, act: refundDue },
  charge: { at: (_, row) => row.sim.disputeAt, act: (world, row) => void openDispute(world, row, row.sim.disputeKind) },
  'checkout.session': {
    at: (_, row) => (row.status === 'open' ? row.expires_at : null),
    act: (world, row) => void expireSession(world, row.id),
  },
  subscription_schedule: { at: (_, row) => scheduleDue(row), act: advanceSchedule },
  'test_helpers.test_clock': { at: (_, row) => (row.status === 'advancing' ? row.created : null), act: finishAdvance },
}

/** When the row is due, null never; rows of customers on a test clock wait for that clock instead. */
export function dueOf<K extends Kind>(world: World, kind: K, id: string): number | null {
  const row = world.store.get(kind, id)
  return row === undefined ? null : (table[kind]?.at(world, row) ?? null)
}

export function actOn<K extends Kind>(world: World, kind: K, id: string): void {
  const row = world.store.get(kind, id)
  if (row !== undefined) table[kind]?.act(world, row)
}

/** The kinds that can be due at all. */
export const dueKinds = new Set(Object.keys(table))

/** The test clock the row lives on, null for most. */
export function testClockOf<K extends Kind>(world: World, kind: K, id: string): string | null {
  const row = world.store.get(kind, id)
  if (row === undefined || !('customer' in row) || typeof row.customer !== 'string') return null
  const clock = world.store.get('customer', row.customer)?.test_clock ?? null
  return typeof clock === 'string' ? clock : null
}
