// How the agent speaks to its control plane: joining, asking for its state, reporting.
// Invariant: who it is, it shows by a signature for this one request; what it says can be read by nobody as a password.
import type { EnrolRequest, NodeReport } from './contract.ts'
import { checkedIdentity, isDue, newIdentityKey, type Identity } from './identity.ts'
import { Problem, sentenceOf } from './problem.ts'
import { certificateIn, nodeIdIn, refusalIn } from './read-answer.ts'
import { ANSWER_MS, makeSend, type Answer, type Question } from './send.ts'
import { signRequest } from './sign-request.ts'

/** The control plane knows this node and wants nothing of it any more. */
export const RETIRED = Symbol('retired')

export interface Client {
  /** The state other than the one named, as it came, or null when none came within `waitSeconds`. */
  fetchState(
    than: { epoch: string; generation: number } | null,
    waitSeconds: number,
  ): Promise<string | typeof RETIRED | null>
  sendReport(report: NodeReport): Promise<void>
  /** What keeps it from renewing its identity; null: nothing. */
  trouble(): string | null
  /** Ends what is under way and every kept connection. */
  close(): void
}

interface ClientNeeds {
  identity: Identity
  /** Returns when it is on the disk. */
  keep(identity: Identity): Promise<void>
  clock(): Date
}

/** A client that signs what it asks. */
export function makeClient(url: string, needs: ClientNeeds): Client {
  const ended = new AbortController()
  const send = makeSend(url, ended.signal)
  let identity = needs.identity
  let skewMs = 0 // how far the control plane's clock is before ours
  let trouble: string | null = null
  let renewing: Promise<void> | null = null
  const now = () => needs.clock().getTime() + skewMs

  /** Asks once more when the answer tells why that will help: another time, or an identity that came meanwhile. */
  const ask = async (question: Question): Promise<Answer> => {
    const by = identity
    const answer = await send(question, signRequest(by, question, now()))
    const theirs = answer.status === 401 ? refusalIn(answer.text)?.now : undefined
    if (theirs !== undefined) skewMs = theirs - needs.clock().getTime()
    else if (answer.status !== 403 || by === identity) return answer
    return send(question, signRequest(identity, question, now()))
  }
  const renew = async () => {
    const { privateKey, publicKey } = newIdentityKey()
    const body = JSON.stringify({ identityPublicKey: publicKey })
    const { status, text } = await ask({ method: 'POST', target: '/agent/v1/identity', body, limitMs: ANSWER_MS })
    if (status !== 200) throw refusal('a new identity', { status, text })
    const renewed = checkedIdentity({ nodeId: identity.nodeId, privateKey, certificate: certificateIn(text) })
    await needs.keep(renewed)
    identity = renewed
  }
  /** Beside what is asked, never before it: what cannot be renewed is good for months yet, and the state cannot wait. */
  const renewBeside = () => {
    renewing ??= renew()
      .then(() => (trouble = null))
      .catch((thrown: unknown) => (trouble = `This node’s identity cannot be renewed: ${sentenceOf(thrown)}.`))
      .then(() => void (renewing = null))
  }
  return {
    fetchState: async (than, waitSeconds) => {
      if (isDue(identity, now())) renewBeside()
      const known = than === null ? '' : `epoch=${encodeURIComponent(than.epoch)}&generation=${than.generation}&`
      const target = `/agent/v1/state?${known}wait=${waitSeconds}`
      const answer = await ask({ method: 'GET', target, body: '', limitMs: waitSeconds * 1000 + ANSWER_MS })
      if (answer.status === 204) return null
      // Any other refusal may be a proxy's, and is no reason to take tunnels down.
      if (answer.status === 403 && refusalIn(answer.text)?.code === 'retired') return RETIRED
      if (answer.status !== 200) throw refusal('the state', answer)
      return answer.text
    },
    sendReport: async (report) => {
      const body = JSON.stringify(report)
      const answer = await ask({ method: 'POST', target: '/agent/v1/report', body, limitMs: ANSWER_MS })
      if (answer.status !== 204 && answer.status !== 200) throw refusal('a report', answer)
    },
    trouble: () => trouble,
    close: () => ended.abort(),
  }
}

/** Exchanges a single-use token for this node's identity. */
export async function enrol(url: string, facts: Omit<EnrolRequest, 'identityPublicKey'>): Promise<Identity> {
  const { privateKey, publicKey } = newIdentityKey()
  const ended = new AbortController()
  const send = makeSend(url, ended.signal)
  const body = JSON.stringify({ ...facts, identityPublicKey: publicKey } satisfies EnrolRequest)
  const answer = await send({ method: 'POST', target: '/agent/v1/enrol', body, limitMs: ANSWER_MS }, {})
  ended.abort()
  if (answer.status !== 200 && answer.status !== 201) throw refusal('the enrolment token', answer)
  return checkedIdentity({ nodeId: nodeIdIn(answer.text), privateKey, certificate: certificateIn(answer.text) })
}

function refusal(what: string, { status, text }: Answer): Problem {
  const why = refusalIn(text)?.message
  const said = `the control plane answered ${status} to the request for or with ${what}`
  return new Problem(why === undefined ? said : `${said}: ${why}`)
}
