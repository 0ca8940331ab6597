// Customers may live on a test clock of their own. Invariant: what is done for such a customer happens at that clock's time.
import type { World } from '../state/world.ts'
import type { RawHash } from '../http/form-body.ts'
import { kindOfId } from '../state/tables.ts'

/** Runs `work` at the test clock's time of the customer (or of the object with a customer) that the request is about. */
export function inTestClock<T>(world: World, raw: RawHash, ids: string[], work: () => T): T {
  const subject = [raw['customer'], raw['test_clock'], ...ids].find((id) => typeof id === 'string')
  const clock = typeof subject === 'string' ? clockOf(world, subject) : undefined
  return clock === undefined ? work() : world.during(clock, work, true)
}

function clockOf(world: World, id: string): number | undefined {
  const kind = kindOfId(id)
  const row = kind ? world.store.get(kind, id) : undefined
  if (!row) return undefined
  if ('frozen_time' in row) return row.frozen_time
  const named =
    'test_clock' in row
      ? row.test_clock
      : 'customer' in row && typeof row.customer === 'string'
        ? world.store.get('customer', row.customer)?.test_clock
        : null
  return typeof named === 'string' ? world.store.get('test_helpers.test_clock', named)?.frozen_time : undefined
}
