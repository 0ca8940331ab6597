// How often one customer is fetched from Stripe for a burst of events about that customer, on the whole product: real web, worker and
// queue, the simulator, a durable database. Run: npx tsx bench/burst.ts [rounds] [events].
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createWorld } from '../test/support/world.ts'
import { customerIdOf } from '../test/support/stripe-side.ts'
import { subscriber } from '../test/support/buyer.ts'
import { until } from '../test/support/until.ts'
import { startBenchDatabase } from './support/database.ts'
import type { Load, Outcome } from './support/load-generator.ts'
import { median, percentile } from './support/statistics.ts'

const [rounds = 5, events = 1_000] = process.argv.slice(2).map(Number)

const world = await createWorld({}, '+0s', await startBenchDatabase())
const generator = fork(new URL('support/load-generator.ts', import.meta.url))
try {
  const customer = await customerIdOf(world, await subscriber(world))
  const load = { path: '/webhooks/stripe', secret: world.app.webhookSecrets[0] ?? '', connections: 32, bytes: 6000 }
  const port = Number(new URL(world.url).port)
  const fetched: number[] = []
  console.log('events | fetched | answered within ms | all settled after ms | slowest answer, p99 ms')
  for (let round = 0; round < rounds; round++) {
    world.simulator.control.clearCalls()
    const began = performance.now()
    const burst: Load = { ...load, port, customers: customer, atMost: events, seconds: 60, prefix: `b${round}x` }
    generator.send(burst)
    const answer: unknown[] = await once(generator, 'message')
    const { times } = answer[0] as Outcome // what load-generator.ts sends
    const answered = performance.now() - began
    await until('every event is settled', () => isSettled(), 60_000)
    const settled = performance.now() - began
    fetched.push(fetches(customer))
    console.log(
      [times.length, fetched.at(-1), answered.toFixed(0), settled.toFixed(0), percentile(times, 0.99).toFixed(0)].join(
        ' | ',
      ),
    )
  }
  console.log(`fetched, median of ${rounds}: ${median(fetched)}`)
} finally {
  generator.disconnect()
  await world.close()
}

/** A customer that is fetched is asked for their subscriptions once. */
function fetches(customer: string): number {
  return world.simulator.control
    .calls()
    .filter(({ path, params }) => path === '/v1/subscriptions' && params['customer'] === customer).length
}

async function isSettled(): Promise<boolean> {
  const open = world.app.db.selectFrom('stripe_events').select('id').where('state', 'in', ['pending', 'failed'])
  return (await open.executeTakeFirst()) === undefined
}
