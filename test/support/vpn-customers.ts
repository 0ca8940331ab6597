// Customers with real clients: wireguard-go and openvpn, each in its own namespace.
// Invariant: a customer's program behaves as on a customer's machine; nothing of the node's is used but its public key.
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OpenvpnClient, WireguardPeer } from '../../src/agent/contract.ts'
import type { Namespace } from './netns.ts'
import { until } from './until.ts'
import type { ClientIdentity } from './vpn-pki.ts'
import { OPENVPN_PORT, WIREGUARD_PORT } from './vpn-world.ts'
import type { World } from './vpn-world.ts'

export interface WireguardCustomer {
  peer: WireguardPeer
  /** Brings the customer's own tunnel up; it stays up whatever the node does. */
  connect(): Promise<void>
}

/** A customer's device number `host` with a WireGuard profile; everything goes into the tunnel but the node's own cable. */
export function wireguardCustomer(world: World, namespace: Namespace, host: number, cable: number): WireguardCustomer {
  const keys = generateKeyPairSync('x25519')
  const privateKey = keys.privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(-32).toString('base64')
  const publicKey = keys.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64')
  const presharedKey = randomBytes(32).toString('base64')
  const name = `tc${process.pid}${randomBytes(2).toString('hex')}`.slice(0, 15)
  world.onRemove(() => rmSync(`/var/run/wireguard/${name}.sock`, { force: true }))
  const peer = {
    id: `wg-${host}`,
    publicKey,
    presharedKey,
    allowedIps: [`10.89.0.${host}/32`, `fd89::${host.toString(16)}/128`],
    notAfter: null,
  }
  return {
    peer,
    connect: async () => {
      const profile = join(world.dir, `${name}.conf`)
      const serverKey = world.plane.enrolment().wireguardPublicKey
      const endpoint = `Endpoint = 10.77.${cable}.1:${WIREGUARD_PORT}\nPersistentKeepalive = 1`
      writeFileSync(
        profile,
        `[Interface]\nPrivateKey = ${privateKey}\n[Peer]\nPublicKey = ${serverKey}\nPresharedKey = ${presharedKey}\nAllowedIPs = 0.0.0.0/0, ::/0\n${endpoint}\n`,
        { mode: 0o600 },
      )
      namespace.spawn('wireguard-go', ['-f', name])
      await until('the socket of a customer', async () =>
        namespace.run('wg', 'setconf', name, profile).then(
          () => true,
          () => false,
        ),
      )
      await namespace.run('ip', 'addr', 'add', `10.89.0.${host}/16`, 'dev', name)
      await namespace.run('ip', 'addr', 'add', `fd89::${host.toString(16)}/64`, 'dev', name, 'nodad')
      await namespace.run('ip', 'link', 'set', name, 'up')
      await namespace.run('ip', 'route', 'add', 'default', 'dev', name)
      await namespace.run('ip', '-6', 'route', 'add', 'default', 'dev', name)
    },
  }
}

export interface OpenvpnCustomer {
  identity: ClientIdentity
  client: OpenvpnClient
  /** Starts the customer's program; it runs until it gives up by itself or is stopped. */
  connect(): OpenvpnRun
}

export interface OpenvpnRun {
  log(): string
  hasEnded(): boolean
  stop(): Promise<void>
}

export async function openvpnCustomer(
  world: World,
  namespace: Namespace,
  host: number,
  cable: number,
): Promise<OpenvpnCustomer> {
  const id = `ov-${host}`
  const identity = await world.pki.client(id)
  const client = {
    id,
    serial: identity.serial,
    ipv4: `10.88.0.${host}`,
    ipv6: `fd88::${host.toString(16)}`,
    notAfter: null,
  }
  return { identity, client, connect: () => connectOpenvpn(world, namespace, identity, cable) }
}

/** The real client with a profile for this certificate. */
export function connectOpenvpn(
  world: World,
  namespace: Namespace,
  identity: ClientIdentity,
  cable: number,
): OpenvpnRun {
  const profile = join(world.dir, `${randomBytes(4).toString('hex')}.ovpn`)
  const inline = (tag: string, text: string) => `<${tag}>\n${text}</${tag}>\n`
  const settings = [
    'client',
    'dev tun',
    'proto udp4',
    `remote 10.77.${cable}.1 ${OPENVPN_PORT}`,
    'nobind',
    'remote-cert-tls server',
    'verify-x509-name node-1 name',
  ]
  const more = [
    'data-ciphers AES-256-GCM:CHACHA20-POLY1305',
    'auth-nocache',
    'explicit-exit-notify 1',
    'verb 3',
    'connect-retry 1 2',
    'hand-window 10',
  ]
  writeFileSync(
    profile,
    `${[...settings, ...more].join('\n')}\n` +
      inline('ca', world.pki.caCertificate) +
      inline('cert', identity.certificate) +
      inline('key', identity.privateKey) +
      inline('tls-crypt-v2', world.pki.tlsCryptClientKey()),
    { mode: 0o600 },
  )
  const child = namespace.spawn('openvpn', ['--config', profile], ['ignore', 'pipe', 'pipe'])
  let log = ''
  child.stdout?.on('data', (chunk) => (log += String(chunk)))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return {
    log: () => log,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    stop: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}
