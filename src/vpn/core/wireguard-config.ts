// The text of a WireGuard set-up file (wg-quick(8), wg(8)), which every WireGuard program imports.
// Invariant: each value was checked where it came in; nothing a customer typed stands in the text.
import { RESOLVERS } from './resolvers.ts'

/** Stands where the browser, which alone knows the private key, writes it. */
export const PRIVATE_KEY_PLACEHOLDER = '(private key)'

export interface WireguardConfig {
  privateKey: string
  ipv4: string
  ipv6: string
  presharedKey: string
  node: { publicKey: string; address: string; port: number }
}

export function wireguardConfig({ privateKey, ipv4, ipv6, presharedKey, node }: WireguardConfig): string {
  const lines = [
    '[Interface]',
    `PrivateKey = ${privateKey}`,
    `Address = ${ipv4}/32, ${ipv6}/128`,
    `DNS = ${RESOLVERS.join(', ')}`,
    '',
    '[Peer]',
    `PublicKey = ${node.publicKey}`,
    `PresharedKey = ${presharedKey}`,
    'AllowedIPs = 0.0.0.0/0, ::/0',
    `Endpoint = ${node.address.includes(':') ? `[${node.address}]` : node.address}:${node.port}`,
    'PersistentKeepalive = 25',
  ]
  return `${lines.join('\n')}\n`
}
