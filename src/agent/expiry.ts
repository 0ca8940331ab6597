// Who may be served at an instant, by each one's own end. Pure.
// Invariant: nobody is served at or after `notAfter`, whatever the control plane says or does not say.
import type { DesiredState, OpenvpnClient, WireguardPeer } from './contract.ts'

export interface Served {
  peers: WireguardPeer[]
  clients: OpenvpnClient[]
}

export const NOBODY: Served = { peers: [], clients: [] }

export function hasEnded(entry: { notAfter: string | null }, now: Date): boolean {
  return entry.notAfter !== null && Date.parse(entry.notAfter) <= now.getTime()
}

/** Those whose end has not come. A retired node serves nobody. */
export function servedAt(state: DesiredState, now: Date): Served {
  if (state.mode === 'retired') return NOBODY
  return {
    peers: state.wireguard.peers.filter((peer) => !hasEnded(peer, now)),
    clients: state.openvpn.clients.filter((client) => !hasEnded(client, now)),
  }
}

/** The next instant at which somebody's access ends, in milliseconds since 1970; null when no end is planned. */
export function nextEnd(state: DesiredState, now: Date): number | null {
  let next: number | null = null
  for (const { notAfter } of [...state.wireguard.peers, ...state.openvpn.clients]) {
    if (notAfter === null) continue
    const end = Date.parse(notAfter)
    if (end > now.getTime() && (next === null || end < next)) next = end
  }
  return next
}
