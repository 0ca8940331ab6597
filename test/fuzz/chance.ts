// Chance that can be repeated: each request has its own, from the seed of the run and its number.

export interface Chance {
  /** A whole number below `below`. */
  below(below: number): number
  one<T>(of: readonly T[]): T
  /** True once in `of` times. */
  once(of: number): boolean
}

/** mulberry32, which is enough to choose with and no secret. */
export function chanceOf(seed: number, index: number): Chance {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    below,
    one: <T>(of: readonly T[]) => of[below(of.length)] as T, // nobody chooses from nothing
    once: (of) => below(of) === 0,
  }
}
