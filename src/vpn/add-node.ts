// Staff add a node: a name, and a token with which one machine may enrol within a day.
// Invariant: the token is stored as its hash only and is shown once, in the line to paste.
import { audit } from '../accounts/audit.ts'
import type { Db, Tx } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { hashSecret, newId, newSecret } from '../lib/token.ts'
import { NAME_RULE, parseName } from './core/device-name.ts'
import { enrolLine } from './core/enrol-line.ts'
import { parseNodeAddress } from './core/node-address.ts'
import { hasLostIdentity } from './core/node-standing.ts'
import { insertNode, lockNode, renewEnrolment, type NewNode, type NodeRow } from './node-queries.ts'

const TOKEN_LIFE = 24 * 3_600_000

interface Needs {
  db: Db
  clock: Clock
  baseUrl: URL
  /** The agent that this server hands out; hex. */
  agent: { sha256: string }
}

export interface NodeInput {
  name: string
  location?: string | null
  /** What customers dial; learned from the enrolling machine when not given. */
  address?: string | null
}

export interface AddedNode {
  id: string
  token: string
  /** To paste into a root shell on the node. */
  line: string
  expiresAt: Date
}

/** The name of a node that has not joined yet, or can no longer show who it is, gives that node a new token. Throws Refusal `invalid` or `taken`. */
export async function addNode(
  { db, clock, baseUrl, agent }: Needs,
  actor: string,
  input: NodeInput,
): Promise<AddedNode> {
  const { name, location, address } = parseInput(input)
  const token = newSecret()
  const now = clock()
  const expiresAt = new Date(now.getTime() + TOKEN_LIFE)
  const enrolment = { location, address, enrol_token_hash: hashSecret(token), enrol_expires_at: expiresAt }
  const id = await db.transaction().execute(async (tx) => {
    const node = await insertOrRenew(tx, { id: newId('node'), name, created_at: now, ...enrolment })
    await audit(tx, clock, { actor, action: 'node.add', subject: node })
    return node
  })
  const line = enrolLine({ baseUrl: baseUrl.href.replace(/\/$/, ''), sha256: agent.sha256, token })
  return { id, token, line, expiresAt }
}

function parseInput(input: NodeInput): { name: string; location: string | null; address: string | null } {
  const name = parseName(input.name)
  if (name === null) throw new Refusal('invalid', NAME_RULE)
  const location = input.location?.trim() || null
  if (location !== null && !/^[\p{L}\p{M}\p{N} .,'()-]{1,60}$/u.test(location)) {
    throw new Refusal(
      'invalid',
      'Write the location in at most 60 letters, digits and spaces, such as Frankfurt, Germany.',
    )
  }
  const address = input.address?.trim() ? parseNodeAddress(input.address) : null
  if (input.address?.trim() && address === null) {
    throw new Refusal('invalid', 'The address must be a host name or an IP address, without a port.')
  }
  return { name, location, address }
}

async function insertOrRenew(tx: Tx, row: NewNode): Promise<string> {
  if (await insertNode(tx, row)) return row.id
  const existing = await lockNode(tx, row.name)
  if (!existing || existing.mode === 'retired' || isJoined(existing, row.created_at)) {
    throw new Refusal('taken', `There is already a node named ${row.name}. Choose another name.`)
  }
  const { location, address, enrol_token_hash, enrol_expires_at } = row
  await renewEnrolment(tx, existing.id, {
    location: location ?? existing.location,
    address: address ?? existing.address,
    enrol_token_hash,
    enrol_expires_at,
  })
  return existing.id
}

function isJoined({ enrolled_at, identity_until }: NodeRow, now: Date): boolean {
  return enrolled_at !== null && !hasLostIdentity({ identityUntil: identity_until }, now)
}
