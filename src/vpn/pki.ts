// The fleet's certificate authority: ECDSA P-256 throughout, the only importer of @peculiar/x509.
// Invariant: a node's certificate for its tunnel says serverAuth and SERVER_NAME, the one with which it shows us who it is says
// NODE_IDENTITY and the node's id, a device's says clientAuth and the device's id; none can play another. Serials are positive and minimally encoded: OpenSSL refuses a whole list that holds any other.
import 'reflect-metadata' // must be loaded before @peculiar/x509
import { createHash, createPublicKey, randomBytes, X509Certificate, type KeyObject } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import { Refusal } from '../lib/refusal.ts'
import { SERVER_NAME } from './core/openvpn-config.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** The clocks of nodes and customers are not ours. */
export const BACK_DATED = HOUR
const CURVE = { name: 'ECDSA', namedCurve: 'P-256' }
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' }
const CA_LIFE = 3653 * DAY
const CLIENT_LIFE = 730 * DAY
/** Short, because it is renewed by itself: see node-state.ts. */
export const SERVER_LIFE = 90 * DAY
/** Renewed every day; what is left is for a node, or a control plane, that is away. */
const IDENTITY_LIFE = 90 * DAY
/** A use of our own (an OID from a UUID, ITU-T X.667): no TLS server or client takes it for its own. */
const NODE_IDENTITY = '2.25.288190812339205927263372394127394611459'

export interface Certificate {
  pem: string
  /** Decimal, as OpenVPN writes it. */
  serial: string
  notBefore: Date
  notAfter: Date
  /** Of the certificate in DER. */
  sha256: Buffer
}

export interface Authority {
  certificate: string
  /** Certifies the public key of a node. Throws Refusal `invalid` when it is not P-256 in PEM. */
  issueServer(publicKeyPem: string, now: Date): Promise<Certificate>
  /** Certifies that this key signs for this node. Throws as `issueServer` does. */
  issueIdentity(node: string, publicKeyPem: string, now: Date): Promise<Certificate>
  /** Whom a certificate of `issueIdentity`, in DER, is about; null for any other. Its time is not looked at. */
  nodeOf(der: Buffer): NodeIdentity | null
  /** Makes a key pair for a device and certifies it. The private key is nowhere but in the answer. */
  issueClient(device: string, now: Date): Promise<Certificate & { privateKey: string }>
}

export interface NodeIdentity {
  node: string
  publicKey: KeyObject
  from: Date
  until: Date
  /** Of the certificate. */
  sha256: Buffer
}

/** A new authority, valid for ten years: its certificate and its private key, PEM. */
export async function createAuthority(now: Date): Promise<{ certificate: string; privateKey: string }> {
  const keys = await crypto.subtle.generateKey(CURVE, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: newSerial(),
      name: 'CN=Turnpike VPN',
      notBefore: new Date(now.getTime() - HOUR),
      notAfter: new Date(now.getTime() + CA_LIFE),
      keys,
      signingAlgorithm: SIGNATURE,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, crypto),
      ],
    },
    crypto,
  )
  return { certificate: pemOf(certificate), privateKey: await privatePem(keys.privateKey) }
}

export async function openAuthority(certificate: string, privateKey: string): Promise<Authority> {
  const issuer = new x509.X509Certificate(certificate)
  const pkcs8 = x509.PemConverter.decodeFirst(privateKey)
  const signingKey = await crypto.subtle.importKey('pkcs8', pkcs8, CURVE, false, ['sign'])
  const issue = async (subject: Subject): Promise<Certificate> => certify(issuer, signingKey, subject)
  const issuerKey = new X509Certificate(certificate).publicKey
  return {
    certificate,
    async issueIdentity(node, publicKeyPem, now) {
      const publicKey = await importNodeKey(publicKeyPem)
      return issue({ name: node, publicKey, usage: NODE_IDENTITY, life: IDENTITY_LIFE, now })
    },
    nodeOf: (der) => identityIn(der, issuerKey),
    async issueServer(publicKeyPem, now) {
      const publicKey = await importNodeKey(publicKeyPem)
      return issue({ name: SERVER_NAME, publicKey, usage: x509.ExtendedKeyUsage.serverAuth, life: SERVER_LIFE, now })
    },
    async issueClient(device, now) {
      const keys = await crypto.subtle.generateKey(CURVE, true, ['sign', 'verify'])
      const usage = x509.ExtendedKeyUsage.clientAuth
      const certified = await issue({ name: device, publicKey: keys.publicKey, usage, life: CLIENT_LIFE, now })
      return { ...certified, privateKey: await privatePem(keys.privateKey) }
    },
  }
}

interface Subject {
  name: string
  publicKey: CryptoKey
  usage: string
  life: number
  now: Date
}

async function certify(issuer: x509.X509Certificate, signingKey: CryptoKey, subject: Subject): Promise<Certificate> {
  const serialNumber = newSerial()
  const end = new Date(Math.floor((subject.now.getTime() + subject.life) / 1000) * 1000) // DER has whole seconds
  const certificate = await x509.X509CertificateGenerator.create(
    {
      serialNumber,
      subject: `CN=${subject.name}`,
      issuer: issuer.subject,
      notBefore: new Date(subject.now.getTime() - BACK_DATED),
      notAfter: end < issuer.notAfter ? end : issuer.notAfter,
      publicKey: subject.publicKey,
      signingKey,
      signingAlgorithm: SIGNATURE,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([subject.usage]),
        await x509.AuthorityKeyIdentifierExtension.create(issuer, false, crypto),
        await x509.SubjectKeyIdentifierExtension.create(subject.publicKey, false, crypto),
      ],
    },
    crypto,
  )
  const { notBefore, notAfter } = certificate
  const sha256 = sha256Of(Buffer.from(certificate.rawData))
  return { pem: pemOf(certificate), serial: BigInt(`0x${serialNumber}`).toString(), notBefore, notAfter, sha256 }
}

function identityIn(der: Buffer, issuerKey: KeyObject): NodeIdentity | null {
  let certificate: X509Certificate
  try {
    certificate = new X509Certificate(der)
  } catch {
    return null // what cannot be read is a stranger's
  }
  if (!certificate.verify(issuerKey) || certificate.keyUsage?.join() !== NODE_IDENTITY) return null
  const [, node] = /^CN=(node_[a-z0-9]{20})$/.exec(certificate.subject) ?? []
  if (node === undefined) return null
  const { publicKey, validFromDate: from, validToDate: until } = certificate
  return { node, publicKey, from, until, sha256: sha256Of(certificate.raw) }
}

async function importNodeKey(pem: string): Promise<CryptoKey> {
  const refusal = new Refusal('invalid', 'A public key of a node must be a P-256 key in PEM.')
  let der: Uint8Array<ArrayBuffer>
  try {
    const key = createPublicKey({ key: pem, format: 'pem' })
    if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw refusal
    der = Uint8Array.from(key.export({ type: 'spki', format: 'der' }))
  } catch {
    throw refusal // whatever OpenSSL says of it, it is the sender's fault
  }
  return crypto.subtle.importKey('spki', der, CURVE, true, ['verify'])
}

function sha256Of(der: Buffer): Buffer {
  return createHash('sha256').update(der).digest()
}

function newSerial(): string {
  const bytes = randomBytes(16)
  bytes[0] = 1 + ((bytes[0] ?? 0) % 127)
  return bytes.toString('hex')
}

function pemOf(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem').trim()}\n`
}

async function privatePem(key: CryptoKey): Promise<string> {
  const der = await crypto.subtle.exportKey('pkcs8', key)
  return `${x509.PemConverter.encode(der, x509.PemConverter.PrivateKeyTag).trim()}\n`
}
