// The driver for WireGuard in the kernel, which has no socket: the `wg` command.
// Invariant: keys go through a 0600 file that exists only while the command runs (`wg` opens its input by name, which a
// pipe of Node does not allow), and the list comes back on standard output.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeAtomic } from './atomic-file.ts'
import type { Change } from './diff.ts'
import type { Run } from './run.ts'
import type { Greeting, RealInterface, WireguardDriver } from './wireguard.ts'

/** Removals in one command: keeps the argument list far below the kernel's limit. */
const CHUNK = 500
const NO_PRESHARED_KEY = Buffer.alloc(32).toString('base64')

export function openTool({ run, stateDir }: { run: Run; stateDir: string }, interfaceName: string): WireguardDriver {
  const withFile = async (text: string, args: (path: string) => string[]) => {
    const path = join(stateDir, 'wireguard-change.conf')
    await writeAtomic(path, text)
    try {
      await run('wg', args(path), { timeoutMs: 40_000 })
    } finally {
      await rm(path, { force: true })
    }
  }
  return {
    read: async () => parseDump(await run('wg', ['show', interfaceName, 'dump'])),
    configure: ({ privateKey, listenPort }) =>
      withFile(`${privateKey}\n`, (path) => [
        'set',
        interfaceName,
        'listen-port',
        String(listenPort),
        'private-key',
        path,
      ]),
    apply: async (changes) => {
      for (const args of removalArguments(changes)) await run('wg', ['set', interfaceName, ...args])
      const text = settingsText(changes)
      if (text !== '') await withFile(text, (path) => ['addconf', interfaceName, path])
    },
    greet: async (greetings) => {
      for (let at = 0; at < greetings.length; at += CHUNK) {
        for (const args of greetArguments(greetings.slice(at, at + CHUNK)))
          await run('wg', ['set', interfaceName, ...args])
      }
    },
    close: () => {},
  }
}

export function removalArguments(changes: readonly Change[]): string[][] {
  const removals = changes.filter((change) => change.kind === 'remove')
  const chunks: string[][] = []
  for (let at = 0; at < removals.length; at += CHUNK) {
    chunks.push(removals.slice(at, at + CHUNK).flatMap(({ publicKey }) => ['peer', publicKey, 'remove']))
  }
  return chunks
}

/** A keepalive that is switched on is sent at once, and without a session that begins a handshake; then it is off again. */
export function greetArguments(greetings: readonly Greeting[]): string[][] {
  return [
    greetings.flatMap(({ publicKey, endpoint }) => [
      'peer',
      publicKey,
      'endpoint',
      endpoint,
      'persistent-keepalive',
      '1',
    ]),
    greetings.flatMap(({ publicKey }) => ['peer', publicKey, 'persistent-keepalive', 'off']),
  ]
}

/** For `wg addconf`, which replaces the addresses of a peer that is already there. */
export function settingsText(changes: readonly Change[]): string {
  const sections = changes.map((change) => {
    if (change.kind === 'remove') return ''
    const { publicKey, presharedKey, allowedIps } = change.peer
    return `[Peer]\nPublicKey = ${publicKey}\nPresharedKey = ${presharedKey}\nAllowedIPs = ${allowedIps.join(', ')}\n`
  })
  return sections.join('')
}

/** `wg show IF dump`: tab-separated, the interface first, then one line a peer (wg(8)). */
export function parseDump(text: string): RealInterface {
  const [first = '', ...lines] = text.trimEnd().split('\n')
  const [privateKey = '(none)', , listenPort = '0'] = first.split('\t')
  const real: RealInterface = {
    privateKey: privateKey === '(none)' ? null : privateKey,
    listenPort: Number(listenPort),
    peers: new Map(),
  }
  for (const line of lines) {
    const [
      publicKey = '',
      preshared = '',
      endpoint = '(none)',
      routes = '',
      handshake = '0',
      received = '0',
      sent = '0',
    ] = line.split('\t')
    if (publicKey === '') continue
    real.peers.set(publicKey, {
      publicKey,
      presharedKey: preshared === '(none)' ? NO_PRESHARED_KEY : preshared,
      allowedIps: routes === '(none)' ? [] : routes.split(',').sort(),
      endpoint: endpoint === '(none)' ? null : endpoint,
      lastHandshake: handshake === '0' ? null : Number(handshake) * 1000,
      received: Number(received),
      sent: Number(sent),
    })
  }
  return real
}
