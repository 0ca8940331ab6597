// Waiting for something outside to become so.
// Invariant: it ends, with the value or with null at the limit.
import { setTimeout as sleep } from 'node:timers/promises'

/** Asks every 20 ms until there is an answer; null after `limitMs`. What `ask` throws ends the wait. */
export async function waitUntil<T>(ask: () => Promise<T | null>, limitMs: number): Promise<T | null> {
  const end = performance.now() + limitMs
  for (;;) {
    const answer = await ask()
    if (answer !== null || performance.now() > end) return answer
    await sleep(20)
  }
}
