// What a duel is: a thing that has a limit, and fifty who want it at the same moment.
import type { World } from '../support/world.ts'

export const AT_ONCE = 50

export interface Round {
  /** What the nth of them does. Coming too late is a Refusal. */
  attempt(nth: number): Promise<unknown>
  /** How much was had, as the database or Stripe tells it and not those who tried. */
  count(): Promise<number>
}

export interface Duel {
  name: string
  /** What `count` gives after each round, exactly. */
  limit: number
  /** Makes what all rounds share; gives what makes one round ready. */
  enter(world: World, rounds: number): Promise<(round: number) => Promise<Round>>
}
