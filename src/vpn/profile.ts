// The files that set up a device, one a node for WireGuard (a peer is one machine), one for all with OpenVPN.
// Invariant: a file for the browser to complete holds no private key, and a customer's file holds nothing of another.
import type { Db } from '../db/open.ts'
import type { Seal } from '../lib/seal.ts'
import { fileNamePart } from './core/device-name.ts'
import { addressesOf } from './core/ipam.ts'
import { PRIVATE_KEY_PLACEHOLDER, wireguardConfig } from './core/wireguard-config.ts'
import type { DeviceRow } from './device-queries.ts'
import { readPools } from './fleet-queries.ts'
import { servingNodes } from './node-queries.ts'
import { findOwnDevice } from './own-device.ts'
import { presharedKeyRow } from './set-device-key.ts'

export interface ProfileFile {
  /** The node it connects to; null: it holds all nodes. */
  node: { id: string; name: string; location: string | null } | null
  fileName: string
  text: string
}

/**
 * A WireGuard device's files with PRIVATE_KEY_PLACEHOLDER where the browser writes its key. Empty while the device has no key
 * or there is no node, and for OpenVPN. Throws Refusal `not-found`.
 */
export async function profileTemplates(
  { db, seal }: { db: Db; seal: Seal },
  account: string,
  device: string,
): Promise<ProfileFile[]> {
  return wireguardFiles({ db, seal }, await findOwnDevice(db, account, device), PRIVATE_KEY_PLACEHOLDER)
}

export async function wireguardFiles(
  { db, seal }: { db: Db; seal: Seal },
  row: DeviceRow,
  privateKey: string,
): Promise<ProfileFile[]> {
  if (row.protocol !== 'wireguard' || row.preshared_key_sealed === null || row.host === null) return []
  const presharedKey = seal.open(row.preshared_key_sealed, presharedKeyRow(row.id))
  const pools = await readPools(db)
  const { ipv4, ipv6 } = addressesOf(pools.wireguard, row.host)
  const files: ProfileFile[] = []
  for (const {
    id,
    name,
    location,
    address,
    wireguard_port: port,
    wireguard_public_key: publicKey,
  } of await servingNodes(db)) {
    if (address === null || publicKey === null) continue
    const text = wireguardConfig({ privateKey, ipv4, ipv6, presharedKey, node: { publicKey, address, port } })
    files.push({ node: { id, name, location }, fileName: `${interfaceName(name, row.name)}.conf`, text })
  }
  return files
}

/** wg-quick(8) names the interface after the file, and Linux allows it 15 characters. */
function interfaceName(node: string, device: string): string {
  return `${fileNamePart(node).slice(0, 7)}-${fileNamePart(device)}`.slice(0, 15).replace(/-$/, '')
}
