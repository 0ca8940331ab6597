// What nodes call: enrol, ask for their state, report, and fetch the agent itself (agent/contract.ts).
// Invariant: who signed reads its own node's state and writes its own node's report; no address or body names a node, and no body
// is read as a node's that it did not sign.
import { readFile } from 'node:fs/promises'
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { z } from 'zod'
import type { AgentRefusal, RenewResponse } from '../../agent/contract.ts'
import type { Db } from '../../db/open.ts'
import type { Queue } from '../../db/queue.ts'
import type { Clock } from '../../lib/clock.ts'
import { Refusal } from '../../lib/refusal.ts'
import { enrolNode } from '../../vpn/enrol-node.ts'
import type { Fleet } from '../../vpn/fleet.ts'
import { storeReport } from '../../vpn/node-report.ts'
import type { NodeStates } from '../../vpn/node-states.ts'
import { renewIdentity } from '../../vpn/node-identity.ts'
import { readJson } from '../kit/json.ts'
import { EnrolBody, RenewBody, ReportBody, StateQuery } from './agent-bodies.ts'
import { RejectedNode, signedBy } from './agent-signature.ts'

export interface AgentNeeds {
  db: Db
  clock: Clock
  fleet: Fleet
  queue: Queue
  baseUrl: URL
  nodeStates: NodeStates
  /** Path of the bundled agent. */
  agentFile: string
  /** The address that asks, by the rule for trusted proxies. */
  networkOf(c: Context): string
  /** Whether it came unencrypted to an installation that is to be reached by https. */
  isPlain(c: Context): boolean
  /** Counts before the guess is judged, gives back when it was right; `spend` throws Refusal `too-many`. */
  enrolThrottle: { spend(network: string): Promise<void>; giveBack(network: string): Promise<void> }
}

const KIB = 1024

export function agentRoutes(needs: AgentNeeds): Hono {
  const { db, clock, nodeStates, agentFile } = needs
  const app = new Hono()
  app.use('/agent/v1/*', async (c, next) => {
    await next()
    c.header('Cache-Control', 'no-store')
  })
  app.onError((error, c) => answerTo(error, c, clock()))

  app.get('/agent/v1/agent.mjs', async (c) => {
    return c.body(await readFile(agentFile), 200, { 'Content-Type': 'text/javascript; charset=utf-8' })
  })

  app.post('/agent/v1/enrol', limit(16 * KIB), async (c) => {
    const network = needs.networkOf(c)
    await needs.enrolThrottle.spend(network)
    if (needs.isPlain(c)) throw new Refusal('forbidden', PLAIN)
    const answer = await enrolNode(needs, parsed(await c.req.text(), EnrolBody), network)
    await needs.enrolThrottle.giveBack(network)
    return c.json(answer, 201)
  })

  // A node that is retired while it waits hears so in the answer, whose request was still allowed; the next one is refused.
  app.get('/agent/v1/state', async (c) => {
    const { node } = await signedBy(needs, c)
    const query = StateQuery.safeParse(c.req.query())
    if (!query.success)
      throw new Refusal('invalid', 'The query needs epoch and generation together, and wait in seconds.')
    const { epoch, generation, wait } = query.data
    const known = epoch === undefined || generation === undefined ? null : { epoch, generation }
    const state = await nodeStates.waitFor(node, known, wait, c.req.raw.signal)
    if (state === null) throw new RejectedNode('stranger') // removed while it waited
    if (state === 'same') return c.body(null, 204)
    return c.body(state.text, 200, { 'Content-Type': 'application/json' })
  })

  app.post('/agent/v1/report', limit(8 * KIB * KIB), async (c) => {
    const { node, text } = await signedBy(needs, c)
    await storeReport({ db, clock }, node, parsed(text, ReportBody))
    return c.body(null, 204)
  })

  app.post('/agent/v1/identity', limit(16 * KIB), async (c) => {
    const { node, text } = await signedBy(needs, c)
    const { identityPublicKey } = parsed(text, RenewBody)
    return c.json({ certificate: await renewIdentity(needs, node, identityPublicKey) } satisfies RenewResponse)
  })
  return app
}

const PLAIN =
  'This came without TLS, so others may have read the token: retire the node, add it anew and enrol over https. Behind a proxy of yours set TRUSTED_PROXIES, and let it send X-Forwarded-Proto.'

function parsed<T>(text: string, shape: z.ZodType<T>): T {
  const result = shape.safeParse(readJson(text))
  if (!result.success) throw new Refusal('invalid', `The body is not as agreed: ${faultIn(result.error)}.`)
  return result.data
}

/** Where it is wrong, never with what value. */
function faultIn({ issues }: z.ZodError): string {
  return issues[0]?.path.map(String).join('.').slice(0, 100) || 'the whole'
}

function limit(maxSize: number) {
  return bodyLimit({
    maxSize,
    onError: (c) => c.json({ error: { code: 'too-large', message: 'The body is too large.' } }, 413),
  })
}

const STATUS: Partial<Record<Refusal['code'], ContentfulStatusCode>> = {
  forbidden: 403,
  'not-found': 404,
  'too-many': 429,
  unavailable: 503,
}

/** A machine reads it: JSON always. */
function answerTo(error: Error, c: Context, now: Date): Response {
  if (error instanceof HTTPException)
    return c.json({ error: { code: 'invalid', message: error.message } }, error.status)
  if (error instanceof RejectedNode) {
    if (error.status === 401) c.header('WWW-Authenticate', 'Signature')
    return c.json(error.answer(now) satisfies AgentRefusal, error.status)
  }
  if (!(error instanceof Refusal)) throw error
  if (error.retryAfter !== null) c.header('Retry-After', String(error.retryAfter))
  return c.json({ error: { code: error.code, message: error.message } }, STATUS[error.code] ?? 400)
}
