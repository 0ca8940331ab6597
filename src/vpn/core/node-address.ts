// The address that customers dial: a host name or an IP address, as it may stand in a configuration file.
import ipaddr from 'ipaddr.js'

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/** In lower case, IPv6 in its shortest form; null when it is neither a host name nor an address. */
export function parseNodeAddress(text: string): string | null {
  const address = text.trim().toLowerCase()
  if (address.length > 253) return null
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return address
  if (address.includes(':')) return ipaddr.IPv6.isValid(address) && !address.includes('%') ? shortest(address) : null
  const labels = address.split('.')
  const isNumber = /^(\d+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? '') // such a name would be read as an address
  return labels.every((label) => LABEL.test(label)) && !isNumber ? address : null
}

/** As the peer of a connection is written: an IPv4 address that came over an IPv6 socket is IPv4. */
function shortest(address: string): string {
  const parsed = ipaddr.IPv6.parse(address)
  return parsed.isIPv4MappedAddress() ? parsed.toIPv4Address().toString() : parsed.toString()
}
