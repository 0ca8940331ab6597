// Makes a device's private key here, for those whose device cannot, and answers with the complete files, once.
// Invariant: the private key is in the answer and nowhere else: in no table, log, cache or mail. Making again ends the key or
// certificate before.
import { generateKeyPairSync } from 'node:crypto'
import { audit } from '../accounts/audit.ts'
import { notifyFleet } from '../db/notify.ts'
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Seal } from '../lib/seal.ts'
import { insertCertificate, revokeCertificates } from './certificate-queries.ts'
import { fileNamePart } from './core/device-name.ts'
import { openvpnConfig } from './core/openvpn-config.ts'
import type { DeviceRow } from './device-queries.ts'
import type { Fleet } from './fleet.ts'
import { servingNodes } from './node-queries.ts'
import { findOwnDevice, lockOwnDevice } from './own-device.ts'
import { wireguardFiles, type ProfileFile } from './profile.ts'
import { setDeviceKey } from './set-device-key.ts'

interface Needs {
  db: Db
  clock: Clock
  seal: Seal
  fleet: Fleet
}

/** Throws Refusal `not-found`, or `unavailable` while there is no node to connect to (nothing is made then). */
export async function makeProfile(needs: Needs, account: string, device: string): Promise<ProfileFile[]> {
  const row = await findOwnDevice(needs.db, account, device)
  if ((await servingNodes(needs.db)).length === 0) {
    throw new Refusal('unavailable', 'There is no server to connect to at the moment. Try again in a few minutes.', 300)
  }
  return row.protocol === 'wireguard' ? makeWireguard(needs, row) : makeOpenvpn(needs, row)
}

async function makeWireguard(needs: Needs, { account_id: account, id: device }: DeviceRow): Promise<ProfileFile[]> {
  const pair = generateKeyPairSync('x25519')
  // The raw key is the end of the DER form; JWK loses bytes on some releases of Node 20.
  const publicKey = pair.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64')
  const privateKey = pair.privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(-32).toString('base64')
  await setDeviceKey(needs, account, device, publicKey)
  return wireguardFiles(needs, await findOwnDevice(needs.db, account, device), privateKey)
}

async function makeOpenvpn({ db, clock, fleet }: Needs, row: DeviceRow): Promise<ProfileFile[]> {
  const { account_id: account, id: device } = row
  const { pem, serial, notAfter, privateKey } = await fleet.authority.issueClient(device, clock())
  const tlsCryptV2Key = fleet.tlsCryptV2ClientKey(device)
  await db.transaction().execute(async (tx) => {
    await lockOwnDevice(tx, account, device)
    const now = clock()
    await revokeCertificates(tx, device, now)
    await insertCertificate(tx, { serial, device_id: device, certificate: pem, not_after: notAfter, created_at: now })
    await audit(tx, clock, { actor: account, action: 'device.certificate', subject: device, detail: { serial } })
    await notifyFleet(tx)
  })
  const text = openvpnConfig({
    remotes: (await servingNodes(db)).flatMap((node) =>
      node.address ? [{ address: node.address, port: node.openvpn_port }] : [],
    ),
    caCertificate: fleet.authority.certificate,
    certificate: pem,
    privateKey,
    tlsCryptV2Key,
  })
  return [{ node: null, fileName: `${fileNamePart(row.name)}.ovpn`, text }]
}
