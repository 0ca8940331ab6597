// A steady ping out of a namespace and what came back of it.
// Invariant: times are those of this process's wall clock at the moment a reply was read, a few milliseconds late at most.
import type { Namespace } from './netns.ts'
import { until } from './until.ts'

export interface Ping {
  /** Milliseconds since 1970 of the last reply; 0 when none came. */
  lastReplyAt(): number
  replies(): number
  /** Resolves at the first reply after now. */
  answered(limitMs?: number): Promise<void>
  /** Resolves when no reply has come for `quietMs`; gives the time of the last one. */
  silent(quietMs?: number, limitMs?: number): Promise<number>
  /** Ends it; gives how many of the pings up to the last reply were lost. */
  stop(): Promise<{ received: number; lost: number }>
}

const INTERVAL_MS = 20

export function startPing(from: Namespace, target: string): Ping {
  const child = from.spawn(
    'ping',
    ['-n', '-i', String(INTERVAL_MS / 1000), '-W', '1', target],
    ['ignore', 'pipe', 'ignore'],
  )
  const seen = new Set<number>()
  let lastReplyAt = 0
  let rest = ''
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const sequence = /bytes from .*icmp_seq=(\d+)/.exec(line)?.[1]
      if (sequence === undefined) continue
      seen.add(Number(sequence))
      lastReplyAt = Date.now()
    }
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return {
    lastReplyAt: () => lastReplyAt,
    replies: () => seen.size,
    answered: (limitMs = 20_000) => {
      const asked = Date.now()
      return until(`a reply from ${target}`, () => lastReplyAt > asked, limitMs)
    },
    silent: async (quietMs = 800, limitMs = 20_000) => {
      const asked = Date.now()
      const isQuiet = () => Date.now() - Math.max(lastReplyAt, asked) > quietMs
      await until(`no more replies from ${target}`, isQuiet, limitMs)
      return lastReplyAt
    },
    stop: async () => {
      child.kill('SIGINT')
      await ended
      const [first, last] = [Math.min(...seen), Math.max(...seen)]
      return { received: seen.size, lost: seen.size === 0 ? 0 : last - first + 1 - seen.size }
    },
  }
}
