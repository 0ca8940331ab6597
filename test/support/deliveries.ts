// The ways in which events may come, and how a life ended: the same story told with each of them must end in the same export.
import { sweep } from '../../src/billing/sweep.ts'
import { exportAll } from '../../src/ops/export.ts'
import { createWorld, type World } from './world.ts'

export const DELIVERIES = [
  { name: 'in order', faults: { order: 'as-made' as const }, drop: false },
  {
    name: 'doubled and shuffled',
    faults: { duplicate: 1, order: 'shuffled' as const, seed: 7, delayMs: 30 },
    drop: false,
  },
  { name: 'dropped, found by the sweep', faults: { drop: 1 }, drop: true },
]

/** What `export` says after a life in a world of its own. `hear` waits until the product knows all. */
export async function endOf(
  { faults, drop }: (typeof DELIVERIES)[number],
  live: (world: World, hear: () => Promise<void>) => Promise<void>,
): Promise<string> {
  const world = await createWorld()
  world.simulator.control.setWebhooks(faults)
  await live(world, () => hearAll(world, drop))
  const end = withoutChance(await exportAll(world.app, null))
  await world.close()
  return end
}

/** Waits until the product has heard all there is to hear, by the sweep where deliveries are dropped. */
export async function hearAll(world: World, drop: boolean): Promise<void> {
  await world.settled()
  if (drop) await sweep(world.app)
  await world.settled()
}

/** An export without what differs from run to run: ids and instants. */
export function withoutChance(document: unknown): string {
  const text = JSON.stringify(document, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value))
  return text
    .replaceAll(/"(acct|pay|com|dev|node|sub|ch|re|dp|du|in|cus|py|pi|vb|vch|mp|grant)_\w+/g, '"$1')
    .replaceAll(/\b(sub|ch|re|dp|du|in|cus|price)_\w+/g, '$1')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'then')
    .replaceAll(/buyer-\d+-\d+@/g, 'buyer@')
}
