// How the agent speaks to its control plane: JSON over HTTP(S), outwards only.
// Invariant: every request has a time limit and a size limit, the credential goes into one header and nowhere else, and
// redirects are not followed.
import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { EnrolRequest, EnrolResponse, NodeReport } from './contract.ts'
import { Problem } from './problem.ts'

const ANSWER_MS = 15_000
const LARGEST_ANSWER = 64 * 1024 * 1024

/** The control plane knows this node and wants nothing of it any more. */
export const RETIRED = Symbol('retired')

export interface Client {
  /** The state other than the one named, as it came, or null when none came within `waitSeconds`. */
  fetchState(
    than: { epoch: string; generation: number } | null,
    waitSeconds: number,
  ): Promise<string | typeof RETIRED | null>
  sendReport(report: NodeReport): Promise<void>
  /** Ends what is under way and every kept connection. */
  close(): void
}

interface Answer {
  status: number
  text: string
}

/** A client that proves itself by the node's credential. */
export function makeClient(url: string, credential: string): Client {
  const ended = new AbortController()
  const send = makeSend(url, ended.signal)
  const headers = { authorization: `Bearer ${credential}` }
  return {
    fetchState: async (than, waitSeconds) => {
      const known = than === null ? '' : `epoch=${encodeURIComponent(than.epoch)}&generation=${than.generation}&`
      const path = `/agent/v1/state?${known}wait=${waitSeconds}`
      const { status, text } = await send('GET', path, headers, null, waitSeconds * 1000 + ANSWER_MS)
      if (status === 204) return null
      if (status === 403 && isRetirement(text)) return RETIRED
      if (status !== 200) throw refusal('the state', status)
      return text
    },
    sendReport: async (report) => {
      const { status } = await send('POST', '/agent/v1/report', headers, JSON.stringify(report), ANSWER_MS)
      if (status !== 204 && status !== 200) throw refusal('a report', status)
    },
    close: () => ended.abort(),
  }
}

/** Exchanges a single-use token for this node's credential. */
export async function enrol(url: string, body: EnrolRequest): Promise<EnrolResponse> {
  const ended = new AbortController()
  const send = makeSend(url, ended.signal)
  const { status, text } = await send('POST', '/agent/v1/enrol', {}, JSON.stringify(body), ANSWER_MS)
  ended.abort()
  if (status !== 200 && status !== 201) throw refusal('the enrolment token', status)
  const { nodeId, credential } = parsedEnrolment(text)
  const isSound = /^[A-Za-z0-9_-]{1,64}$/.test(nodeId) && /^[A-Za-z0-9_-]{20,200}$/.test(credential)
  if (!isSound) throw new Problem('the control plane answered the enrolment with something else than a credential')
  return { nodeId, credential }
}

/** `{"error":{"code":"retired"}}`; any other refusal may be a proxy's, and is no reason to take tunnels down. */
function isRetirement(text: string): boolean {
  return /^\s*\{\s*"error"\s*:\s*\{[^{}]*"code"\s*:\s*"retired"/.test(text.slice(0, 1000))
}

const NOTHING: EnrolResponse = { nodeId: '', credential: '' }

function parsedEnrolment(text: string): EnrolResponse {
  try {
    const answer: unknown = JSON.parse(text)
    if (typeof answer !== 'object' || answer === null) return NOTHING
    const { nodeId, credential }: Partial<Record<string, unknown>> = { ...answer }
    const isSound = typeof nodeId === 'string' && typeof credential === 'string'
    return isSound ? { nodeId, credential } : NOTHING
  } catch {
    return NOTHING
  }
}

function refusal(what: string, status: number): Problem {
  return new Problem(`the control plane answered ${status} to the request for or with ${what}`)
}

function makeSend(url: string, signal: AbortSignal) {
  const isTls = url.startsWith('https:')
  const options = { keepAlive: true, keepAliveMsecs: 10_000, maxSockets: 4 }
  const agent = isTls ? new HttpsAgent(options) : new HttpAgent(options)
  signal.addEventListener('abort', () => agent.destroy(), { once: true })
  const request = isTls ? httpsRequest : httpRequest
  return (method: string, path: string, headers: Record<string, string>, body: string | null, limitMs: number) =>
    new Promise<Answer>((resolve, reject) => {
      const content =
        body === null ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
      const timer = AbortSignal.any([signal, AbortSignal.timeout(limitMs)])
      const sent = request(`${url}${path}`, { method, agent, signal: timer, headers: { ...headers, ...content } })
      sent.on('error', (error) => reject(new Problem(`the control plane cannot be reached (${codeOf(error)})`)))
      sent.on('response', (response) => read(response).then(resolve, reject))
      sent.end(body ?? undefined)
    })
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.name
}

async function read(response: IncomingMessage): Promise<Answer> {
  const parts: Buffer[] = []
  let size = 0
  try {
    // Without an encoding set, a response gives buffers.
    for await (const bytes of response as AsyncIterable<Buffer>) {
      size += bytes.length
      if (size > LARGEST_ANSWER) break
      parts.push(bytes)
    }
  } catch (thrown) {
    throw new Problem(`the control plane broke off (${thrown instanceof Error ? codeOf(thrown) : 'unknown'})`)
  }
  if (size > LARGEST_ANSWER) throw new Problem('the control plane sent more than 64 MiB')
  return { status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }
}
