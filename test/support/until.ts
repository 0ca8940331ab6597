// Waiting for a condition, with a limit: tests never sleep for truth.
// Invariant: it resolves soon after the condition holds, or throws naming what did not happen.
import { setTimeout as sleep } from 'node:timers/promises'

export async function until(what: string, holds: () => boolean | Promise<boolean>, limitMs = 15_000): Promise<void> {
  const end = Date.now() + limitMs
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Waited ${limitMs} ms in vain for ${what}`)
    await sleep(5)
  }
}
