// One part of the node (WireGuard, OpenVPN, firewall) that is made to match the newest aim, at its own pace.
// Invariant: one convergence at a time; an aim that comes meanwhile is taken up next and those between are skipped; a
// failure is kept as the part's problem and tried again until it holds.
import type { Aim, Mark } from './aim.ts'
import { retryDelay } from './backoff.ts'
import { sentenceOf } from './problem.ts'

export interface Part {
  aim(aim: Aim): void
  /** Converge again, although the aim is the same: something may have changed underneath. */
  kick(): void
  /** Stops converging and waits for what is running. Leaves the node's part as it is. */
  stop(): Promise<void>
  reached(): Mark | null
  problem(): string | null
}

const LONGEST_RETRY_MS = 5_000

interface PartNeeds {
  converge: (aim: Aim) => Promise<void>
  /** Called after each convergence, good or bad. */
  onSettled: () => void
}

export function makePart({ converge, onSettled }: PartNeeds): Part {
  let wanted: Aim | null = null
  let isDue = false
  let isStopped = false
  let running: Promise<void> | null = null
  let retry: NodeJS.Timeout | undefined
  let failures = 0
  let reached: Mark | null = null
  let problem: string | null = null

  const once = async (aim: Aim) => {
    try {
      await converge(aim)
      ;[reached, problem, failures] = [aim.mark, null, 0]
    } catch (thrown) {
      problem = sentenceOf(thrown)
      failures += 1
      if (!isStopped) retry = setTimeout(kick, retryDelay(failures, Math.random(), LONGEST_RETRY_MS))
    }
    onSettled()
  }
  const work = async () => {
    while (isDue && !isStopped && wanted !== null) {
      isDue = false
      clearTimeout(retry)
      await once(wanted)
    }
    running = null
  }
  const kick = () => {
    isDue = true
    if (!isStopped && wanted !== null) running ??= work()
  }
  return {
    aim: (aim) => {
      wanted = aim
      kick()
    },
    kick,
    stop: async () => {
      isStopped = true
      clearTimeout(retry)
      await running
    },
    reached: () => reached,
    problem: () => problem,
  }
}
