// Sends reports: at once when something changed, and regularly with everybody's counters.
// Invariant: one report is under way at a time, and it is worked out when it is sent, so the newest facts always arrive; a
// report that failed is sent again.
import { retryDelay } from './backoff.ts'
import { sentenceOf } from './problem.ts'

const LONGEST_RETRY_MS = 10_000
const FULL_REPORT_MS = 55_000

export interface Reporter {
  /** Something changed. */
  note(): void
  /** The next report carries counters too. */
  noteFull(): void
  stop(): void
}

interface ReporterNeeds {
  /** Builds and sends one report; `full` asks for the counters. */
  send: (full: boolean) => Promise<void>
  /** Why the last report did not arrive, or null when it did. */
  onTrouble: (sentence: string | null) => void
}

export function makeReporter({ send, onTrouble }: ReporterNeeds): Reporter {
  let isDue = false
  let isFullDue = true
  let isStopped = false
  let failures = 0
  let running: Promise<void> | null = null
  let timer: NodeJS.Timeout | undefined

  const work = async () => {
    while (isDue && !isStopped) {
      const full = isFullDue
      ;[isDue, isFullDue] = [false, false]
      clearTimeout(timer)
      try {
        await send(full)
        failures = 0
        onTrouble(null)
      } catch (thrown) {
        onTrouble(sentenceOf(thrown))
        failures += 1
        isFullDue ||= full
        if (!isStopped) timer = setTimeout(note, retryDelay(failures + 1, Math.random(), LONGEST_RETRY_MS))
        break
      }
    }
    running = null
  }
  const note = () => {
    isDue = true
    if (!isStopped) running ??= work()
  }
  const noteFull = () => {
    isFullDue = true
    note()
  }
  const regular = setInterval(noteFull, FULL_REPORT_MS)
  return {
    note,
    noteFull,
    stop: () => {
      isStopped = true
      clearTimeout(timer)
      clearInterval(regular)
    },
  }
}
