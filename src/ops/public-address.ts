// The address that customers open, as a browser finds it: a certificate that the public trusts, TLS 1.2 or newer and nothing
// older, and none of its weak ciphers. What answers there is the operator's proxy, so this is looked at from outside and never assumed.
import { isIP } from 'node:net'
import { connect, type ConnectionOptions } from 'node:tls'

const PATIENCE = 5_000 // ms
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])
/** Node's own limits would refuse what is looked for. Who answers does not matter here: nothing is sent. */
const OLD_TLS = {
  minVersion: 'TLSv1',
  maxVersion: 'TLSv1.1',
  ciphers: 'DEFAULT@SECLEVEL=0',
  rejectUnauthorized: false,
} as const

/**
 * Without forward secrecy or without authenticated encryption: what of TLS 1.2 is not recommended (RFC 9325, section 4.2). OpenSSL's
 * names for a kind choose the ciphers that use HMAC, so all with CBC, whatever their key exchange.
 */
const WEAK_CIPHERS = {
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.2',
  ciphers: 'kRSA:SHA1:SHA256:SHA384:@SECLEVEL=0',
  rejectUnauthorized: false,
} as const

/** Of a URL: whether it is this machine, where nothing passes a network. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.has(hostname)
}

/** A sentence of what was found; throws an Error that says what is wrong. `ca` (PEM) is trusted instead of the public ones. */
export async function lookAtPublicAddress(url: URL, ca?: string): Promise<string> {
  const { origin, protocol, hostname } = url
  if (protocol === 'http:') {
    if (isLoopback(hostname)) return `${origin}.`
    throw new Error(`${origin} is not encrypted.`)
  }
  const { version, until } = await shakeHands(url, ca === undefined ? {} : { ca }).catch((error: unknown) => {
    throw new Error(`${origin} has no TLS that browsers trust (${error instanceof Error ? error.message : 'unknown'}).`)
  })
  const old = await shakeHands(url, OLD_TLS).catch(() => null) // to be refused is what is hoped for
  if (old !== null) throw new Error(`${origin} still speaks ${old.version}. Let the proxy accept TLS 1.2 and 1.3 only.`)
  const weak = await shakeHands(url, WEAK_CIPHERS).catch(() => null)
  if (weak !== null)
    throw new Error(
      `${origin} takes the cipher ${weak.cipher}. Let the proxy take ECDHE with AES-GCM or ChaCha20 only.`,
    )
  return `${origin} speaks ${version} and nothing older than TLS 1.2, with recommended ciphers only; its certificate is good until ${until}.`
}

async function shakeHands({ hostname, port }: URL, options: ConnectionOptions) {
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const servername = isIP(host) !== 0 ? {} : { servername: host } // RFC 6066: no addresses
  const socket = connect({ host, port: Number(port || 443), ...servername, ...options }, resolve)
  socket.once('error', reject)
  socket.setTimeout(PATIENCE, () => reject(new Error('no answer')))
  try {
    await promise
    return {
      version: socket.getProtocol(),
      cipher: socket.getCipher().name,
      until: socket.getPeerCertificate().valid_to,
    }
  } finally {
    socket.destroy()
  }
}
