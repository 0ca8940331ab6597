// Chance from a seed, so that a run can be repeated.
import { seededRandom } from '../../sim/stripe/events/webhook-faults.ts'

export interface Chance {
  /** True once in so many. */
  onceIn(times: number): boolean
  oneOf<T>(choices: readonly [T, ...T[]]): T
  below(limit: number): number
}

export function chanceFrom(seed: number): Chance {
  const random = seededRandom(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  return {
    onceIn: (times) => below(times) === 0,
    oneOf: (choices) => choices[below(choices.length)] ?? choices[0],
    below,
  }
}
