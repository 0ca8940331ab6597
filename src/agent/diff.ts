// From the peers an interface has and the peers it should have to the fewest changes. Pure.
// Invariant: removals come first, so an address is free before its next owner gets it; applying the changes to `actual`
// gives `desired`, and a second diff is empty.

export interface Peer {
  publicKey: string
  presharedKey: string
  /** Sorted, in canonical spelling. */
  allowedIps: string[]
}

export type Change = { kind: 'remove'; publicKey: string } | { kind: 'set'; peer: Peer }

export function diffPeers(desired: readonly Peer[], actual: ReadonlyMap<string, Peer>): Change[] {
  const wanted = new Set(desired.map((peer) => peer.publicKey))
  const removals: Change[] = []
  for (const publicKey of actual.keys()) if (!wanted.has(publicKey)) removals.push({ kind: 'remove', publicKey })

  const settings: Change[] = []
  for (const peer of desired) {
    const present = actual.get(peer.publicKey)
    if (present === undefined || !isSame(peer, present)) settings.push({ kind: 'set', peer })
  }
  return [...removals, ...settings]
}

function isSame(one: Peer, other: Peer): boolean {
  return one.presharedKey === other.presharedKey && one.allowedIps.join() === other.allowedIps.join()
}
