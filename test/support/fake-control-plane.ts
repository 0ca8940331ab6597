// A control plane of a few lines, for tests of the agent: enrolment, states by long poll, reports.
// Invariant: it says exactly what the test put in, also what a real one never would, but to the node alone that joined; it listens on a unix socket, so a relay
// can carry it into any namespace and cutting the relay is cutting the link.
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { DesiredState, EnrolRequest, NodeReport } from '../../src/agent/contract.ts'
import { readSignature } from '../../src/vpn/core/node-signature.ts'
import { isBy } from '../../src/vpn/node-identity.ts'
import { createAuthority, openAuthority, type Authority } from '../../src/vpn/pki.ts'
import { until } from './until.ts'

/** The one node there is. */
export const NODE = 'node_abcdefghijkmnpqrstuv'

export interface FakeControlPlane {
  socketPath: string
  token: string
  enrolment(): EnrolRequest
  /** What the next question is answered with; a string goes out as it is. */
  offer(state: DesiredState | string): void
  reports: NodeReport[]
  /** The first report that says this state is in force and nothing is wrong. */
  acknowledged(state: { epoch: string; generation: number }, limitMs?: number): Promise<NodeReport>
  reported(what: string, isIt: (report: NodeReport) => boolean, limitMs?: number): Promise<NodeReport>
  close(): Promise<void>
}

export async function startFakeControlPlane(socketPath: string): Promise<FakeControlPlane> {
  const token = randomBytes(16).toString('hex')
  const made = await createAuthority(new Date())
  const authority = await openAuthority(made.certificate, made.privateKey)
  const reports: NodeReport[] = []
  const waiting = new Set<() => void>()
  let enrolled: EnrolRequest | null = null
  let offered: { text: string; epoch: string; generation: number } | null = null

  const enrol = async (body: string, response: ServerResponse) => {
    // The agent under test wrote it; the test looks at its fields.
    const request = JSON.parse(body) as EnrolRequest
    if (request.token !== token || enrolled !== null) return answer(response, 403)
    enrolled = request
    const { pem } = await authority.issueIdentity(NODE, request.identityPublicKey, new Date())
    answer(response, 200, JSON.stringify({ nodeId: NODE, certificate: pem }))
  }
  const state = (url: URL, response: ServerResponse) => {
    const isKnown = () => {
      const { epoch, generation } = offered ?? { epoch: '', generation: 0 }
      return (
        offered === null ||
        (url.searchParams.get('epoch') === epoch && url.searchParams.get('generation') === String(generation))
      )
    }
    const look = () => {
      if (isKnown()) return
      finish(200, offered?.text)
    }
    const finish = (status: number, text?: string) => {
      clearTimeout(timer)
      waiting.delete(look)
      answer(response, status, text)
    }
    const timer = setTimeout(() => finish(204), Number(url.searchParams.get('wait')) * 1000)
    response.on('close', () => {
      clearTimeout(timer)
      waiting.delete(look)
    })
    waiting.add(look)
    look()
  }
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://plane')
    const body = await bodyOf(request)
    if (url.pathname === '/agent/v1/enrol') return enrol(body, response)
    if (!isSignedByNode(authority, request)) return answer(response, 401)
    if (url.pathname === '/agent/v1/state') return state(url, response)
    // As above.
    reports.push(JSON.parse(body) as NodeReport)
    answer(response, 204)
  })
  await new Promise<void>((resolve) => server.listen(socketPath, resolve))
  const reported = async (what: string, isIt: (report: NodeReport) => boolean, limitMs = 15_000) => {
    await until(what, () => reports.some(isIt), limitMs)
    return reports.find(isIt) ?? Promise.reject(new Error(what))
  }
  return {
    socketPath,
    token,
    reports,
    reported,
    enrolment: () => {
      if (enrolled === null) throw new Error('no node has enrolled')
      return enrolled
    },
    offer: (next) => {
      const text = typeof next === 'string' ? next : JSON.stringify(next)
      const named = typeof next === 'string' ? { epoch: 'hostile', generation: -1 } : next
      offered = { text, epoch: named.epoch, generation: named.generation }
      for (const look of waiting) look()
    },
    acknowledged: ({ epoch, generation }, limitMs) => {
      const isIt = (it: NodeReport) => it.epoch === epoch && it.generation === generation && it.problems.length === 0
      return reported(`generation ${generation} in force`, isIt, limitMs)
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function isSignedByNode(authority: Authority, { method = '', url = '', headers }: IncomingMessage): boolean {
  const named = (name: string) => headers[name]?.toString()
  const [path = '', query] = url.split('?')
  const signed = readSignature(
    {
      signature: named('signature'),
      signatureInput: named('signature-input'),
      contentDigest: named('content-digest'),
      clientCert: named('client-cert'),
    },
    { method, path, query: query === undefined ? '' : `?${query}` },
  )
  const identity = signed && authority.nodeOf(Buffer.from(signed.certificate, 'base64'))
  return signed !== null && identity?.node === NODE && isBy(identity, signed)
}

function answer(response: ServerResponse, status: number, text = ''): void {
  if (response.writableEnded || response.destroyed) return
  response.writeHead(status, { 'content-type': 'application/json' }).end(text)
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const part of request) body += String(part)
  return body
}
