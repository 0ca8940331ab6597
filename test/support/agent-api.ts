// The API that nodes speak to, over a fleet world, with short ways to ask it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DesiredState } from '../../src/agent/contract.ts'
import type { Identity } from '../../src/agent/identity.ts'
import { signRequest, type Unsigned } from '../../src/agent/sign-request.ts'
import { validateState } from '../../src/agent/validate-state.ts'
import { openQueue } from '../../src/db/queue.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import { addDevice } from '../../src/vpn/add-device.ts'
import { addNode, type AddedNode } from '../../src/vpn/add-node.ts'
import { listNodes, type NodeView } from '../../src/vpn/nodes.ts'
import { setDeviceKey } from '../../src/vpn/set-device-key.ts'
import { agentRoutes } from '../../src/web/api/agent.ts'
import { openFleetWorld, type FleetWorld } from './fleet-world.ts'
import { newWireguardKey } from './machine.ts'

export interface AgentApi {
  world: FleetWorld
  request(path: string, init?: RequestInit): Promise<Response>
  add(name: string): Promise<AddedNode>
  enrol(body: object, network?: string): Promise<Response>
  ask(node: Identity, query?: string): Promise<Response>
  /** Asks as an agent that starts; fails when the agent's own check would refuse the answer. */
  stateOf(node: Identity): Promise<DesiredState>
  report(node: Identity, body: object): Promise<Response>
  /** A request as the node signs it. */
  signed(node: Identity, request: Unsigned): Promise<Response>
  viewOf(node: string): Promise<NodeView | undefined>
  /** A device of the account that nodes serve. */
  deviceWithKey(account: string, name: string): Promise<string>
  /** How many requests for the state were let in so far. */
  asked(): number
  close(): Promise<void>
}

export async function openAgentApi(): Promise<AgentApi> {
  const world = await openFleetWorld()
  const folder = await mkdtemp(join(tmpdir(), 'turnpike-api-'))
  const agentFile = join(folder, 'agent.mjs')
  await writeFile(agentFile, 'export {}\n')
  const queue = await openQueue(world.url, (error) => {
    throw error
  })
  let asked = 0
  const app = agentRoutes({
    ...world,
    queue,
    nodeStates: {
      ...world.nodeStates,
      waitFor(...request) {
        asked++
        return world.nodeStates.waitFor(...request)
      },
    },
    agentFile,
    networkOf: (c) => c.req.header('x-network') ?? '192.0.2.7',
    isPlain: () => false,
    enrolThrottle: tenGuesses(),
  })
  const request = async (path: string, init?: RequestInit) => app.request(path, init)
  const signed = (node: Identity, unsigned: Unsigned) => {
    const { method, target, body } = unsigned
    const headers = signRequest(node, unsigned, world.clock().getTime())
    return request(target, { method, headers, ...(method === 'POST' && { body }) })
  }
  const ask = (node: Identity, query = '') =>
    signed(node, { method: 'GET', target: `/agent/v1/state${query}`, body: '' })
  return {
    world,
    request,
    add: (name) => addNode(world, 'command-line', { name }),
    enrol: (body, network = '192.0.2.7') =>
      request('/agent/v1/enrol', { method: 'POST', body: JSON.stringify(body), headers: { 'x-network': network } }),
    ask,
    signed,
    async stateOf(node) {
      const response = await ask(node)
      if (response.status !== 200) throw new Error(`The state was answered with ${response.status}`)
      return validateState(await response.text())
    },
    report: (node, body) => signed(node, { method: 'POST', target: '/agent/v1/report', body: JSON.stringify(body) }),
    viewOf: async (node) => (await listNodes(world)).find((it) => it.id === node),
    async deviceWithKey(account, name) {
      const { id } = await addDevice(world, account, { name, protocol: 'wireguard' })
      await setDeviceKey(world, account, id, newWireguardKey())
      return id
    },
    asked: () => asked,
    async close() {
      await queue.close()
      await world.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The query of an agent that has this state. */
export function since({ epoch, generation }: DesiredState, wait: number): string {
  return `?epoch=${epoch}&generation=${generation}&wait=${wait}`
}

/** How many WireGuard peers are in a state; -1 when there is none. */
export function peersOf(state: { text: string } | null): number {
  return state ? validateState(state.text).wireguard.peers.length : -1
}

function tenGuesses() {
  const guesses = new Map<string, number>()
  return {
    async spend(network: string) {
      const count = (guesses.get(network) ?? 0) + 1
      guesses.set(network, count)
      if (count > 10) throw new Refusal('too-many', 'Too many attempts.', 60)
    },
    giveBack: async (network: string) => void guesses.set(network, (guesses.get(network) ?? 1) - 1),
  }
}
