// A small certificate authority for tests of real OpenVPN; the product's own is tested where it stands.
// Invariant: serials begin with a byte from 1 to 127, for OpenSSL takes only minimal DER integers.
import 'reflect-metadata'
import { createCipheriv, createHmac, createPublicKey, randomBytes } from 'node:crypto'
import * as x509 from '@peculiar/x509'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const DAY = 86_400_000

export interface ClientIdentity {
  certificate: string
  privateKey: string
  /** Decimal, as OpenVPN writes it. */
  serial: string
}

export interface TestPki {
  caCertificate: string
  tlsCryptV2Key: string
  server(publicKeyPem: string, name: string): Promise<string>
  client(commonName: string): Promise<ClientIdentity>
  /** A tls-crypt-v2 client key wrapped with the server's. */
  tlsCryptClientKey(): string
}

export async function makeTestPki(): Promise<TestPki> {
  x509.cryptoProvider.set(crypto)
  const caKeys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const life = {
    notBefore: new Date(Date.now() - DAY),
    notAfter: new Date(Date.now() + 90 * DAY),
    signingAlgorithm: ALGORITHM,
  }
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    ...life,
    serialNumber: newSerial(),
    name: 'CN=test ca',
    keys: caKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  })
  const issue = async (publicKey: CryptoKey, name: string, usage: x509.ExtendedKeyUsage, serialNumber: string) => {
    const certificate = await x509.X509CertificateGenerator.create({
      ...life,
      serialNumber,
      subject: `CN=${name}`,
      issuer: ca.subject,
      signingKey: caKeys.privateKey,
      publicKey,
      extensions: [
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([usage]),
      ],
    })
    return `${certificate.toString('pem')}\n`
  }
  const serverKey = randomBytes(128)
  return {
    caCertificate: `${ca.toString('pem')}\n`,
    tlsCryptV2Key: pem('OpenVPN tls-crypt-v2 server key', serverKey),
    server: async (publicKeyPem, name) => {
      const der = createPublicKey(publicKeyPem).export({ type: 'spki', format: 'der' })
      const publicKey = await crypto.subtle.importKey('spki', der, ALGORITHM, true, ['verify'])
      return issue(publicKey, name, x509.ExtendedKeyUsage.serverAuth, newSerial())
    },
    client: async (commonName) => {
      const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
      const serial = newSerial()
      const certificate = await issue(keys.publicKey, commonName, x509.ExtendedKeyUsage.clientAuth, serial)
      const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey))
      return {
        certificate,
        privateKey: pem(['PRIVATE', 'KEY'].join(' '), der),
        serial: BigInt(`0x${serial}`).toString(),
      }
    },
    tlsCryptClientKey: () => pem('OpenVPN tls-crypt-v2 client key', wrappedKey(serverKey)),
  }
}

function newSerial(): string {
  const bytes = randomBytes(16)
  bytes[0] = 1 + ((bytes[0] ?? 0) % 127)
  return bytes.toString('hex')
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

/** OpenVPN's doc/tls-crypt-v2.txt: the key, its tag and a note, encrypted for the server. */
function wrappedKey(serverKey: Buffer): Buffer {
  const key = randomBytes(256)
  const note = Buffer.concat([Buffer.from([0]), Buffer.from('test')])
  const length = Buffer.alloc(2)
  length.writeUInt16BE(32 + 256 + note.length + 2)
  const tag = createHmac('sha256', serverKey.subarray(64, 96)).update(length).update(key).update(note).digest()
  const cipher = createCipheriv('aes-256-ctr', serverKey.subarray(0, 32), tag.subarray(0, 16))
  return Buffer.concat([key, tag, cipher.update(key), cipher.update(note), cipher.final(), length])
}
