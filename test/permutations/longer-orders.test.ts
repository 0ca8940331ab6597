// Sampled orders of all events of a life, with duplicates, late deliveries and jobs that find several events waiting, end in one
// state. `PERMUTATION_SEED` repeats a run; `PERMUTATIONS` sets how many orders are sampled.
import { beforeAll, describe, expect, test } from 'vitest'
import { endsOf, lifeOf } from './ends.ts'
import { inOrder, longerOrders } from './orders.ts'
import { LIVES, recordLives, type Recording } from './record-lives.ts'

const SEED = Number(process.env['PERMUTATION_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const SAMPLED = Number(process.env['PERMUTATIONS'] ?? 2_000)

let recording: Recording
beforeAll(async () => {
  recording = await recordLives()
}, 120_000)

describe(`seed ${SEED}`, () => {
  test.each(LIVES)('%s', async (name) => {
    const life = lifeOf(recording, name)
    const plans = [inOrder(life), ...longerOrders(life, Math.ceil(SAMPLED / LIVES.length), SEED)]
    const { count, hashes, odd } = await endsOf(recording, life, plans)
    expect(odd, `seed ${SEED}`).toBeUndefined()
    expect(count).toBe(plans.length)
    expect(hashes.size).toBe(1)
  })
})
