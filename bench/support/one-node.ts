// What both grant benches stand on: the whole product with one real node, the bare path beside it, and the table at the end.
// Invariant: whatever fails, and after Ctrl-C too, everything that was started is closed, the last first.
import { createTunnels, type Tunnels } from '../../test/support/tunnel-world.ts'
import { createWorld, type World } from '../../test/support/world.ts'
import { openBarePath, type BarePath } from './bare-path.ts'
import { startBenchDatabase } from './database.ts'
import { describe, percentile } from './statistics.ts'

export interface OneNode {
  world: World
  tunnels: Tunnels
  bare: BarePath
}

/** Milliseconds of each time. */
export type Took = Record<'grant' | 'revoke' | 'bare', number[]>

/** Calls `once` with 0, 1 .. `times` - 1, then prints what it put into `took`; it also prints what there is when it fails. */
export async function benchOneNode(
  times: number,
  once: (bench: OneNode, cycle: number, took: Took) => Promise<void>,
): Promise<void> {
  const took: Took = { grant: [], revoke: [], bare: [] }
  const closings: (() => Promise<void>)[] = []
  let isStopped = false
  process.once('SIGINT', () => (isStopped = true))
  try {
    const world = await createWorld({}, '+0s', await startBenchDatabase())
    closings.push(world.close)
    const tunnels = await createTunnels(world)
    closings.push(tunnels.close)
    const bare = await openBarePath(world.databaseUrl)
    closings.push(bare.close)
    for (let cycle = 0; cycle < times && !isStopped; cycle++) await once({ world, tunnels, bare }, cycle, took)
  } finally {
    print(took)
    await closeAll(closings)
  }
}

function print(took: Took): void {
  for (const [what, values] of Object.entries(took)) console.log(`${what.padEnd(7)}${describe(values)}`)
  for (const what of ['grant', 'revoke'] as const) {
    const ratio = (p: number) => (percentile(took[what], p) / percentile(took.bare, p)).toFixed(1)
    console.log(`${what} / bare: p50 ${ratio(0.5)}, p95 ${ratio(0.95)}, p99 ${ratio(0.99)}`)
  }
}

async function closeAll(closings: (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = []
  for (const close of closings.toReversed()) await close().catch((error: unknown) => failures.push(error))
  if (failures.length > 0) throw new AggregateError(failures, 'not everything could be closed')
}
