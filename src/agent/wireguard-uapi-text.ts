// The text of WireGuard's cross-platform userspace protocol. Pure. Source: https://www.wireguard.com/xplatform/
// Invariant: every request ends in an empty line; keys are hex here and base64 everywhere else.
import type { Change } from './diff.ts'
import { Problem } from './problem.ts'
import type { Greeting, RealInterface, RealPeer } from './wireguard.ts'

export const GET_REQUEST = 'get=1\n\n'

const NO_PRESHARED_KEY = Buffer.alloc(32).toString('base64')

export function configureRequest({ privateKey, listenPort }: { privateKey: string; listenPort: number }): string {
  return `set=1\nprivate_key=${hex(privateKey)}\nlisten_port=${listenPort}\n\n`
}

export function changeRequest(changes: readonly Change[]): string {
  return `set=1\n${changes.map(changeLines).join('')}\n`
}

/** A keepalive that is switched on is sent at once, and without a session that begins a handshake; then it is off again. */
export function greetRequests(greetings: readonly Greeting[]): string[] {
  const request = (lines: (greeting: Greeting) => string) =>
    `set=1\n${greetings.map((it) => `public_key=${hex(it.publicKey)}\nupdate_only=true\n${lines(it)}\n`).join('')}\n`
  return [
    request(({ endpoint }) => `endpoint=${endpoint}\npersistent_keepalive_interval=1`),
    request(() => 'persistent_keepalive_interval=0'),
  ]
}

function changeLines(change: Change): string {
  if (change.kind === 'remove') return `public_key=${hex(change.publicKey)}\nremove=true\n`
  const { publicKey, presharedKey, allowedIps } = change.peer
  const routes = allowedIps.map((route) => `allowed_ip=${route}\n`).join('')
  return `public_key=${hex(publicKey)}\npreshared_key=${hex(presharedKey)}\nreplace_allowed_ips=true\n${routes}`
}

/** Throws a Problem unless the answer ends in `errno=0`. */
export function checkAnswer(answer: string): void {
  const errno = /(?:^|\n)errno=(-?\d+)\n\n$/.exec(answer)?.[1]
  if (errno !== '0') throw new Problem(`wireguard-go refused a request (errno ${errno ?? 'missing'})`)
}

/** What `get=1` answered. Unknown keys are skipped, as the protocol asks. */
export function parseInterface(answer: string): RealInterface {
  checkAnswer(answer)
  const real: RealInterface = { privateKey: null, listenPort: 0, peers: new Map() }
  let peer: RealPeer | null = null
  for (const line of answer.split('\n')) {
    const at = line.indexOf('=')
    const [name, value] = [line.slice(0, at), line.slice(at + 1)]
    if (name === 'public_key') {
      peer = {
        publicKey: base64(value),
        presharedKey: NO_PRESHARED_KEY,
        allowedIps: [],
        lastHandshake: null,
        endpoint: null,
        received: 0,
        sent: 0,
      }
      real.peers.set(peer.publicKey, peer)
    } else if (peer !== null) readPeerLine(peer, name, value)
    else if (name === 'private_key') real.privateKey = base64(value)
    else if (name === 'listen_port') real.listenPort = Number(value)
  }
  for (const each of real.peers.values()) each.allowedIps.sort()
  return real
}

function readPeerLine(peer: RealPeer, name: string, value: string): void {
  if (name === 'preshared_key') peer.presharedKey = base64(value)
  else if (name === 'allowed_ip') peer.allowedIps.push(value)
  else if (name === 'endpoint') peer.endpoint = value
  else if (name === 'rx_bytes') peer.received = Number(value)
  else if (name === 'tx_bytes') peer.sent = Number(value)
  else if (name === 'last_handshake_time_sec' && value !== '0') peer.lastHandshake = Number(value) * 1000
}

function hex(key: string): string {
  return Buffer.from(key, 'base64').toString('hex')
}

function base64(key: string): string {
  return Buffer.from(key, 'hex').toString('base64')
}
