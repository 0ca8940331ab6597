// Wakes those in this process who wait for the fleet's state, when any process has changed access, devices or nodes.
// Invariant: `count` has risen before a waiter wakes, so what was read under an older count is known to be old. A lost wake
// costs time only: every waiter also looks by itself.
import { FLEET_CHANNEL } from '../db/notify.ts'
import { listen } from '../db/open.ts'

export interface FleetWake {
  /** How often there was a wake; compare it, nothing else. */
  count(): number
  /** Resolves at the next wake, after `ms`, or when `signal` aborts, whichever is first. */
  wait(ms: number, signal?: AbortSignal): Promise<void>
  /** As a wake from the database. */
  kick(): void
  close(): Promise<void>
}

export function openFleetWake(connectionString: string): FleetWake {
  const waiters = new Set<() => void>()
  let count = 0
  const kick = () => {
    count++
    for (const wake of waiters) wake()
  }
  const listening = listen(connectionString, FLEET_CHANNEL, kick)
  return {
    count: () => count,
    kick,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer)
          signal?.removeEventListener('abort', done)
          waiters.delete(done)
          resolve()
        }
        const timer = setTimeout(done, Math.max(0, ms))
        waiters.add(done)
        signal?.addEventListener('abort', done, { once: true })
        if (signal?.aborted) done()
      }),
    async close() {
      kick()
      await listening.close()
    },
  }
}
