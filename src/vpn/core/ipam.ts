// Addresses of a pool by number: host n of the IPv4 network and host n of the IPv6 network belong together.
// Invariant: host 1 is the node itself, on every node; a device has a number from 2 to the capacity and keeps it everywhere.
import ipaddr from 'ipaddr.js'

/** CIDR of the tunnel network of one protocol, v4 and v6. */
export interface Pool {
  network4: string
  network6: string
}

export interface HostAddresses {
  ipv4: string
  ipv6: string
}

export const NODE_HOST = 1
export const FIRST_DEVICE_HOST = 2

/** The highest host number: the last IPv4 address is the broadcast address, and the IPv6 network is never the smaller. */
export function lastHost(pool: Pool): number {
  const [, prefix] = ipaddr.IPv4.parseCIDR(pool.network4)
  return 2 ** (32 - prefix) - 2
}

/** Throws a RangeError for a number outside the pool: such a row must not become an address of another network. */
export function addressesOf(pool: Pool, host: number): HostAddresses {
  return addressing(pool)(host)
}

/** `addressesOf` for many hosts of one pool: parsing a network costs more than counting in it. */
export function addressing(pool: Pool): (host: number) => HostAddresses {
  const last = lastHost(pool)
  const base4 = Number(numberOf(ipaddr.IPv4.parseCIDR(pool.network4)[0]))
  // Only the last group differs between hosts that fit into it, so the shortest writing of the others is that of host 1.
  const start6 = plus(pool.network6, NODE_HOST).slice(0, -1)
  return (host) => {
    if (!Number.isInteger(host) || host < NODE_HOST || host > last) {
      throw new RangeError(`Host ${host} is not in ${pool.network4}.`)
    }
    const number = base4 + host
    const bytes = [number / 2 ** 24, number / 2 ** 16, number / 2 ** 8, number].map((part) => Math.floor(part) % 256)
    const ipv6 = host <= 0xffff ? start6 + host.toString(16) : plus(pool.network6, host)
    return { ipv4: bytes.join('.'), ipv6 }
  }
}

/** The number of an address of the pool; null: the address is of another network or not a host. */
export function hostOf(pool: Pool, ipv4: string): number | null {
  const base = numberOf(ipaddr.IPv4.parseCIDR(pool.network4)[0])
  const host = ipaddr.IPv4.isValidFourPartDecimal(ipv4) ? numberOf(ipaddr.IPv4.parse(ipv4)) - base : 0n
  return host >= BigInt(NODE_HOST) && host <= BigInt(lastHost(pool)) ? Number(host) : null
}

/** The node's own addresses with the prefix length of their network. */
export function nodeAddresses(pool: Pool): string[] {
  const { ipv4, ipv6 } = addressesOf(pool, NODE_HOST)
  return [`${ipv4}/${prefixOf(pool.network4)}`, `${ipv6}/${prefixOf(pool.network6)}`]
}

function prefixOf(network: string): number {
  return ipaddr.parseCIDR(network)[1]
}

function plus(network: string, host: number): string {
  const [base] = ipaddr.parseCIDR(network)
  const bytes = base.toByteArray()
  let carry = host
  for (let at = bytes.length - 1; at >= 0 && carry > 0; at--) {
    const sum = (bytes[at] ?? 0) + carry
    bytes[at] = sum % 256
    carry = Math.floor(sum / 256)
  }
  return ipaddr.fromByteArray(bytes).toString()
}

function numberOf(address: ipaddr.IPv4): bigint {
  return address.toByteArray().reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
}
