// Follows the control plane: asks for a state other than ours, waits for it, hands it on, asks again.
// Invariant: the loop waits only when something failed; a state that is refused counts as a failure, or a control plane that
// offers it for ever would be asked without pause.
import { setTimeout as sleep } from 'node:timers/promises'
import { retryDelay } from './backoff.ts'
import type { Client } from './client.ts'
import { sentenceOf } from './problem.ts'
import type { Steering } from './steering.ts'

const WAIT_SECONDS = 25
const LONGEST_RETRY_MS = 10_000

interface LoopNeeds {
  client: Client
  steering: Steering
  /** What is wrong with following, or null when it works again; said once for each change. */
  onTrouble: (sentence: string | null) => void
  signal: AbortSignal
}

export async function follow({ client, steering, onTrouble, signal }: LoopNeeds): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    try {
      await followOnce({ client, steering }, WAIT_SECONDS)
      failures = 0
      onTrouble(null)
    } catch (thrown) {
      if (signal.aborted) return
      failures += 1
      onTrouble(sentenceOf(thrown))
      await sleep(retryDelay(failures, Math.random(), LONGEST_RETRY_MS), null, { signal }).catch(() => {})
    }
  }
}

/** One question and what comes of it. Throws a Problem when unreachable or when the state is refused. */
export async function followOnce({ client, steering }: Pick<LoopNeeds, 'client' | 'steering'>, waitSeconds: number) {
  const state = steering.state()
  const text = await client.fetchState(state, state === null ? 0 : waitSeconds)
  await steering.heard()
  if (text !== null) await steering.offer(text)
}
