// The ruleset of a node, as text for `nft -f -`. Pure. Source: nft(8), nftables 1.0.
// Invariant: everything is in one table of our own that is replaced in one transaction, so there is no moment without
// isolation, and nothing of the operator's rules is touched.
import { parseNetwork } from './addresses.ts'

export const TABLE = 'inet turnpike'

export interface FirewallPlan {
  tunnelInterfaces: readonly string[]
  /** Tunnel networks, CIDR. */
  networks: readonly string[]
}

/** Customers reach what lies beyond the node and nothing else: not each other, not the node's link-local neighbours. */
export function rulesetText({ tunnelInterfaces, networks }: FirewallPlan): string {
  const tunnels = `{ ${tunnelInterfaces.map((name) => `"${name}"`).join(', ')} }`
  const of = (family: 4 | 6) => networks.filter((network) => parseNetwork(network)?.family === family)
  return `table ${TABLE}
delete table ${TABLE}
table ${TABLE} {
  chain forward {
    type filter hook forward priority filter; policy accept;
    iifname ${tunnels} oifname ${tunnels} drop
    iifname ${tunnels} ip daddr 169.254.0.0/16 drop
    iifname ${tunnels} ip6 daddr fe80::/10 drop
${networkRules(of(4), (set) => `    iifname ${tunnels} ip daddr ${set} drop`)}\
${networkRules(of(6), (set) => `    iifname ${tunnels} ip6 daddr ${set} drop`)}\
    iifname ${tunnels} accept
    oifname ${tunnels} ct state established,related accept
    oifname ${tunnels} drop
  }
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
${networkRules(of(4), (set) => `    ip saddr ${set} oifname != ${tunnels} masquerade`)}\
${networkRules(of(6), (set) => `    ip6 saddr ${set} oifname != ${tunnels} masquerade`)}\
  }
}
`
}

export const REMOVAL_TEXT = `table ${TABLE}\ndelete table ${TABLE}\n`

function networkRules(networks: string[], rule: (set: string) => string): string {
  return networks.length === 0 ? '' : `${rule(`{ ${networks.join(', ')} }`)}\n`
}
