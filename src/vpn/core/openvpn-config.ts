// The text of an OpenVPN profile, everything inline (openvpn(8), 2.6 and 2.7). One file serves all nodes.
// Invariant: each value was checked where it came in; nothing a customer typed stands in the text.

/** The name in every node's certificate. Clients insist on it, so no customer's certificate can play a node. */
export const SERVER_NAME = 'turnpike-node'

export interface OpenvpnConfig {
  remotes: { address: string; port: number }[]
  caCertificate: string
  certificate: string
  privateKey: string
  tlsCryptV2Key: string
}

/** All PEM values end in one newline or none. Routes and name servers are pushed by the node, so a change needs no new file. */
export function openvpnConfig({
  remotes,
  caCertificate,
  certificate,
  privateKey,
  tlsCryptV2Key,
}: OpenvpnConfig): string {
  const lines = [
    'client',
    'dev tun',
    'proto udp4',
    ...remotes.map(({ address, port }) => `remote ${address} ${port}${address.includes(':') ? ' udp6' : ''}`),
    'nobind',
    'remote-cert-tls server',
    `verify-x509-name ${SERVER_NAME} name`,
    'data-ciphers AES-256-GCM:CHACHA20-POLY1305',
    'auth-nocache',
    'explicit-exit-notify 1',
    'reneg-sec 0', // the server decides when keys are made anew
    ...block('ca', caCertificate),
    ...block('cert', certificate),
    ...block('key', privateKey),
    ...block('tls-crypt-v2', tlsCryptV2Key),
  ]
  return `${lines.join('\n')}\n`
}

function block(name: string, pem: string): string[] {
  return [`<${name}>`, pem.trim(), `</${name}>`]
}
