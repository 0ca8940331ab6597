// Follows the control plane: asks for a state other than ours, waits for it, hands it on, asks again.
// Invariant: the loop waits only when something failed; a state that is refused counts as a failure, or a control plane that
// offers it for ever would be asked without pause.
import { setTimeout as sleep } from 'node:timers/promises'
import { retryDelay } from './backoff.ts'
import { RETIRED, type Client } from './client.ts'
import type { DesiredState } from './contract.ts'
import { sentenceOf } from './problem.ts'
import type { Steering } from './steering.ts'

const LONGEST_WAIT_SECONDS = 25
const LONGEST_RETRY_MS = 10_000
/** A control plane that answers sooner than this with nothing new is not asked again before as much time has passed. */
const QUICK_MS = 1_000

interface LoopNeeds {
  client: Client
  steering: Steering
  /** What is wrong with following, or null when it works again; said once for each change. */
  onTrouble: (sentence: string | null) => void
  signal: AbortSignal
}

export async function follow({ client, steering, onTrouble, signal }: LoopNeeds): Promise<void> {
  const pause = (ms: number) => sleep(ms, null, { signal }).catch(() => {})
  let failures = 0
  // At the start and after a failure the answer is wanted at once: it is what ends the trouble, and a lease that ran out.
  let wait = 0
  while (!signal.aborted) {
    const asked = performance.now()
    try {
      const isNew = await followOnce({ client, steering }, wait)
      const isTooQuick = !isNew && wait > 0 && performance.now() - asked < QUICK_MS
      ;[failures, wait] = [0, waitSeconds(steering.state())]
      onTrouble(null)
      if (isTooQuick) await pause(QUICK_MS)
    } catch (thrown) {
      if (signal.aborted) return
      ;[failures, wait] = [failures + 1, 0]
      onTrouble(sentenceOf(thrown))
      await pause(retryDelay(failures, Math.random(), LONGEST_RETRY_MS))
    }
  }
}

/** Short enough that an answer comes several times within the lease, even when nothing changes. Pure. */
export function waitSeconds(state: DesiredState | null): number {
  if (state === null) return LONGEST_WAIT_SECONDS
  return Math.max(1, Math.min(LONGEST_WAIT_SECONDS, Math.floor(state.leaseSeconds / 3)))
}

/** One question and whether something new came of it. Throws a Problem when unreachable or when the state is refused. */
export async function followOnce({ client, steering }: Pick<LoopNeeds, 'client' | 'steering'>, wait: number) {
  const text = await client.fetchState(steering.state(), wait)
  await steering.heard()
  if (text === RETIRED) return retire(steering)
  return text !== null && (await steering.offer(text))
}

/** A node that was away when it was retired hears of it as a refusal: it then makes of its last state an empty one. */
async function retire(steering: Steering): Promise<boolean> {
  const state = steering.state()
  if (state === null || state.mode === 'retired') return false
  return steering.offer(JSON.stringify({ ...state, mode: 'retired', generation: state.generation + 1 }))
}
