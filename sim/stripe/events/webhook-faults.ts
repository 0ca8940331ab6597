// What goes wrong with deliveries on purpose, from a seed, so that a failing run can be repeated. Invariant: with the default settings
// every event is delivered, only their order within one change is shuffled, as Stripe promises no order.

export interface WebhookFaults {
  order: 'shuffled' | 'as-made'
  seed: number
  /** Chance from 0 to 1 that a delivery is never sent: the event stays undelivered, for reconciliation to find. */
  drop: number
  /** Chance that it is sent twice. */
  duplicate: number
  /** Each delivery waits up to this many real milliseconds. */
  delayMs: number
}
export const noFaults: WebhookFaults = { order: 'shuffled', seed: 1, drop: 0, duplicate: 0, delayMs: 0 }

/** Numbers from 0 to 1 that repeat for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** The same items in another order (Fisher-Yates). */
export function shuffled<T>(items: T[], random: () => number): T[] {
  const mixed = [...items]
  for (let index = mixed.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1))
    const [one, two] = [mixed[index], mixed[other]]
    if (one === undefined || two === undefined) continue
    mixed[index] = two
    mixed[other] = one
  }
  return mixed
}
