// A node with a real agent and real customers around it: `plane - node - internet`, and two customers by cable.
// Invariant: each world has its own namespaces, interface names and directories and leaves none behind.
import { execFileSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { DesiredState, OpenvpnClient, WireguardPeer } from '../../src/agent/contract.ts'
import { NODE, startFakeControlPlane } from './fake-control-plane.ts'
import type { FakeControlPlane } from './fake-control-plane.ts'
import { makeNetworks, pidsOf } from './netns.ts'
import type { Namespace, Networks } from './netns.ts'
import { until } from './until.ts'
import { makeTestPki } from './vpn-pki.ts'
import type { TestPki } from './vpn-pki.ts'

export const WIREGUARD_PORT = 51_820
export const OPENVPN_PORT = 1_194
/** Customers reach their tunnels' other end here; the third network lies behind the node and knows no way back. */
export const INTERNET = '10.77.3.2'

export interface World {
  node: Namespace
  alice: Namespace
  bob: Namespace
  internet: Namespace
  plane: FakeControlPlane
  pki: TestPki
  /** A directory of this world alone. */
  dir: string
  wireguardInterface: string
  openvpnInterface: string
  networks: Networks
  startAgent(...flags: string[]): ChildProcess
  /** Another one beside it, with the same directory. */
  startExtraAgent(): ChildProcess
  /** Gives its exit code; null when the signal ended it, or when it did not run. */
  killAgent(signal: NodeJS.Signals): Promise<number | null>
  /** What the agent printed, of all its runs. */
  agentLog(): string
  cutPlane(): void
  joinPlane(): Promise<void>
  /** Offers the next generation: the last state with these changes. */
  change(changes: Changes): DesiredState
  state(): DesiredState
  /** Does this too when the world is removed. */
  onRemove(step: () => void): void
  remove(): Promise<void>
}

/** The words in front of the agent's file that run it as somebody, for a world with this directory; the first is a program. */
export type RunAs = (dir: string) => readonly [string, ...string[]]

const asRoot: RunAs = () => [process.execPath]

export interface Changes extends Partial<Omit<DesiredState, 'wireguard' | 'openvpn'>> {
  peers?: WireguardPeer[]
  clients?: OpenvpnClient[]
  revokedSerials?: string[]
}

/** Namespaces, an enrolled agent and a first state without customers, acknowledged. The agent is root, or runs `as` another. */
export async function makeWorld(as: RunAs = asRoot): Promise<World> {
  const networks = makeNetworks()
  const dir = mkdtempSync(join(tmpdir(), 'tp-vpn-'))
  const undo: (() => Promise<void> | void)[] = []
  try {
    return await fill(networks, { dir, as }, undo)
  } catch (thrown) {
    for (const step of undo.toReversed()) await step()
    await networks.remove()
    rmSync(dir, { recursive: true, force: true })
    throw thrown
  }
}

interface Place {
  dir: string
  as: RunAs
}

async function fill(networks: Networks, { dir, as }: Place, undo: (() => Promise<void> | void)[]): Promise<World> {
  const [node, alice, bob, internet] = await Promise.all(['n', 'a', 'b', 'i'].map((label) => networks.namespace(label)))
  if (!node || !alice || !bob || !internet) throw new Error('no namespaces')
  for (const [number, other] of [alice, bob, internet].entries()) await networks.join(node, other, number + 1)
  const plane = await startFakeControlPlane(join(dir, 'plane.sock'))
  undo.push(() => plane.close())
  const pki = await makeTestPki()
  const bundle = join(dir, 'agent.mjs')
  await build({
    entryPoints: ['src/agent/main.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outfile: bundle,
    logLevel: 'error',
  })

  const wireguardInterface = `tw${process.pid}${randomBytes(2).toString('hex')}`.slice(0, 15)
  const openvpnInterface = `to${process.pid}${randomBytes(2).toString('hex')}`.slice(0, 15)
  undo.push(() => rmSync(`/var/run/wireguard/${wireguardInterface}.sock`, { force: true }))
  const stateDir = join(dir, 'state')
  const words = as(dir)
  let relay: ChildProcess | null = null
  let agent: ChildProcess | null = null
  let log = ''
  let state: DesiredState | null = null
  const current = () => {
    if (state === null) throw new Error('no state yet')
    return state
  }
  const launch = (flags: string[]) => {
    const names = ['--wireguard-interface', wireguardInterface, '--openvpn-interface', openvpnInterface]
    const args = [bundle, '--url', 'http://127.0.0.1:8080', '--state-dir', stateDir, ...names, ...flags]
    const [first, ...rest] = [...words, ...args]
    const child = node.spawn(first, rest, ['pipe', 'ignore', 'pipe'])
    child.stderr?.on('data', (chunk) => (log += String(chunk)))
    return child
  }
  const world: World = {
    node,
    alice,
    bob,
    internet,
    plane,
    pki,
    dir,
    wireguardInterface,
    openvpnInterface,
    networks,
    startAgent: (...flags) => {
      agent = launch(flags)
      return agent
    },
    startExtraAgent: () => launch([]),
    killAgent: async (signal) => {
      const child = agent
      if (child === null || child.exitCode !== null || child.signalCode !== null) return null
      const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
      child.kill(signal)
      return ended
    },
    agentLog: () => log,
    cutPlane: () => {
      relay?.kill('SIGKILL')
      relay = null
    },
    joinPlane: async () => {
      relay = node.spawn(
        process.execPath,
        [join(import.meta.dirname, 'netns-relay.mjs'), '8080', plane.socketPath],
        ['ignore', 'pipe', 'inherit'],
      )
      const started = relay
      await new Promise((resolve) => started.stdout?.once('data', resolve))
    },
    state: current,
    change: ({ peers, clients, revokedSerials, ...rest }) => {
      const { wireguard, openvpn, generation } = current()
      state = {
        ...current(),
        generation: generation + 1,
        ...rest,
        wireguard: { ...wireguard, peers: peers ?? wireguard.peers },
        openvpn: {
          ...openvpn,
          clients: clients ?? openvpn.clients,
          revokedSerials: revokedSerials ?? openvpn.revokedSerials,
        },
      }
      plane.offer(state)
      return state
    },
    onRemove: (step) => undo.push(step),
    remove: async () => {
      await world.killAgent('SIGKILL')
      for (const step of undo.toReversed()) await step()
      await networks.remove()
      await until('the daemons to end', () => pidsRunning(dir).length === 0)
      rmSync(dir, { recursive: true, force: true })
    },
  }
  await world.joinPlane()
  world.startAgent('--enrol-stdin').stdin?.end(`${plane.token}\n`)
  await until('the enrolment', () => log.includes('enrolled'))
  state = await firstState(pki, plane)
  plane.offer(state)
  await plane.acknowledged(state).catch((thrown: unknown) => {
    throw new Error(`the agent said: ${log}`, { cause: thrown })
  })
  return world
}

function pidsRunning(argument: string): string[] {
  try {
    return execFileSync('pgrep', ['-f', argument], { encoding: 'utf8' }).trim().split('\n')
  } catch {
    return []
  }
}

async function firstState(pki: TestPki, plane: FakeControlPlane): Promise<DesiredState> {
  return {
    version: 1,
    epoch: 'epoch-a',
    generation: 1,
    nodeId: NODE,
    mode: 'active',
    leaseSeconds: 86_400,
    wireguard: { listenPort: WIREGUARD_PORT, addresses: ['10.89.0.1/16', 'fd89::1/64'], peers: [] },
    openvpn: {
      listenPort: OPENVPN_PORT,
      network4: '10.88.0.0/16',
      network6: 'fd88::/64',
      caCertificate: pki.caCertificate,
      certificate: await pki.server(plane.enrolment().openvpnPublicKey, 'node-1'),
      serverName: 'node-1',
      tlsCryptV2Key: pki.tlsCryptV2Key,
      dns: ['10.88.0.1'],
      clients: [],
      revokedSerials: [],
    },
    networks: ['10.88.0.0/16', '10.89.0.0/16', 'fd88::/64', 'fd89::/64'],
  }
}

/** The process id of the node's own wireguard-go or openvpn; null while there is none. */
export function daemonPid(world: World, command: 'wireguard-go' | 'openvpn'): number | null {
  const argument = command === 'openvpn' ? join(world.dir, 'state', 'openvpn', 'server.conf') : world.wireguardInterface
  return pidsOf(world.node.name, command, argument)[0] ?? null
}

/** Kills it and waits until another runs in its place. */
export async function killDaemon(world: World, command: 'wireguard-go' | 'openvpn'): Promise<void> {
  const before = daemonPid(world, command)
  if (before === null) throw new Error(`no ${command} runs`)
  process.kill(before, 'SIGKILL')
  await until(`another ${command}`, () => ![before, null].includes(daemonPid(world, command)))
}
