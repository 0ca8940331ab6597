// The node's own key pairs, made here and kept here.
// Invariant: private halves leave the process only into 0600 files of the state directory and into the daemons. Keys are
// read by their DER, never as JWK: Node 20 exports wrong JWKs for X25519 now and then.
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import { readIfThere, writeAtomic } from './atomic-file.ts'
import { Problem } from './problem.ts'

export interface NodeKeys {
  wireguardPrivateKey: string
  wireguardPublicKey: string
  /** PKCS #8 and SubjectPublicKeyInfo, PEM, P-256. */
  openvpnPrivateKey: string
  openvpnPublicKey: string
}

/** What stands before the 32 raw bytes in the PKCS #8 DER of an X25519 key (RFC 8410). */
const X25519_PKCS8 = Buffer.from('302e020100300506032b656e04220420', 'hex')

/** Reads the keys, making those that are missing. */
export async function loadKeys(stateDir: string): Promise<NodeKeys> {
  const wireguardPrivateKey = await keptOrMade(join(stateDir, 'wireguard.key'), newWireguardKey)
  const openvpnPrivateKey = await keptOrMade(join(stateDir, 'openvpn.key'), newOpenvpnKey)
  return {
    wireguardPrivateKey,
    wireguardPublicKey: wireguardPublicKey(wireguardPrivateKey),
    openvpnPrivateKey: `${openvpnPrivateKey}\n`,
    openvpnPublicKey: createPublicKey(openvpnPrivateKey).export({ type: 'spki', format: 'pem' }).toString(),
  }
}

/** The public half of a WireGuard private key, both base64 of 32 bytes. */
export function wireguardPublicKey(privateKey: string): string {
  const raw = Buffer.from(privateKey, 'base64')
  if (raw.length !== 32) throw new Problem('wireguard.key in the state directory is not a WireGuard key')
  const key = createPrivateKey({ key: Buffer.concat([X25519_PKCS8, raw]), format: 'der', type: 'pkcs8' })
  return createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64')
}

async function keptOrMade(path: string, make: () => string): Promise<string> {
  const kept = await readIfThere(path)
  if (kept !== null) return kept.trim()
  const made = make()
  await writeAtomic(path, `${made}\n`)
  return made
}

function newWireguardKey(): string {
  return generateKeyPairSync('x25519')
    .privateKey.export({ type: 'pkcs8', format: 'der' })
    .subarray(-32)
    .toString('base64')
}

function newOpenvpnKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim()
}
