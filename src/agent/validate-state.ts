// A state document from the wire or the disk, checked whole before any of it is used.
// Invariant: what comes out has canonical spellings and no two peers with one key or address; what fails anywhere, and a field
// that is not known at any level, has the whole refused, so that half a state is never applied.
import { STATE_VERSION } from './contract.ts'
import type { DesiredState, OpenvpnClient, OpenvpnState, WireguardPeer, WireguardState } from './contract.ts'
import { Problem } from './problem.ts'
import * as field from './state-fields.ts'

/** wireguard-go takes no more peers on one interface; it would apply the first ones and refuse the rest. */
const MOST_PEERS = 65_536

/** Parses and checks. Throws a Problem that names the field, never its value. */
export function validateState(text: string): DesiredState {
  const state = field.fields(parse(text), 'the document')
  if (state['version'] !== STATE_VERSION)
    throw new Problem('The state was refused: this agent does not know its version.')
  return field.nothingElse(state, 'the document', {
    version: STATE_VERSION,
    epoch: field.id(state['epoch'], 'epoch'),
    generation: field.whole(state['generation'], 'generation', 0, Number.MAX_SAFE_INTEGER),
    nodeId: field.id(state['nodeId'], 'nodeId'),
    mode: mode(state['mode']),
    leaseSeconds: field.whole(state['leaseSeconds'], 'leaseSeconds', 1, 366 * 86_400),
    wireguard: wireguard(field.fields(state['wireguard'], 'wireguard')),
    openvpn: openvpn(field.fields(state['openvpn'], 'openvpn')),
    networks: field.list(state['networks'], 'networks', 64).map((it, at) => field.network(it, `networks[${at}]`)),
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Problem('The state was refused: it is not JSON.')
  }
}

function mode(value: unknown): DesiredState['mode'] {
  if (value === 'active' || value === 'draining' || value === 'retired') return value
  throw new Problem('The state was refused: mode must be active, draining or retired.')
}

function wireguard(state: field.Fields): WireguardState {
  const peers = field.list(state['peers'], 'wireguard.peers', MOST_PEERS).map(peer)
  refuseDoubles(
    'wireguard.peers',
    'public key',
    peers.map((it) => it.publicKey),
  )
  refuseDoubles(
    'wireguard.peers',
    'id',
    peers.map((it) => it.id),
  )
  refuseDoubles(
    'wireguard.peers',
    'address',
    peers.flatMap((it) => it.allowedIps),
  )
  const addresses = field.list(state['addresses'], 'wireguard.addresses', 16)
  return field.nothingElse(state, 'wireguard', {
    listenPort: field.whole(state['listenPort'], 'wireguard.listenPort', 1, 65_535),
    addresses: addresses.map((it, at) => field.interfaceAddress(it, `wireguard.addresses[${at}]`)),
    peers,
  })
}

function peer(value: unknown, at: number): WireguardPeer {
  const where = `wireguard.peers[${at}]`
  const it = field.fields(value, where)
  const allowedIps = field.list(it['allowedIps'], `${where}.allowedIps`, 16)
  return field.nothingElse(it, where, {
    id: field.id(it['id'], `${where}.id`),
    publicKey: field.key(it['publicKey'], `${where}.publicKey`),
    presharedKey: field.key(it['presharedKey'], `${where}.presharedKey`),
    allowedIps: allowedIps.map((route) => field.hostRoute(route, `${where}.allowedIps`)).sort(),
    notAfter: field.instantOrNull(it['notAfter'], `${where}.notAfter`),
  })
}

function openvpn(state: field.Fields): OpenvpnState {
  const clients = field.list(state['clients'], 'openvpn.clients', MOST_PEERS).map(client)
  refuseDoubles(
    'openvpn.clients',
    'id',
    clients.map((it) => it.id),
  )
  refuseDoubles(
    'openvpn.clients',
    'address',
    clients.flatMap((it) => [it.ipv4, it.ipv6]),
  )
  const revoked = field.list(state['revokedSerials'], 'openvpn.revokedSerials', 1_000_000)
  const name = /^[A-Za-z0-9]([A-Za-z0-9.-]{0,62})$/
  return field.nothingElse(state, 'openvpn', {
    listenPort: field.whole(state['listenPort'], 'openvpn.listenPort', 1, 65_535),
    network4: field.network(state['network4'], 'openvpn.network4', 4),
    network6: field.network(state['network6'], 'openvpn.network6', 6),
    caCertificate: field.certificate(state['caCertificate'], 'openvpn.caCertificate'),
    certificate: field.certificate(state['certificate'], 'openvpn.certificate'),
    serverName: field.matching(state['serverName'], 'openvpn.serverName', name, 'a host name'),
    tlsCryptV2Key: field.pem(state['tlsCryptV2Key'], 'openvpn.tlsCryptV2Key', 'OpenVPN tls-crypt-v2 server key'),
    dns: field.list(state['dns'], 'openvpn.dns', 8).map((it) => field.addressOfAnyFamily(it, 'openvpn.dns')),
    clients,
    revokedSerials: revoked.map((it) => field.serial(it, 'openvpn.revokedSerials')),
  })
}

function client(value: unknown, at: number): OpenvpnClient {
  const where = `openvpn.clients[${at}]`
  const it = field.fields(value, where)
  return field.nothingElse(it, where, {
    id: field.id(it['id'], `${where}.id`),
    serial: field.serial(it['serial'], `${where}.serial`),
    ipv4: field.address(it['ipv4'], `${where}.ipv4`, 4),
    ipv6: field.address(it['ipv6'], `${where}.ipv6`, 6),
    notAfter: field.instantOrNull(it['notAfter'], `${where}.notAfter`),
  })
}

function refuseDoubles(where: string, what: string, values: string[]): void {
  if (new Set(values).size !== values.length) throw new Problem(`The state was refused: ${where} has a ${what} twice.`)
}
