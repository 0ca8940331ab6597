// IPv4 and IPv6 addresses and networks as text, in the one spelling the kernel uses.
// Invariant: two spellings of one address come out equal, so lists can be compared as strings.
import { isIPv4, isIPv6, SocketAddress } from 'node:net'

export interface Network {
  family: 4 | 6
  address: string
  prefix: number
}

/** The canonical spelling (RFC 5952 for IPv6), or null for what is no plain address (zones and embedded IPv4 are none). */
export function canonicalAddress(text: string): string | null {
  if (isIPv4(text)) return text
  if (!isIPv6(text) || /[%.]/.test(text)) return null
  return new SocketAddress({ address: text, family: 'ipv6' }).address
}

/** Parses `address/prefix`; null when it is not one. Host bits may be set. */
export function parseNetwork(text: string): Network | null {
  const [host, prefixText, ...rest] = text.split('/')
  if (host === undefined || prefixText === undefined || rest.length > 0 || !/^\d{1,3}$/.test(prefixText)) return null
  const address = canonicalAddress(host)
  if (address === null) return null
  const family = isIPv4(address) ? 4 : 6
  const prefix = Number(prefixText)
  return prefix <= (family === 4 ? 32 : 128) ? { family, address, prefix } : null
}

export function networkText({ address, prefix }: Network): string {
  return `${address}/${prefix}`
}

/** Whether all bits after the prefix are zero. */
export function isNetworkAddress({ family, address, prefix }: Network): boolean {
  const hostBits = BigInt((family === 4 ? 32 : 128) - prefix)
  return (numberOf(address) & ((1n << hostBits) - 1n)) === 0n
}

/** The address after the network's own. */
export function firstHost(network: Network): string {
  return textOf(network.family, numberOf(network.address) + 1n)
}

/** The IPv4 netmask of a prefix length, dotted. */
export function netmask(prefix: number): string {
  return textOf(4, ((1n << BigInt(prefix)) - 1n) << BigInt(32 - prefix))
}

function numberOf(address: string): bigint {
  if (isIPv4(address)) return address.split('.').reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
  const [left = '', right = ''] = address.split('::')
  const head = left === '' ? [] : left.split(':')
  const tail = right === '' ? [] : right.split(':')
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0')
  return [...head, ...zeros, ...tail].reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n)
}

function textOf(family: 4 | 6, value: bigint): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.')
  const groups = [112n, 96n, 80n, 64n, 48n, 32n, 16n, 0n].map((shift) => ((value >> shift) & 65535n).toString(16))
  return new SocketAddress({ address: groups.join(':'), family: 'ipv6' }).address
}
