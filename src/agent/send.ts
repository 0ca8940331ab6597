// One question to the control plane and its answer: JSON over HTTP(S), outwards only.
// Invariant: every request has a time limit and a size limit, and redirects are not followed.
import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { Problem } from './problem.ts'

export const ANSWER_MS = 15_000
const LARGEST_ANSWER = 64 * 1024 * 1024

export interface Question {
  method: 'GET' | 'POST'
  /** Path and query. */
  target: string
  /** JSON; empty for none. */
  body: string
  limitMs: number
}

export interface Answer {
  status: number
  text: string
}

export interface Send {
  (question: Question, headers: Record<string, string>): Promise<Answer>
}

/** Throws a Problem when the control plane cannot be reached. Ends what is under way when `signal` aborts. */
export function makeSend(url: string, signal: AbortSignal): Send {
  const isTls = url.startsWith('https:')
  const options = { keepAlive: true, keepAliveMsecs: 10_000, maxSockets: 4 }
  const agent = isTls ? new HttpsAgent(options) : new HttpAgent(options)
  signal.addEventListener('abort', () => agent.destroy(), { once: true })
  const request = isTls ? httpsRequest : httpRequest
  return ({ method, target, body, limitMs }, headers) =>
    new Promise<Answer>((resolve, reject) => {
      const content =
        body === '' ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
      const timer = AbortSignal.any([signal, AbortSignal.timeout(limitMs)])
      const sent = request(`${url}${target}`, { method, agent, signal: timer, headers: { ...headers, ...content } })
      sent.on('error', (error) => reject(new Problem(`the control plane cannot be reached (${codeOf(error)})`)))
      sent.on('response', (response) => read(response).then(resolve, reject))
      sent.end(body)
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
