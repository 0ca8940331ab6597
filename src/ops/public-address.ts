// The address that customers open, as a browser finds it: a certificate that the public trusts, TLS 1.2 or newer and nothing
// older. What answers there is the operator's proxy, so this is looked at from outside and never assumed.
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
  return `${origin} speaks ${version} and nothing older than TLS 1.2; its certificate is good until ${until}.`
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
    return { version: socket.getProtocol(), until: socket.getPeerCertificate().valid_to }
  } finally {
    socket.destroy()
  }
}
