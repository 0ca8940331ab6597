// Waiting out Stripe's 429: later and later, with chance in it so that two processes do not meet again.
// It keeps real time: the limit is Stripe's, and a rehearsed clock does not move it.
import { setTimeout as sleep } from 'node:timers/promises'

const FIRST_MS = 500
const LONGEST_MS = 30_000
const TRIES = 12 // some four minutes in all

/** Runs `call` until it is not refused for its pace; every other error, and the last such refusal, is thrown. */
export async function patiently<T>(
  call: () => Promise<T>,
  wait: (milliseconds: number) => Promise<unknown> = sleep,
): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await call()
    } catch (error) {
      if (tried === TRIES || !isTooFast(error)) throw error
      const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** (tried - 1))
      await wait(longest / 2 + (Math.random() * longest) / 2)
    }
  }
}

function isTooFast(error: unknown): boolean {
  return error instanceof Error && 'statusCode' in error && error.statusCode === 429
}
