// Which deliveries happen, in which order: every order of a few events, and samples of longer ones with duplicates.
import fc from 'fast-check'
import type { Life } from './record-lives.ts'

export interface Delivery {
  /** Index into the life's events. */
  event: number
  /** How many steps Stripe has gone on beyond what this delivery needs. */
  late: number
  /** Whether the worker is free now; else this delivery comes together with the next. */
  isHeard: boolean
}

const MOST = 6

/** Up to six events, spread over the whole life, the last one among them; each order once. Every second delivery finds the worker free. */
export function everyOrder({ events }: Life): Delivery[][] {
  const count = Math.min(MOST, events.length)
  const chosen = Array.from(
    { length: count },
    (_, index) => events.length - 1 - Math.floor((index * events.length) / count),
  )
  return permutations(chosen).map((order) =>
    order.map((event, place) => ({ event, late: 0, isHeard: place % 2 === 0 })),
  )
}

function permutations<T>(items: T[]): T[][] {
  if (items.length <= 1) return [items]
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]))
}

/** All events, some of them up to three times; about every fourth finds the worker free. */
export function longerOrders({ events, moments }: Life, count: number, seed: number): Delivery[][] {
  const all = events.map((_, event) => event)
  const again = fc.array(fc.nat({ max: events.length - 1 }), { minLength: 1, maxLength: 6 })
  const late = fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.nat({ max: moments.length }) },
  )
  const isHeard = fc.nat({ max: 3 }).map((chance) => chance === 0)
  const order = again
    .chain((extra) => fc.shuffledSubarray([...all, ...extra], { minLength: all.length + extra.length }))
    .chain((order) => fc.tuple(...order.map((event) => fc.record({ event: fc.constant(event), late, isHeard }))))
  return fc.sample(order, { seed, numRuns: count })
}

export const inOrder = ({ events }: Life): Delivery[] => events.map((_, event) => ({ event, late: 0, isHeard: true }))
