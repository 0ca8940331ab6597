// What the node tells about itself. Pure.
// Invariant: the generation reported is one that every part has reached; peers appear under their device's id only, and one
// that is not in the state is left out, for its counters belong to nobody.
import type { Mark } from './aim.ts'
import type { NodeReport, PeerReport } from './contract.ts'
import type { RealPeer } from './wireguard.ts'

/** The oldest mark the parts agree on; null until each has reached one of the same epoch. */
export function inForce(reached: readonly (Mark | null)[]): Mark | null {
  let oldest: Mark | null = null
  for (const mark of reached) {
    if (mark === null || (oldest !== null && oldest.epoch !== mark.epoch)) return null
    if (oldest === null || mark.generation < oldest.generation) oldest = mark
  }
  return oldest
}

export function wireguardReport(id: string, peer: RealPeer): PeerReport {
  const lastSeen = peer.lastHandshake === null ? null : new Date(peer.lastHandshake).toISOString()
  return { id, protocol: 'wireguard', lastSeen, received: peer.received, sent: peer.sent }
}

/** `mark` null: nothing is in force yet, said as generation 0 of no epoch. */
export function nodeReport(
  mark: Mark | null,
  facts: Omit<NodeReport, 'epoch' | 'generation' | 'now'>,
  now: Date,
): NodeReport {
  const { epoch, generation } = mark ?? { epoch: '', generation: 0 }
  return { epoch, generation, now: now.toISOString(), ...facts }
}

/**
 * The first report of each device, and the rest for the next time: a session that ended and the one after it must both be
 * counted, and a list that names a device twice would leave the order to chance.
 */
export function oncePerDevice(reports: readonly PeerReport[]): { first: PeerReport[]; rest: PeerReport[] } {
  const seen = new Set<string>()
  const [first, rest]: [PeerReport[], PeerReport[]] = [[], []]
  for (const report of reports) {
    const name = `${report.protocol} ${report.id}`
    if (seen.has(name)) rest.push(report)
    else first.push(report)
    seen.add(name)
  }
  return { first, rest }
}
