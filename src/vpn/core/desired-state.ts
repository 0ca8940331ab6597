// What every node is to serve, as the agent's contract says it. The same for all nodes; what differs is put around it.
// Invariant: a peer is here only while its device is served, with the instant at which the node ends it by itself.
import type { OpenvpnClient, WireguardPeer } from '../../agent/contract.ts'
import type { AccessFacts } from '../../billing/core/entitlement.ts'
import { deviceStandings, type DeviceFacts } from './device-standing.ts'
import { addressing, type Pool } from './ipam.ts'

/** A live device with what a node needs of it; `host` null: it has no address, so it cannot be served. */
export type ServableDevice = DeviceFacts & { host: number | null } & (
    | { protocol: 'wireguard'; publicKey: string | null; presharedKey: string | null }
    | { protocol: 'openvpn'; serial: string | null }
  )

export interface FleetFacts {
  devices: readonly ServableDevice[]
  access: ReadonlyMap<string, AccessFacts>
  pools: { wireguard: Pool; openvpn: Pool }
}

export interface DesiredPeers {
  peers: WireguardPeer[]
  clients: OpenvpnClient[]
  /** The next instant at which time alone changes the answer. */
  changesAt: Date | null
}

export function desiredPeers({ devices, access, pools }: FleetFacts, now: Date, graceDays: number): DesiredPeers {
  const standings = deviceStandings(devices, access, now, graceDays)
  const addresses = { wireguard: addressing(pools.wireguard), openvpn: addressing(pools.openvpn) }
  const desired: DesiredPeers = { peers: [], clients: [], changesAt: null }
  for (const device of devices.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const standing = standings.get(device.id)
    if (standing?.state !== 'served' || device.host === null) continue
    const { notAfter } = standing
    if (notAfter && (desired.changesAt === null || notAfter < desired.changesAt)) desired.changesAt = notAfter
    const { ipv4, ipv6 } = addresses[device.protocol](device.host)
    const ends = notAfter?.toISOString() ?? null
    if (device.protocol === 'openvpn') {
      if (device.serial) desired.clients.push({ id: device.id, serial: device.serial, ipv4, ipv6, notAfter: ends })
    } else if (device.publicKey && device.presharedKey) {
      const { id, publicKey, presharedKey } = device
      desired.peers.push({ id, publicKey, presharedKey, allowedIps: [`${ipv4}/32`, `${ipv6}/128`], notAfter: ends })
    }
  }
  return desired
}
