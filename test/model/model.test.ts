// Random lives of customers on the whole product, each beside a small model that foretells what the product must say after every
// command. Lives share a clock that only goes on, so a run is many lives at once. `MODEL_SEED` is where they
// begin, and `MODEL_LIVES` how many there are.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeCoupon } from '../../src/billing/coupons.ts'
import { checkInvariants } from '../../src/ops/invariants.ts'
import { createWorld, type World } from '../support/world.ts'
import { AT_ONCE, liveTogether, type Story } from './batch.ts'
import { CODE } from './deeds.ts'
import type { PlanId } from './life.ts'
import type { Command } from './rules.ts'

const SEED = Number(process.env['MODEL_SEED'] ?? 1037108719)
const LIVES = Number(process.env['MODEL_LIVES'] ?? 2_000)
const ROUNDS = 12

const plan = fc.constantFrom<PlanId[]>('basic', 'pro', 'premium')
const simple = fc.constantFrom<Command[]>(
  ...(
    [
      'card fails',
      'card pays',
      'pay invoice',
      'dispute',
      'win',
      'lose',
      'cancel',
      'resume',
      'add device',
      'add device',
      'fill devices',
      'fill devices',
      'remove device',
      'nothing',
    ] as const
  ).map((deed) => ({ do: deed })),
)
const purchase = fc.record({ do: fc.constant('buy' as const), plan, coupon: rarely(4), declined: rarely(6) })
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: purchase },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('change' as const), plan }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('grant' as const), plan }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('refund' as const),
      cents: fc.constantFrom<(number | null)[]>(100, 600, null),
    }),
  },
  { weight: 12, arbitrary: simple },
)
/** Most begin with a purchase: who never pays has little to lose. */
const life = fc
  .tuple(
    fc.oneof({ weight: 3, arbitrary: purchase }, { weight: 1, arbitrary: command }),
    fc.array(command, { minLength: ROUNDS - 1, maxLength: ROUNDS - 1 }),
  )
  .map(([first, rest]) => [first, ...rest])
const story: fc.Arbitrary<Story> = fc.record({
  lives: fc.array(life, { minLength: AT_ONCE, maxLength: AT_ONCE }),
  // At most 27 days: Stripe lists events for 30, and what is older is found by reconciliation, which no life waits for.
  // Each a few minutes beside a whole hour, so that nothing is looked at in the very moment in which it changes.
  hours: fc.array(fc.constantFrom(1, 1, 26, 75, 195, 648), { minLength: ROUNDS, maxLength: ROUNDS }),
  deliveries: fc.array(fc.constantFrom(0, 1, 2), { minLength: ROUNDS, maxLength: ROUNDS }),
})

function rarely(times: number): fc.Arbitrary<boolean> {
  return fc.integer({ min: 1, max: times }).map((one) => one === 1)
}

describe(`seed ${SEED}`, () => {
  let world: World
  beforeAll(async () => {
    world = await createWorld()
    const half = { off: { percent: 50 }, duration: 'once', months: null, maxRedemptions: null, perCustomer: 1 } as const
    await makeCoupon(world.app, 'command-line', { code: CODE, ...half, expiresAt: null, plans: null })
  }, 60_000)
  afterAll(() => world.close())

  test('every life goes as the model says', async () => {
    const numRuns = Math.ceil(LIVES / AT_ONCE)
    const property = fc.asyncProperty(story, async (one) => {
      expect(await liveTogether(world, one)).toEqual([])
    })
    await fc.assert(property, { seed: SEED, numRuns, endOnFailure: true, verbose: 0 })
    const checks = await checkInvariants({ ...world.app, anchors: null })
    expect(checks.filter((check) => !check.ok)).toEqual([])
  })
})
