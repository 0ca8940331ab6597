// OpenVPN's own counters as reports. Pure.
// Invariant: a session is told from the next one of the same device by its start.
import type { PeerReport } from './contract.ts'
import type { ClientRow } from './openvpn-management-text.ts'

export function rowReport(row: ClientRow): PeerReport {
  const lastSeen = new Date(row.since * 1000).toISOString()
  return { id: row.commonName, protocol: 'openvpn', lastSeen, received: row.received, sent: row.sent }
}

/** From the environment of a DISCONNECT, where OpenVPN gives its final counters. */
export function endedReport(id: string, env: ReadonlyMap<string, string>): PeerReport {
  const number = (name: string) => Number(env.get(name)) || 0
  const began = number('time_unix')
  return {
    id,
    protocol: 'openvpn',
    lastSeen: began === 0 ? null : new Date(began * 1000).toISOString(),
    received: number('bytes_received'),
    sent: number('bytes_sent'),
  }
}
