// A WireGuard device gets its public key, made in the browser or by the customer's own program. The private key never comes
// here; the preshared key is ours, new with each key, and stored sealed.
// Invariant: no two live devices and no node share a key, or one customer could take another's packets.
import { randomBytes } from 'node:crypto'
import { audit } from '../accounts/audit.ts'
import { notifyFleet } from '../db/notify.ts'
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Seal } from '../lib/seal.ts'
import { parsePublicKey } from './core/wireguard-key.ts'
import { isKeyTaken, setKey } from './device-queries.ts'
import { lockOwnDevice } from './own-device.ts'

interface Needs {
  db: Db
  clock: Clock
  seal: Seal
}

/** Replaces the key before. Throws Refusal `invalid` (key), `conflict` (not a WireGuard device) or `not-found`. */
export async function setDeviceKey(
  { db, clock, seal }: Needs,
  account: string,
  device: string,
  key: string,
): Promise<void> {
  // One sentence for every bad key: who pastes a stranger's key must not learn that it is in use.
  const refusal = new Refusal(
    'invalid',
    'This is not a WireGuard public key that can be used. Make a new pair of keys.',
  )
  const publicKey = parsePublicKey(key)
  await db.transaction().execute(async (tx) => {
    const { protocol } = await lockOwnDevice(tx, account, device)
    if (protocol !== 'wireguard')
      throw new Refusal('conflict', 'This device uses OpenVPN. Download its profile instead.')
    if (publicKey === null || (await isKeyTaken(tx, publicKey, device))) throw refusal
    const presharedKey = randomBytes(32).toString('base64')
    const unique = await setKey(tx, device, publicKey, seal.close(presharedKey, presharedKeyRow(device)))
    if (!unique) throw refusal
    await audit(tx, clock, { actor: account, action: 'device.set-key', subject: device })
    await notifyFleet(tx)
  })
}

/** Where the preshared key of `device` stands, for the seal. */
export function presharedKeyRow(device: string): string {
  return `devices:${device}:preshared_key`
}
