// The files an OpenVPN server runs from, as text. Pure. Source: openvpn(8) 2.6.
// Invariant: nothing of a customer stands in them, so adding, ending or changing a device never needs a restart; addresses,
// resolvers and the answer itself are given to each client when it connects.
import { firstHost, netmask, parseNetwork } from './addresses.ts'
import type { OpenvpnState } from './contract.ts'
import { Problem } from './problem.ts'

/** File name to content; the names are those the configuration refers to. */
export interface OpenvpnFiles {
  'server.conf': string
  'ca.crt': string
  'server.crt': string
  'server.key': string
  'tls-crypt-v2.key': string
}

export interface OpenvpnPlace {
  /** Directory of mode 0700: the management socket itself is open to whoever can reach it. */
  dir: string
  interfaceName: string
  privateKey: string
}

export function openvpnFiles(state: OpenvpnState, place: OpenvpnPlace): OpenvpnFiles {
  return {
    'server.conf': configText(state, place),
    'ca.crt': state.caCertificate,
    'server.crt': state.certificate,
    'server.key': place.privateKey,
    'tls-crypt-v2.key': state.tlsCryptV2Key,
  }
}

/** Lines for `client-auth`: this device's own addresses and the resolvers. */
export function clientLines(state: OpenvpnState, client: { ipv4: string; ipv6: string }): string[] {
  const { four, six } = networks(state)
  return [
    `ifconfig-push ${client.ipv4} ${netmask(four.prefix)}`,
    `ifconfig-ipv6-push ${client.ipv6}/${six.prefix} ${firstHost(six)}`,
    ...state.dns.map((address) => `push "dhcp-option DNS${address.includes(':') ? '6' : ''} ${address}"`),
  ]
}

function networks(state: OpenvpnState) {
  const [four, six] = [parseNetwork(state.network4), parseNetwork(state.network6)]
  if (four === null || six === null) throw new Problem('the OpenVPN networks are not networks')
  return { four, six }
}

function configText(state: OpenvpnState, { dir, interfaceName }: OpenvpnPlace): string {
  const { four, six } = networks(state)
  return `mode server
tls-server
port ${state.listenPort}
proto udp4
dev ${interfaceName}
dev-type tun
topology subnet
ifconfig ${firstHost(four)} ${netmask(four.prefix)}
ifconfig-ipv6 ${firstHost(six)}/${six.prefix} ${six.address}
push "topology subnet"
push "tun-ipv6"
push "route-gateway ${firstHost(four)}"
push "redirect-gateway def1 ipv6"
ca ${dir}/ca.crt
cert ${dir}/server.crt
key ${dir}/server.key
dh none
tls-crypt-v2 ${dir}/tls-crypt-v2.key
tls-version-min 1.2
remote-cert-tls client
crl-verify ${dir}/crl dir
data-ciphers AES-256-GCM:CHACHA20-POLY1305
keepalive 10 30
explicit-exit-notify 1
persist-key
persist-tun
max-clients 16384
connect-freq-initial 1000 10
management ${dir}/management.sock unix
management-hold
management-client-auth
auth-user-pass-optional
reneg-sec 21600
verb 0
`
}
