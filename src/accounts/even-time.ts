// Hides how long something took: whether an address has an account must not be read from a watch.
import { setTimeout as sleep } from 'node:timers/promises'

/** Does `work` and answers, or fails, no sooner than `milliseconds` after it began. */
export async function evenTime<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  const began = performance.now()
  try {
    return await work()
  } finally {
    await sleep(Math.max(0, milliseconds - (performance.now() - began)))
  }
}
