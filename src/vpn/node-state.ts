// What one node is to be, as text, and whether that is new: the fleet's snapshot with the node's own part around it.
// Invariant: a generation rises with each new content, and a content never comes after one that was read later. For the
// snapshot holds the generation together with the content, and it is raised only if nobody raised it since.
import { createHash } from 'node:crypto'
import { STATE_VERSION } from '../agent/contract.ts'
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { SERVER_NAME } from './core/openvpn-config.ts'
import { nodeAddresses } from './core/ipam.ts'
import { RESOLVERS } from './core/resolvers.ts'
import type { Fleet } from './fleet.ts'
import type { FleetSnapshot } from './fleet-snapshot.ts'
import { raiseGeneration, replaceCertificate, type NodeRow } from './node-queries.ts'
import { SERVER_LIFE } from './pki.ts'

export interface NodeState {
  epoch: string
  generation: number
  /** JSON of the contract's DesiredState. */
  text: string
}

export interface NodeStateNeeds {
  db: Db
  clock: Clock
  fleet: Fleet
  leaseSeconds: number
}

/** The state of a node of the snapshot; null: the snapshot is out of date, take another. */
export async function settleState(
  needs: NodeStateNeeds,
  snapshot: FleetSnapshot,
  node: NodeRow,
): Promise<NodeState | null> {
  if (node.mode !== 'retired' && (await renewCertificate(needs, node))) return null
  const shared = seenBy(node, snapshot)
  const digest = digestOf(needs, node, shared)
  if (node.state_digest?.equals(digest)) return stateOf(needs, node, shared)
  const generation = await raiseGeneration(needs.db, node.id, node.generation, digest)
  if (generation === null) return null
  const raised = { ...node, generation, state_digest: digest }
  snapshot.nodes.set(node.id, raised)
  return stateOf(needs, raised, shared)
}

/** Renews a certificate of which less than a third of its life is left. */
async function renewCertificate({ db, clock, fleet }: NodeStateNeeds, node: NodeRow): Promise<boolean> {
  const now = clock()
  const left = node.certificate_not_after ? node.certificate_not_after.getTime() - now.getTime() : 0
  if (left >= SERVER_LIFE / 3 || node.openvpn_public_key === null) return false
  const certificate = await fleet.authority.issueServer(node.openvpn_public_key, now)
  await replaceCertificate(db, node.id, node.certificate_not_after, certificate)
  return true
}

const NOBODY = { peers: '[]', clients: '[]', revokedSerials: '[]', digest: Buffer.alloc(0) }

/** A retired node is told of nobody. */
function seenBy(node: NodeRow, shared: FleetSnapshot): FleetSnapshot {
  return node.mode === 'retired' ? { ...shared, ...NOBODY } : shared
}

/** The node's own part; the lists that it leaves out are in the snapshot. */
function ownPart({ fleet, leaseSeconds }: NodeStateNeeds, node: NodeRow, { pools }: FleetSnapshot) {
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

function digestOf(needs: NodeStateNeeds, node: NodeRow, shared: FleetSnapshot): Buffer {
  const own = JSON.stringify(ownPart(needs, node, shared))
  return createHash('sha256').update(shared.digest).update(own).digest()
}

/** The long lists are written once for all nodes and put in as text: writing 5,000 peers for each of 20 nodes costs too much. */
function stateOf(needs: NodeStateNeeds, node: NodeRow, shared: FleetSnapshot): NodeState {
  const { epoch, peers, clients, revokedSerials } = shared
  const generation = Number(node.generation)
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
