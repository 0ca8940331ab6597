// Day after day: somebody comes, many live on, and each day events and calls to Stripe fare in another way.
import type { Fault } from '../../sim/stripe/http/faults.ts'
import { newCrowd } from '../support/crowd.ts'
import type { World } from '../support/world.ts'
import { actFor, buys, did, PRICES, type Person } from './acts.ts'
import type { Chance } from './chance.ts'

const AT_ONCE = 8
/** A day of so many customers, on a machine that has more to do. */
const PATIENCE_MS = 120_000

/** All have come after two thirds of the days. Gives how much was done and how much was refused. */
export async function liveDays(world: World, chance: Chance, customers: number, days: number) {
  const people: Person[] = []
  const count = { done: 0, refused: 0 }
  const arriving = Math.ceil(customers / Math.ceil((days * 2) / 3))
  for (let day = 0; day < days; day++) {
    world.simulator.control.setWebhooks({
      seed: chance.below(2 ** 31),
      duplicate: chance.oneOf([0, 0.3, 1] as const),
      drop: chance.oneOf([0, 0, 0.1, 1] as const),
      delayMs: chance.oneOf([0, 20] as const),
    })
    for (const fault of faultsOf(chance)) world.simulator.control.failNext(fault)
    const fresh = await newCrowd(world, Math.min(arriving, customers - people.length))
    const today = fresh.map((account) => ({ account, price: chance.oneOf(PRICES), declines: false, dispute: null }))
    const acts: (() => Promise<void>)[] = today.map((person) => () => buys(world, person, chance))
    for (const person of people) {
      const act = actFor(person, chance)
      if (act) acts.push(() => act(world, person, chance))
    }
    people.push(...today)
    await inTurns(acts, async (act) => {
      if (await did(act())) count.done++
      else count.refused++
    })
    await world.travel('1d', PATIENCE_MS)
  }
  return count
}

const READS = ['/v1/charges', '/v1/subscriptions', '/v1/events'] as const // of the product alone
const WRITES = ['/v1/refunds', '/v1/checkout/sessions', '/v1/subscriptions/*'] as const

/**
 * What later calls meet, this day or another: a Stripe that is too busy, breaks off or fails, and writes whose answer is lost. The third
 * try of each gets through, but a busy Stripe is asked again by the job alone.
 */
function faultsOf(chance: Chance): Fault[] {
  const [nth, times] = [1 + chance.below(40), 1 + chance.below(2)]
  const read = { method: 'GET', path: chance.oneOf(READS), nth, times }
  const write = { method: 'POST', path: chance.oneOf(WRITES), nth, times }
  const reads: readonly [Fault, ...Fault[]] = [
    { ...read, path: '/v1/charges', kind: 'error', status: 429 },
    { ...read, kind: 'error', status: 500 },
    { ...read, kind: 'reset' },
  ]
  const writes: readonly [Fault, ...Fault[]] = [
    { ...write, kind: 'lost-reply' },
    { ...write, kind: 'error', status: 500 },
    { ...write, kind: 'reset' },
  ]
  return [chance.oneOf(reads), chance.oneOf(writes)]
}

async function inTurns<T>(items: T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values()
  const one = async () => {
    for (const item of left) await work(item)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
}
