// The whole product with one real node: an agent in a namespace that reaches the product over a link one can cut, and two customers'
// machines, each with a cable of its own to the node and no other way: what answers came through the tunnel.
import type { ChildProcess } from 'node:child_process'
import { createServer, connect, type Server } from 'node:net'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { addNode } from '../../src/vpn/add-node.ts'
import { makeNetworks, type Namespace } from './netns.ts'
import { until } from './until.ts'
import type { World } from './world.ts'

const NODE_ADDRESS = '10.77.1.1'

export interface Tunnels {
  node: Namespace
  alice: Namespace
  bob: Namespace
  /** The control plane is gone for the node until `join`. */
  cut(): void
  join(): Promise<void>
  /** kill -9, and a new agent on the same folder. */
  restartAgent(): Promise<void>
  agentLog(): string
  /** Brings a WireGuard profile up as wg-quick would. */
  connectWireguard(from: Namespace, profile: string): Promise<void>
  /** Runs the real OpenVPN client on a profile. */
  connectOpenvpn(from: Namespace, profile: string): OpenvpnRun
  close(): Promise<void>
}

export interface OpenvpnRun {
  log(): string
  hasEnded(): boolean
}

export async function createTunnels(world: World): Promise<Tunnels> {
  const networks = makeNetworks()
  const dir = mkdtempSync(join(tmpdir(), 'tp-main-'))
  const [node, alice, bob] = await Promise.all(['n', 'a', 'b'].map((label) => networks.namespace(label)))
  if (!node || !alice || !bob) throw new Error('no namespaces')
  await networks.join(node, alice, 1)
  await networks.join(node, bob, 2)
  const bundle = join(dir, 'agent.mjs')
  await bundleAgent(bundle)
  const socket = join(dir, 'plane.sock')
  const door = await openDoor(socket, Number(new URL(world.url).port))

  /** The node's one public address stands for its end of whichever cable a customer has. */
  const byCable = (from: Namespace, profile: string) =>
    from === bob ? profile.replaceAll(NODE_ADDRESS, '10.77.2.1') : profile
  const id = `${process.pid}`.slice(-6)
  const interfaces = ['--wireguard-interface', `mw${id}`, '--openvpn-interface', `mo${id}`]
  let log = ''
  let agent: ChildProcess | null = null
  let relay: ChildProcess | null = null
  const startAgent = (...flags: string[]) => {
    const args = [bundle, '--url', 'http://127.0.0.1:8080', '--state-dir', join(dir, 'state'), ...interfaces, ...flags]
    agent = node.spawn(process.execPath, args, ['pipe', 'ignore', 'pipe'])
    agent.stderr?.on('data', (chunk) => (log += String(chunk)))
    return agent
  }
  const join_ = async () => {
    const script = join(import.meta.dirname, 'netns-relay.mjs')
    const started = node.spawn(process.execPath, [script, '8080', socket], ['ignore', 'pipe', 'inherit'])
    relay = started
    await new Promise((resolve) => started.stdout?.once('data', resolve))
  }
  await join_()
  const { token } = await addNode({ ...world.app, agent: { sha256: '0'.repeat(64) } }, 'command-line', {
    name: 'node one',
    address: NODE_ADDRESS,
  })
  startAgent('--enrol-stdin').stdin?.end(`${token}\n`)
  await acknowledged(world).catch((cause: unknown) => {
    throw new Error(`the agent said: ${log}`, { cause })
  })
  return {
    node,
    alice,
    bob,
    agentLog: () => log,
    cut: () => {
      relay?.kill('SIGKILL')
    },
    join: join_,
    async restartAgent() {
      agent?.kill('SIGKILL')
      startAgent()
    },
    connectWireguard: (from, profile) => connectWireguard(dir, from, byCable(from, profile)),
    connectOpenvpn: (from, profile) => connectOpenvpn(dir, from, byCable(from, profile)),
    async close() {
      agent?.kill('SIGKILL')
      relay?.kill('SIGKILL')
      door.close()
      await networks.remove()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** Waits until every enrolled node has taken what it should be at this moment. */
export async function acknowledged({ app }: World): Promise<void> {
  await until('the node to acknowledge', async () => {
    const rows = await app.db.selectFrom('nodes').select(['id', 'acknowledged']).execute()
    const states = await Promise.all(rows.map(async (row) => (await app.nodeStates.current(row.id))?.generation))
    return rows.length > 0 && rows.every((row, index) => Number(row.acknowledged) === states[index])
  })
}

async function bundleAgent(outfile: string): Promise<void> {
  const entryPoints = ['src/agent/main.ts']
  await build({
    entryPoints,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  })
}

/** A socket that is a file, so that it reaches into a namespace, and leads to the product's port. */
async function openDoor(path: string, port: number): Promise<Server> {
  const server = createServer((outer) => {
    const inner = connect(port, '127.0.0.1')
    for (const [from, to] of [
      [outer, inner],
      [inner, outer],
    ] as const) {
      from.on('error', () => to.destroy())
      from.on('close', () => to.destroy())
      from.pipe(to)
    }
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(path, resolve)
  await promise
  return server
}

let interfaces = 0

async function connectWireguard(dir: string, from: Namespace, profile: string): Promise<void> {
  const name = `mc${process.pid}-${++interfaces}`.slice(0, 15)
  const isForTool = (line: string) => !/^(Address|DNS|MTU)\s*=/.test(line)
  const file = join(dir, `${name}.conf`)
  writeFileSync(file, profile.split('\n').filter(isForTool).join('\n'), { mode: 0o600 })
  const addresses =
    /^Address\s*=\s*(.+)$/m
      .exec(profile)?.[1]
      ?.split(',')
      .map((text) => text.trim()) ?? []
  from.spawn('wireguard-go', ['-f', name])
  await until('the interface of a customer', () =>
    from.run('wg', 'setconf', name, file).then(
      () => true,
      () => false,
    ),
  )
  for (const address of addresses) await from.run('ip', 'addr', 'add', address, 'dev', name)
  await from.run('ip', 'link', 'set', name, 'up')
  await from.run('ip', 'route', 'add', 'default', 'dev', name)
}

function connectOpenvpn(dir: string, from: Namespace, profile: string): OpenvpnRun {
  const file = join(dir, `${++interfaces}.ovpn`)
  writeFileSync(file, profile, { mode: 0o600 })
  const child = from.spawn('openvpn', ['--config', file, '--connect-retry', '1', '2'], ['ignore', 'pipe', 'pipe'])
  let log = ''
  child.stdout?.on('data', (chunk) => (log += String(chunk)))
  return { log: () => log, hasEnded: () => child.exitCode !== null || child.signalCode !== null }
}
