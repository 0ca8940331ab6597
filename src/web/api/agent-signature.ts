// Lets in the node that signed a request, or says why not.
// Invariant: a stranger learns nothing, not even whether there is such a node; the body counts only when it is the one that was signed.
import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import type { AgentRefusal } from '../../agent/contract.ts'
import type { Db } from '../../db/open.ts'
import type { Queue } from '../../db/queue.ts'
import type { Clock } from '../../lib/clock.ts'
import { readSignature } from '../../vpn/core/node-signature.ts'
import type { Fleet } from '../../vpn/fleet.ts'
import { authenticateNode, type Rejection } from '../../vpn/node-identity.ts'

const SENTENCES: Record<Rejection, [status: 401 | 403, sentence: string]> = {
  stranger: [401, 'This request is not signed by a node of this installation.'],
  clock: [401, 'The time of this request is not ours.'],
  retired: [403, 'This node is retired.'],
  ended: [403, 'What this node signs with has ended. Add the node again under its name.'],
  replaced: [403, 'This node has signed with something newer since. If it did not, retire it: somebody else has.'],
  repeated: [403, 'This request was made before.'],
}

export class RejectedNode extends Error {
  readonly status: 401 | 403
  readonly rejection: Rejection

  constructor(rejection: Rejection) {
    super(SENTENCES[rejection][1])
    this.status = SENTENCES[rejection][0]
    this.rejection = rejection
  }

  answer(now: Date): AgentRefusal {
    const error = { code: this.rejection === 'stranger' ? 'not-signed-in' : this.rejection, message: this.message }
    return { error: this.rejection === 'clock' ? { ...error, now: now.toISOString() } : error }
  }
}

interface Needs {
  db: Db
  clock: Clock
  fleet: Fleet
  queue: Queue
  baseUrl: URL
}

/** The id of the node that signed, and the body that it signed, which is read only once it is known whose it is. Throws RejectedNode. */
export async function signedBy(needs: Needs, c: Context): Promise<{ node: string; text: string }> {
  const signed = signatureOf(c)
  if (signed === null) throw new RejectedNode('stranger')
  const known = await authenticateNode(needs, signed)
  if ('rejected' in known) throw new RejectedNode(known.rejected)
  const text = await c.req.text()
  const digest = createHash('sha256').update(text).digest('base64')
  if (digest !== signed.bodyDigest) throw new RejectedNode('stranger')
  return { node: known.node, text }
}

function signatureOf(c: Context) {
  const headers = {
    signature: c.req.header('signature'),
    signatureInput: c.req.header('signature-input'),
    contentDigest: c.req.header('content-digest'),
    clientCert: c.req.header('client-cert'),
  }
  const { pathname, search } = new URL(c.req.url)
  return readSignature(headers, { method: c.req.method, path: pathname, query: search })
}
