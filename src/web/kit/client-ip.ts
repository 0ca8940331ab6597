// Whose request it is: the peer's address, or, when the peer is a proxy of ours, the nearest address in X-Forwarded-For that
// is not. Invariant: what a client writes into the header itself is never believed.
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Context } from 'hono'
import ipaddr from 'ipaddr.js'
import { ConfigError } from '../../config.ts'

type Range = ReturnType<typeof ipaddr.parseCIDR>

/** `proxies` are addresses or CIDR ranges. Throws ConfigError for one that is neither. */
export function clientIpRule(proxies: readonly string[]): (c: Context) => string {
  const isProxy = isAmong(proxies)
  return (c) => {
    let address = peerOf(c)
    const hops = (c.req.header('x-forwarded-for') ?? '').split(',').map((hop) => hop.trim())
    while (isProxy(address)) {
      const hop = hops.pop()
      if (hop === undefined || !ipaddr.isValid(hop)) break
      address = hop
    }
    return address
  }
}

/**
 * Whether the client spoke TLS: to the proxy before us, when that does not say otherwise, or past any proxy to ourselves. A proxy that
 * says nothing is taken to speak nothing else.
 */
export function tlsRule(proxies: readonly string[]): (c: Context) => boolean {
  const isProxy = isAmong(proxies)
  return (c) => {
    const peer = peerOf(c)
    const [outermost = 'https'] = c.req.header('x-forwarded-proto')?.split(',') ?? []
    if (!isProxy(peer) && !isLoopback(peer)) return socketOf(c) instanceof TLSSocket
    return outermost.trim().toLowerCase() === 'https'
  }
}

/** Asked for from this machine itself and by nobody's proxy. */
export function isFromHere(c: Context): boolean {
  const peer = peerOf(c)
  const isForwarded = c.req.header('x-forwarded-for') !== undefined || c.req.header('forwarded') !== undefined
  return !isForwarded && isLoopback(peer)
}

function isLoopback(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback'
}

function isAmong(proxies: readonly string[]): (address: string) => boolean {
  const ranges = proxies.map(rangeOf)
  return (address) => {
    if (!ipaddr.isValid(address)) return false
    const parsed = ipaddr.process(address)
    return ranges.some((range) => parsed.kind() === range[0].kind() && parsed.match(range))
  }
}

function peerOf(c: Context): string {
  return socketOf(c)?.remoteAddress ?? 'unknown'
}

/** Absent when a test calls the routes without one. */
function socketOf(c: Context): Socket | undefined {
  const env = c.env as { incoming?: IncomingMessage } | undefined // @hono/node-server gives it, hono does not know its type
  return env?.incoming?.socket
}

function rangeOf(text: string): Range {
  try {
    if (text.includes('/')) return ipaddr.parseCIDR(text)
    const address = ipaddr.process(text)
    return [address, address.kind() === 'ipv4' ? 32 : 128]
  } catch {
    throw new ConfigError([`TRUSTED_PROXIES: "${text}" is no address or range such as 10.0.0.0/8.`])
  }
}
