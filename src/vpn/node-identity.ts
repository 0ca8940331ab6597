// Who a node is that comes with a signed request, and how it renews what it signs with.
// Invariant: a request counts once, for a minute, for the node whose certificate our own authority signed for that use, while that
// node is not retired. An identity that was used ends the ones before it: a stolen copy lives until the next renewal at most.
// A backup that is restored knows older identities only, so nodes that renewed since are let in.
import { verify } from 'node:crypto'
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import type { NodeSignature } from './core/node-signature.ts'
import type { Fleet } from './fleet.ts'
import { findNode, noteRequest, useIdentity } from './node-queries.ts'
import type { NodeIdentity } from './pki.ts'

interface Needs {
  db: Db
  clock: Clock
  fleet: Fleet
}

/** How far a request's time may be from ours, milliseconds. */
const WINDOW = 60_000

/** Why a node is not let in. `stranger`: it is not known who asks; the others are said only to who proved to be that node. */
export type Rejection = 'stranger' | 'retired' | 'clock' | 'ended' | 'replaced' | 'repeated'

export type Authenticated = { node: string } | { rejected: Rejection }

/** The node that signed. What it may do then is up to the caller, as is that the body has the digest it signed. */
export async function authenticateNode({ db, clock, fleet }: Needs, signed: NodeSignature): Promise<Authenticated> {
  const identity = fleet.authority.nodeOf(Buffer.from(signed.certificate, 'base64'))
  if (identity === null || !isBy(identity, signed)) return { rejected: 'stranger' }
  const node = await findNode(db, identity.node)
  if (!node || node.enrolled_at === null) return { rejected: 'stranger' }
  if (node.mode === 'retired') return { rejected: 'retired' }
  const now = clock()
  if (Math.abs(now.getTime() - signed.created) > WINDOW) return { rejected: 'clock' }
  if (identity.until <= now) return { rejected: 'ended' }
  if (node.identity_from !== null && identity.from < node.identity_from) return { rejected: 'replaced' }
  if (!(await noteRequest(db, node.id, signed.nonce, now))) return { rejected: 'repeated' }
  if (node.identity_from === null || identity.from > node.identity_from)
    await useIdentity(db, node.id, { identity_from: identity.from, identity_until: identity.until })
  return { node: node.id }
}

/** Whether the key of this identity made the signature. */
export function isBy({ publicKey }: NodeIdentity, { base, signature }: NodeSignature): boolean {
  const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const
  return verify('sha256', Buffer.from(base), key, Buffer.from(signature, 'base64'))
}

/** A certificate for a new key of a node that has shown who it is. Throws Refusal `invalid` when the key is not P-256 in PEM. */
export async function renewIdentity({ clock, fleet }: Needs, node: string, publicKey: string): Promise<string> {
  return (await fleet.authority.issueIdentity(node, publicKey, clock())).pem
}
