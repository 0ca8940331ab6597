// Test clocks: time that stands still for the customers on it until it is advanced. Invariant: advancing answers at once and is `ready`
// a moment later, as with Stripe.
import type Stripe from 'stripe'
import { integer, need, text, type Params } from '../http/params.ts'
import { pageOf, pageShape } from '../http/page-list.ts'
import { invalid } from '../http/errors.ts'
import { route, type Route } from '../http/routes.ts'
import { change, changeAndTell, create, mustFind } from '../state/change.ts'
import { emit } from '../events/emit.ts'
import { newId } from '../state/ids.ts'
import { show } from '../state/render.ts'
import type { TestClockRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { furthestAdvance } from './furthest-advance.ts'

const kind = 'test_helpers.test_clock'
const keptSeconds = 30 * 86400
const createShape = { frozen_time: need(integer({ min: 0 })), name: text(300), customer: text() }

function createClock(world: World, params: Params<typeof createShape>): object {
  const row = {
    id: newId('clock'),
    object: kind,
    created: world.now(),
    deletes_after: world.now() + keptSeconds,
    frozen_time: params.frozen_time,
    livemode: false,
    name: params.name ?? null,
    status: 'ready',
    status_details: {},
  } satisfies Stripe.TestHelpers.TestClock
  return show(
    world,
    kind,
    create(world, kind, { ...row, sim: { target: params.frozen_time } }, 'test_helpers.test_clock.created'),
  )
}

function advanceClock(world: World, id: string, target: number): object {
  const clock = mustFind(world, kind, id)
  if (clock.status !== 'ready') throw invalid('The test clock is still advancing.')
  if (target <= clock.frozen_time) throw invalid('You cannot advance a test clock into the past.', 'frozen_time')
  if (target > furthestAdvance(world, clock))
    throw invalid(
      'You cannot advance a test clock more than two intervals of its shortest subscription into the future, or two years when it has none.',
      'frozen_time',
    )
  const patch = {
    status: 'advancing' as const,
    status_details: { advancing: { target_frozen_time: target } },
    sim: { target },
  }
  return show(world, kind, changeAndTell(world, kind, id, patch, 'test_helpers.test_clock.advancing'))
}

/** Everything due on the clock up to its target happens, then it is ready. */
export function finishAdvance(world: World, clock: TestClockRow): void {
  const { target } = clock.sim
  world.during(
    target,
    () => {
      world.runTestClock(clock.id, target)
      change(world, kind, clock.id, { frozen_time: target })
      changeAndTell(world, kind, clock.id, { status: 'ready', status_details: {} }, 'test_helpers.test_clock.ready')
    },
    true,
  )
}

export const testClockRoutes: Route[] = [
  route('POST', '/v1/test_helpers/test_clocks', createShape, ({ world, params }) => createClock(world, params)),
  route('GET', '/v1/test_helpers/test_clocks', pageShape, ({ world, params }) => {
    const page = pageOf(world.store.newest(kind), params, '/v1/test_helpers/test_clocks')
    return { ...page, data: page.data.map((row) => show(world, kind, row)) }
  }),
  route('GET', '/v1/test_helpers/test_clocks/:id', {}, ({ world, id }) => show(world, kind, mustFind(world, kind, id))),
  route('POST', '/v1/test_helpers/test_clocks/:id/advance', { frozen_time: need(integer()) }, ({ world, id, params }) =>
    advanceClock(world, id, params.frozen_time),
  ),
  route('DELETE', '/v1/test_helpers/test_clocks/:id', {}, ({ world, id }) => {
    const clock = mustFind(world, kind, id)
    for (const customer of world.store.newest('customer')) {
      if (customer.test_clock === id)
        change(world, 'customer', customer.id, { sim: { ...customer.sim, deleted: true } })
    }
    world.store.remove(kind, id)
    emit(world, 'test_helpers.test_clock.deleted', show(world, kind, clock))
    return { id, object: kind, deleted: true }
  }),
]
