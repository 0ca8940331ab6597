// Brings the peers of an interface from what is known of them to what is desired.
// Invariant: what it returns is really so: read back while that is cheap, else confirmed by the daemon's own answer. After
// an error nothing is known and everything must be read again.
import { diffPeers } from './diff.ts'
import type { Change, Peer } from './diff.ts'
import { Problem } from './problem.ts'
import type { RealPeer, WireguardDriver } from './wireguard.ts'

/** Reading all peers takes a millisecond up to here, and half a second for ten thousand. */
export const CHEAP_TO_READ = 500

export interface PeersApplied {
  peers: Map<string, Peer>
  /** Keys that were not there before. */
  added: string[]
}

interface ApplyNeeds {
  driver: WireguardDriver
  /** Called with everybody's last counters before some of the peers are removed, where reading is cheap. */
  onRead: (peers: ReadonlyMap<string, RealPeer>, removed: readonly string[]) => void
}

export async function applyPeers(
  { driver, onRead }: ApplyNeeds,
  desired: readonly Peer[],
  known: ReadonlyMap<string, Peer>,
): Promise<PeersApplied> {
  const changes = diffPeers(desired, known)
  const expected = new Map(desired.map((peer) => [peer.publicKey, peer]))
  const added = desired.filter((peer) => !known.has(peer.publicKey)).map((peer) => peer.publicKey)
  if (changes.length === 0) return { peers: expected, added }

  const isCheap = Math.max(known.size, desired.length) <= CHEAP_TO_READ
  const removed = removedKeys(changes)
  if (isCheap && removed.length > 0) onRead((await driver.read()).peers, removed)
  await driver.apply(changes)
  if (isCheap) await confirm(driver, desired)
  return { peers: expected, added }
}

function removedKeys(changes: readonly Change[]): string[] {
  return changes.flatMap((change) => (change.kind === 'remove' ? [change.publicKey] : []))
}

async function confirm(driver: WireguardDriver, desired: readonly Peer[]): Promise<void> {
  const left = diffPeers(desired, (await driver.read()).peers)
  if (left.length > 0) throw new Problem(`WireGuard did not take ${left.length} of the changes`)
}
