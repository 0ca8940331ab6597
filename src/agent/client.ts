// How the agent speaks to its control plane: joining, asking for its state, reporting.
// Invariant: who it is, it shows by a signature for this one request; what it says can be read by nobody as a password.
import { askSigned, type IdentityNeeds } from './ask-signed.ts'
import type { EnrolRequest, NodeReport } from './contract.ts'
import { checkedIdentity, newIdentityKey, type Identity } from './identity.ts'
import type { Problem } from './problem.ts'
import { certificateIn, nodeIdIn, refusalIn, refusalOf } from './read-answer.ts'
import { ANSWER_MS, makeSend } from './send.ts'

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

/** A client that signs what it asks. */
export function makeClient(url: string, needs: IdentityNeeds): Client {
  const ended = new AbortController()
  const { ask, renewWhenDue, trouble } = askSigned(makeSend(url, ended.signal), needs)
  return {
    fetchState: async (than, waitSeconds) => {
      renewWhenDue()
      const known = than === null ? '' : `epoch=${encodeURIComponent(than.epoch)}&generation=${than.generation}&`
      const target = `/agent/v1/state?${known}wait=${waitSeconds}`
      const answer = await ask({ method: 'GET', target, body: '', limitMs: waitSeconds * 1000 + ANSWER_MS })
      if (answer.status === 204) return null
      // Any other refusal may be a proxy's, and is no reason to take tunnels down.
      if (answer.status === 403 && refusalIn(answer.text)?.code === 'retired') return RETIRED
      if (answer.status !== 200) throw refusalOf('the state', answer)
      return answer.text
    },
    sendReport: async (report) => {
      const body = JSON.stringify(report)
      const answer = await ask({ method: 'POST', target: '/agent/v1/report', body, limitMs: ANSWER_MS })
      if (answer.status !== 204 && answer.status !== 200) throw refusalOf('a report', answer)
    },
    trouble,
    close: () => ended.abort(),
  }
}

/** A client of a node that cannot show who it is: it asks nothing, and says why. */
export function makeMuteClient(problem: Problem): Client {
  return {
    fetchState: () => Promise.reject(problem),
    sendReport: () => Promise.reject(problem),
    trouble: () => null, // said by each question already
    close: () => undefined,
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
  if (answer.status !== 200 && answer.status !== 201) throw refusalOf('the enrolment token', answer)
  return checkedIdentity({ nodeId: nodeIdIn(answer.text), privateKey, certificate: certificateIn(answer.text) })
}
