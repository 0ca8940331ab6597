// Asks as this node: each question signed by who it is now, by the control plane's clock.
// Invariant: a new identity is on the disk before it is used; a question is asked once more only when the answer says why that helps.
import { checkedIdentity, isDue, newIdentityKey, type Identity } from './identity.ts'
import { sentenceOf } from './problem.ts'
import { certificateIn, refusalIn, refusalOf } from './read-answer.ts'
import { ANSWER_MS, type Answer, type Question, type Send } from './send.ts'
import { signRequest } from './sign-request.ts'

export interface IdentityNeeds {
  identity: Identity
  /** Returns when it is on the disk. */
  keep(identity: Identity): Promise<void>
  clock(): Date
}

export interface Signed {
  ask(question: Question): Promise<Answer>
  /** Begins to renew the identity when a day has passed. Beside what is asked, never before it: what cannot be renewed is good for months yet. */
  renewWhenDue(): void
  /** What keeps it from being renewed; null: nothing. */
  trouble(): string | null
}

export function askSigned(send: Send, { identity: first, keep, clock }: IdentityNeeds): Signed {
  let identity = first
  let skewMs = 0 // how far the control plane's clock is before ours
  let trouble: string | null = null
  let renewing: Promise<void> | null = null
  const now = () => clock().getTime() + skewMs

  const ask = async (question: Question): Promise<Answer> => {
    const by = identity
    const answer = await send(question, signRequest(by, question, now()))
    const theirs = answer.status === 401 ? refusalIn(answer.text)?.now : undefined
    if (theirs !== undefined) skewMs = theirs - clock().getTime()
    // Refused though it was right when it was signed: another identity has come meanwhile.
    else if (answer.status !== 403 || by === identity) return answer
    return send(question, signRequest(identity, question, now()))
  }
  const renew = async () => {
    const { privateKey, publicKey } = newIdentityKey()
    const body = JSON.stringify({ identityPublicKey: publicKey })
    const answer = await ask({ method: 'POST', target: '/agent/v1/identity', body, limitMs: ANSWER_MS })
    if (answer.status !== 200) throw refusalOf('a new identity', answer)
    const renewed = checkedIdentity({ nodeId: identity.nodeId, privateKey, certificate: certificateIn(answer.text) })
    await keep(renewed)
    identity = renewed
  }
  return {
    ask,
    renewWhenDue() {
      if (renewing !== null || !isDue(identity, now())) return
      renewing = renew()
        .then(() => (trouble = null))
        .catch((thrown: unknown) => (trouble = `This node’s identity cannot be renewed: ${sentenceOf(thrown)}`))
        .then(() => void (renewing = null))
    },
    trouble: () => trouble,
  }
}
