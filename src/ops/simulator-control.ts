// The controls of the simulated Stripe, over HTTP with their token: what no call of Stripe's own API can do.
// Invariant: without a simulator nothing here is reached.
import { z } from 'zod'
import { Refusal } from '../lib/refusal.ts'

const PATIENCE_MS = 10_000

/** Where the simulator listens, and what opens its controls. */
export interface Simulated {
  apiBase: string
  controlToken: string
}

/** The simulator's answer. Refusals: `unavailable` when nobody listens there; `conflict` with its own sentence when it says no. */
export async function askSimulator(
  { apiBase, controlToken }: Simulated,
  action: string,
  body: Record<string, unknown>,
): Promise<unknown> {
  const response = await post(`${apiBase}/_control/${action}`, controlToken, JSON.stringify(body))
  const answer: unknown = await response.json()
  if (response.ok) return answer
  throw new Refusal('conflict', messageOf(answer) ?? `The simulator answered ${response.status}.`)
}

async function post(url: string, token: string, body: string): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  try {
    return await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(PATIENCE_MS) })
  } catch (error) {
    // fetch's name for a refused connection
    if (error instanceof TypeError)
      throw new Refusal('unavailable', 'The payment simulator does not answer. Start the demo, then try again.')
    throw error
  }
}

const Refused = z.object({ error: z.object({ message: z.string() }) })

function messageOf(answer: unknown): string | null {
  return Refused.safeParse(answer).data?.error.message ?? null
}
