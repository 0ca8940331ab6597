// What the states of all nodes are made of, read at one moment; the part that is the same for every node is written out once.
// Invariant: all facts come from one snapshot of the database, so an answer is never put together from two moments.
import { createHash } from 'node:crypto'
import { accessOfAll } from '../billing/access.ts'
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import type { Seal } from '../lib/seal.ts'
import { revokedSerials } from './certificate-queries.ts'
import { desiredPeers, type ServableDevice } from './core/desired-state.ts'
import type { Pool } from './core/ipam.ts'
import { deviceRows, type DeviceRow } from './device-queries.ts'
import { epochOf, readPools } from './fleet-queries.ts'
import { factsOf } from './list-devices.ts'
import { nodeRows, type NodeRow } from './node-queries.ts'
import { presharedKeyRow } from './set-device-key.ts'

export interface FleetSnapshot {
  epoch: string
  pools: { wireguard: Pool; openvpn: Pool }
  /** All nodes by id, each with the generation that was given out when this was read. */
  nodes: Map<string, NodeRow>
  /** JSON of the lists `peers`, `clients` and `revokedSerials` of the contract. */
  peers: string
  clients: string
  revokedSerials: string
  /** SHA-256 of these three. */
  digest: Buffer
  /** When time alone changes it next. */
  changesAt: Date | null
}

export interface SnapshotNeeds {
  db: Db
  seal: Seal
  clock: Clock
  graceDays: number
}

/** Opens preshared keys, each once: they never change under one sealed text. */
export type OpenKey = (row: DeviceRow) => string | null

export function openKeys(seal: Seal): OpenKey {
  let opened = new Map<string, string>()
  let older = new Map<string, string>()
  return ({ id, preshared_key_sealed: sealed }) => {
    if (sealed === null) return null
    if (opened.size > 100_000) {
      older = opened // keys of devices that are gone leave in time
      opened = new Map()
    }
    const key = opened.get(sealed) ?? older.get(sealed) ?? seal.open(sealed, presharedKeyRow(id))
    opened.set(sealed, key)
    return key
  }
}

export async function takeSnapshot({ db, clock, graceDays }: SnapshotNeeds, openKey: OpenKey): Promise<FleetSnapshot> {
  const now = clock()
  const reading = db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
  const { epoch, pools, nodes, rows, access, revoked } = await reading.execute(async (tx) => ({
    epoch: await epochOf(tx),
    pools: await readPools(tx),
    nodes: await nodeRows(tx),
    rows: await deviceRows(tx, null),
    access: await accessOfAll(tx),
    revoked: await revokedSerials(tx, now),
  }))
  const devices = rows.map((row) => servable(row, openKey))
  const desired = desiredPeers({ devices, access, pools }, now, graceDays)
  const [peers, clients, serials] = [desired.peers, desired.clients, revoked].map((list) => JSON.stringify(list))
  const shared = { peers: peers ?? '[]', clients: clients ?? '[]', revokedSerials: serials ?? '[]' }
  const digest = createHash('sha256').update(Object.values(shared).join('\n')).digest()
  const byId = new Map(nodes.map((node) => [node.id, node]))
  return { epoch, pools, nodes: byId, ...shared, digest, changesAt: desired.changesAt }
}

function servable(row: DeviceRow, openKey: OpenKey): ServableDevice {
  const facts = { ...factsOf(row), host: row.host }
  return row.protocol === 'openvpn'
    ? { ...facts, protocol: 'openvpn', serial: row.serial }
    : { ...facts, protocol: 'wireguard', publicKey: row.public_key, presharedKey: openKey(row) }
}
