// What staff do with nodes after adding them.
// Invariant: retiring is final, and from its commit on what the node signs is refused.
import { audit } from '../accounts/audit.ts'
import { openAlertsOf } from '../billing/alert-queries.ts'
import { notifyFleet } from '../db/notify.ts'
import type { Db } from '../db/open.ts'
import type { NodeMode } from '../db/schema.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { nodeStanding, type NodeStanding } from './core/node-standing.ts'
import { lockNode, nodeRows, setMode, type NodeRow } from './node-queries.ts'
import { NODE_COPIED } from './tell-of-copy.ts'

interface Needs {
  db: Db
  clock: Clock
}

/** Serves its sessions and takes no new ones; new profiles leave it out. Throws Refusal `not-found` or `conflict` (retired). */
export async function drainNode(needs: Needs, actor: string, idOrName: string): Promise<void> {
  await changeMode(needs, actor, idOrName, 'draining')
}

/** Takes new sessions again. Throws Refusal `not-found` or `conflict` (retired). */
export async function resumeNode(needs: Needs, actor: string, idOrName: string): Promise<void> {
  await changeMode(needs, actor, idOrName, 'active')
}

/** For good: what it signs is refused and it serves nobody. Throws Refusal `not-found` or `conflict` (retired already). */
export async function retireNode(needs: Needs, actor: string, idOrName: string): Promise<void> {
  await changeMode(needs, actor, idOrName, 'retired')
}

async function changeMode({ db, clock }: Needs, actor: string, idOrName: string, mode: NodeMode): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const node = await lockNode(tx, idOrName)
    if (!node) throw new Refusal('not-found', 'There is no such node.')
    if (node.mode === 'retired') throw new Refusal('conflict', 'This node is retired for good. Add a new one instead.')
    await setMode(tx, node.id, mode)
    await audit(tx, clock, { actor, action: `node.${mode}`, subject: node.id })
    await notifyFleet(tx)
  })
}

export interface NodeView {
  id: string
  name: string
  location: string | null
  address: string | null
  wireguardPort: number
  openvpnPort: number
  mode: NodeMode
  state: NodeStanding
  /** The state as a sentence. */
  words: string
  generation: number
  acknowledged: number
  upToDate: boolean
  createdAt: Date
  enrolExpiresAt: Date | null
  lastSeenAt: Date | null
  /** The node's clock minus ours. */
  clockOffsetMs: number | null
  agentVersion: string | null
  problems: string[]
  certificateNotAfter: Date | null
}

/** All nodes by name, retired ones too. */
export async function listNodes({ db, clock }: Needs): Promise<NodeView[]> {
  const now = clock()
  const copied = await openAlertsOf(db, NODE_COPIED)
  return (await nodeRows(db)).map((row) => viewOf(row, copied.get(row.id) ?? null, now))
}

function viewOf(row: NodeRow, copiedSince: Date | null, now: Date): NodeView {
  const facts = {
    mode: row.mode,
    enrolledAt: row.enrolled_at,
    enrolExpiresAt: row.enrol_expires_at,
    identityUntil: row.identity_until,
    lastSeenAt: row.last_seen_at,
    copiedSince,
  }
  return {
    id: row.id,
    name: row.name,
    location: row.location,
    address: row.address,
    wireguardPort: row.wireguard_port,
    openvpnPort: row.openvpn_port,
    mode: row.mode,
    ...nodeStanding(facts, now),
    generation: Number(row.generation),
    acknowledged: Number(row.acknowledged),
    upToDate: row.generation > 0n && row.enrolled_at !== null && row.acknowledged === row.generation,
    createdAt: row.created_at,
    enrolExpiresAt: row.enrol_expires_at,
    lastSeenAt: row.last_seen_at,
    clockOffsetMs: row.clock_offset_ms,
    agentVersion: row.agent_version,
    problems: Array.isArray(row.problems) ? row.problems.map(String) : [],
    certificateNotAfter: row.certificate_not_after,
  }
}
