// Gives a device its host number, once: the same addresses on every node.
// Invariant: a number rests for a day after its device is gone, so no node still routes it to somebody else.
import type { Tx } from '../db/open.ts'
import type { Protocol } from '../db/schema.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { insertHost, lockHighestHost, reuseHost } from './address-queries.ts'
import { FIRST_DEVICE_HOST, lastHost } from './core/ipam.ts'
import { readPools } from './fleet-queries.ts'

const REST = 24 * 3_600_000

/** Throws Refusal `unavailable` when the pool has no address left. */
export async function allocateAddress(tx: Tx, clock: Clock, protocol: Protocol, device: string): Promise<number> {
  const reused = await reuseHost(tx, protocol, device, new Date(clock().getTime() - REST))
  if (reused !== null) return reused
  const pools = await readPools(tx)
  const highest = await lockHighestHost(tx, protocol)
  const host = highest === null ? FIRST_DEVICE_HOST : highest + 1
  if (host > lastHost(pools[protocol])) {
    throw new Refusal('unavailable', 'All addresses are in use. Try again tomorrow or write to support.')
  }
  await insertHost(tx, protocol, host, device)
  return host
}
