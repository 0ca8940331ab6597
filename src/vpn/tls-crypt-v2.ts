// OpenVPN's tls-crypt-v2 keys: the server key is shared by all nodes, each profile gets a key of its own wrapped under it, so
// that a stranger's packet is dropped before TLS. Format: doc/tls-crypt-v2.txt of OpenVPN 2.6.
import { createCipheriv, createHmac, randomBytes } from 'node:crypto'

const SERVER_KEY_BYTES = 128
const CLIENT_KEY_BYTES = 256
const TAG_BYTES = 32
/** The kind of metadata that is free for own use. */
const METADATA_USER = 0

/** A new server key, PEM. */
export function newServerKey(): string {
  return pem('OpenVPN tls-crypt-v2 server key', randomBytes(SERVER_KEY_BYTES))
}

/** A new client key wrapped under `serverKey`, PEM; `device` is its metadata, which nodes may read. */
export function newClientKey(serverKey: string, device: string): string {
  const server = Buffer.from(serverKey.replaceAll(/^-----.*$/gm, ''), 'base64')
  if (server.length !== SERVER_KEY_BYTES) throw new Error('The tls-crypt-v2 server key is damaged.')
  const clientKey = randomBytes(CLIENT_KEY_BYTES)
  const metadata = Buffer.concat([Buffer.from([METADATA_USER]), Buffer.from(device)])
  const length = Buffer.alloc(2)
  length.writeUInt16BE(TAG_BYTES + CLIENT_KEY_BYTES + metadata.length + length.length)
  const tag = createHmac('sha256', server.subarray(64, 96)).update(length).update(clientKey).update(metadata).digest()
  const cipher = createCipheriv('aes-256-ctr', server.subarray(0, 32), tag.subarray(0, 16))
  const wrapped = Buffer.concat([tag, cipher.update(clientKey), cipher.update(metadata), cipher.final(), length])
  return pem('OpenVPN tls-crypt-v2 client key', Buffer.concat([clientKey, wrapped]))
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').replaceAll(/.{64}(?=.)/g, '$&\n')
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`
}
