// Who a node is that comes with a signed request, and how it renews what it signs with.
// Invariant: a request counts once, for a minute, for the node whose certificate our own authority signed for that use, while that
// node is not retired. There is one certificate in use: whichever newer one is used first ends it, and of two of one second the other.
// So a stolen copy lives until the next renewal, or is the one in use and then the node itself is refused; the owners hear of both.
// A backup that is restored knows older identities only, so nodes that renewed since are let in.
import { verify } from 'node:crypto'
import type { Db } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import type { NodeSignature } from './core/node-signature.ts'
import type { Fleet } from './fleet.ts'
import { findNode, noteRequest, useIdentity, type NodeRow } from './node-queries.ts'
import { BACK_DATED, type NodeIdentity } from './pki.ts'
import { tellOfCopy } from './tell-of-copy.ts'

interface Needs {
  db: Db
  clock: Clock
  fleet: Fleet
  /** To tell the owners of a copy. */
  queue: Queue
  baseUrl: URL
}

/** How far a request's time may be from ours, milliseconds. */
const WINDOW = 60_000

/** Why a node is not let in. `stranger`: it is not known who asks; the others are said only to who proved to be that node. */
export type Rejection = 'stranger' | 'retired' | 'clock' | 'ended' | 'replaced' | 'repeated'

export type Authenticated = { node: string } | { rejected: Rejection }

/** The node that signed. What it may do then is up to the caller, as is that the body has the digest it signed. */
export async function authenticateNode(needs: Needs, signed: NodeSignature): Promise<Authenticated> {
  const { db, clock, fleet } = needs
  const identity = fleet.authority.nodeOf(Buffer.from(signed.certificate, 'base64'))
  if (identity === null || !isBy(identity, signed)) return { rejected: 'stranger' }
  const node = await findNode(db, identity.node)
  if (!node || node.enrolled_at === null) return { rejected: 'stranger' }
  if (node.mode === 'retired') return { rejected: 'retired' }
  const now = clock()
  if (Math.abs(now.getTime() - signed.created) > WINDOW) return { rejected: 'clock' }
  if (identity.until <= now) return { rejected: 'ended' }
  if (isReplaced(identity, node)) {
    await tellOfCopy(needs, node, signed.created)
    return { rejected: 'replaced' }
  }
  if (!(await noteRequest(db, node.id, signed.nonce, now))) return { rejected: 'repeated' }
  if (node.identity_sha256?.equals(identity.sha256) || (await isFirstToUse(db, identity, now))) return { node: node.id }
  return { rejected: 'replaced' } // another came with another one just now
}

function isReplaced({ from, sha256 }: NodeIdentity, node: NodeRow): boolean {
  if (node.identity_from === null || from > node.identity_from) return false
  return from < node.identity_from || node.identity_sha256?.equals(sha256) === false
}

function isFirstToUse(db: Db, { node, from, until, sha256 }: NodeIdentity, now: Date): Promise<boolean> {
  const used = { identity_from: from, identity_until: until, identity_sha256: sha256, identity_used_at: now }
  return useIdentity(db, node, used)
}

/** Whether the key of this identity made the signature. */
export function isBy({ publicKey }: NodeIdentity, { base, signature }: NodeSignature): boolean {
  const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const
  return verify('sha256', Buffer.from(base), key, Buffer.from(signature, 'base64'))
}

/** An agent renews every day. Whoever asks again with what was just renewed wants more certificates than a node needs. */
const RENEWED_NO_SOONER = 12 * 3_600_000

/**
 * A certificate for a new key of a node that has shown who it is. Where the answer was lost, the node asks again with the identity that
 * it has, which is still the one in use. Throws Refusal `too-many` while that one is new, `invalid` when the key is not P-256 in PEM.
 */
export async function renewIdentity({ db, clock, fleet }: Needs, id: string, publicKey: string): Promise<string> {
  const now = clock()
  const node = await findNode(db, id)
  const issued = node?.identity_from ? node.identity_from.getTime() + BACK_DATED : 0
  const waits = issued + RENEWED_NO_SOONER - now.getTime()
  if (waits > 0) {
    const sentence = 'What this node signs with is new. It is renewed once a day.'
    throw new Refusal('too-many', sentence, Math.ceil(waits / 1000))
  }
  return (await fleet.authority.issueIdentity(id, publicKey, now)).pem
}
