// Which client addresses are one network for counting: an IPv4 address, or an IPv6 /64, which is what one household has.
import ipaddr from 'ipaddr.js'

/** `203.0.113.7`, or `2001:db8:0:1::/64`; an IPv4 address inside IPv6 counts as IPv4. What is no address: `unknown`. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown'
  const parsed = ipaddr.process(address)
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString()
  const high = [...parsed.parts.slice(0, 4), 0, 0, 0, 0]
  return `${new ipaddr.IPv6(high).toString()}/64`
}
