// What one node is to be: the fleet's snapshot with the node's own part around it, and a generation that counts its contents.
// Invariant: a generation rises with each new content and never falls within an epoch; a content read before another one was
// given out never comes after it. So the guard below: the generation is read first, the content after it, and the generation
// is raised only if nobody raised it in between.
import { createHash } from 'node:crypto'
import { STATE_VERSION } from '../agent/contract.ts'
import { SERVER_NAME } from './core/openvpn-config.ts'
import { nodeAddresses } from './core/ipam.ts'
import { RESOLVERS } from './core/resolvers.ts'
import type { Fleet } from './fleet.ts'
import { openKeys, takeSnapshot, type FleetSnapshot, type SnapshotNeeds } from './fleet-snapshot.ts'
import type { FleetWake } from './fleet-wake.ts'
import { findNode, nodeRows, raiseGeneration, replaceCertificate, type NodeRow } from './node-queries.ts'
import { SERVER_LIFE } from './pki.ts'
import { createSnapshotMemo, type SnapshotMemo } from './snapshot-memo.ts'

/** A waiting node looks by itself this often, should a wake be lost; milliseconds. */
const LOOK_EVERY = 10_000

export interface StateNeeds extends SnapshotNeeds {
  fleet: Fleet
  leaseSeconds: number
}

export interface NodeState {
  epoch: string
  generation: number
  /** JSON of the contract's DesiredState. */
  text: string
}

export interface NodeStates {
  /** Null: the node is unknown or has not enrolled. Of a retired node: the order to take everything down. */
  current(node: string): Promise<NodeState | null>
  /** As `current`, once it differs from `known`; 'same' when it did not within `waitSeconds` or until `signal` aborts. */
  waitFor(
    node: string,
    known: { epoch: string; generation: number } | null,
    waitSeconds: number,
    signal: AbortSignal,
  ): Promise<NodeState | 'same' | null>
}

export function openNodeStates(needs: StateNeeds & { wake: FleetWake }): NodeStates {
  const { clock, wake } = needs
  const memo = memoOf(needs, wake.count)
  const current = (node: string) => stateFor(needs, memo, node)
  return {
    current,
    async waitFor(node, known, waitSeconds, signal) {
      const ends = performance.now() + waitSeconds * 1000
      for (;;) {
        const wakes = wake.count()
        const state = await current(node)
        if (!state || state.epoch !== known?.epoch || state.generation !== known.generation) return state
        const left = ends - performance.now()
        if (left <= 0 || signal.aborted) return 'same'
        const { changesAt } = await memo.latest()
        const untilChange = changesAt ? Math.max(0, changesAt.getTime() - clock().getTime()) : Infinity
        // A wake that came while the state was read found nobody waiting.
        if (wake.count() === wakes) await wake.wait(Math.min(left, LOOK_EVERY, untilChange), signal)
      }
    },
  }
}

/** Raises the generation of every node whose content has changed, for those who compare it with what nodes acknowledged. */
export async function refreshGenerations(needs: StateNeeds): Promise<void> {
  const memo = memoOf(needs, () => 0)
  for (const node of await nodeRows(needs.db)) await stateFor(needs, memo, node.id)
}

function memoOf(needs: SnapshotNeeds, wakes: () => number): SnapshotMemo {
  const openKey = openKeys(needs.seal)
  return createSnapshotMemo({ take: () => takeSnapshot(needs, openKey), wakes, now: needs.clock, trust: LOOK_EVERY })
}

async function stateFor(needs: StateNeeds, memo: SnapshotMemo, id: string): Promise<NodeState | null> {
  for (;;) {
    const node = await enrolledNode(needs, id)
    if (!node) return null
    const moment = memo.moment()
    const shared = seenBy(node, await memo.latest())
    if (node.state_digest?.equals(digestOf(needs, node, shared))) return stateOf(needs, node, shared, node.generation)
    const newer = seenBy(node, await memo.since(moment))
    const digest = digestOf(needs, node, newer)
    if (node.state_digest?.equals(digest)) return stateOf(needs, node, newer, node.generation)
    const generation = await raiseGeneration(needs.db, node.id, node.generation, digest)
    if (generation !== null) return stateOf(needs, node, newer, generation)
  }
}

/** The node with a certificate that has at least a third of its life left. */
async function enrolledNode({ db, clock, fleet }: StateNeeds, id: string): Promise<NodeRow | null> {
  const node = await findNode(db, id)
  if (!node || node.enrolled_at === null || node.openvpn_public_key === null) return null
  if (node.mode === 'retired') return node
  const now = clock()
  const left = node.certificate_not_after ? node.certificate_not_after.getTime() - now.getTime() : 0
  if (left >= SERVER_LIFE / 3) return node
  const certificate = await fleet.authority.issueServer(node.openvpn_public_key, now)
  await replaceCertificate(db, id, node.certificate_not_after, certificate)
  return (await findNode(db, id)) ?? null
}

const NOBODY = { peers: '[]', clients: '[]', revokedSerials: '[]', digest: Buffer.alloc(0) }

/** A retired node is told of nobody. */
function seenBy(node: NodeRow, shared: FleetSnapshot): FleetSnapshot {
  return node.mode === 'retired' ? { ...shared, ...NOBODY } : shared
}

/** The node's own part; the lists that it leaves out are in the snapshot. */
function ownPart({ fleet, leaseSeconds }: StateNeeds, node: NodeRow, { pools }: FleetSnapshot) {
  return {
    state: { version: STATE_VERSION, nodeId: node.id, mode: node.mode, leaseSeconds, networks: networksOf(pools) },
    wireguard: { listenPort: node.wireguard_port, addresses: nodeAddresses(pools.wireguard) },
    openvpn: {
      listenPort: node.openvpn_port,
      network4: pools.openvpn.network4,
      network6: pools.openvpn.network6,
      caCertificate: fleet.authority.certificate,
      certificate: node.openvpn_certificate,
      serverName: SERVER_NAME,
      tlsCryptV2Key: fleet.tlsCryptV2Key,
      dns: RESOLVERS,
    },
  }
}

function networksOf(pools: FleetSnapshot['pools']): string[] {
  return [pools.wireguard, pools.openvpn].flatMap(({ network4, network6 }) => [network4, network6])
}

function digestOf(needs: StateNeeds, node: NodeRow, shared: FleetSnapshot): Buffer {
  const own = JSON.stringify(ownPart(needs, node, shared))
  return createHash('sha256').update(shared.digest).update(own).digest()
}

/** The long lists are written once for all nodes and put in as text: writing 5,000 peers for each of 20 nodes costs too much. */
function stateOf(needs: StateNeeds, node: NodeRow, shared: FleetSnapshot, raised: bigint): NodeState {
  const { epoch, peers, clients, revokedSerials } = shared
  const generation = Number(raised)
  const { state, wireguard, openvpn } = ownPart(needs, node, shared)
  const text = withRaw(
    { ...state, epoch, generation },
    { wireguard: withRaw(wireguard, { peers }), openvpn: withRaw(openvpn, { clients, revokedSerials }) },
  )
  return { epoch, generation, text }
}

function withRaw(object: Record<string, unknown>, raw: Record<string, string>): string {
  const parts = Object.entries(raw).map(([name, json]) => `,${JSON.stringify(name)}:${json}`)
  return `${JSON.stringify(object).slice(0, -1)}${parts.join('')}}`
}
