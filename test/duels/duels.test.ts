// Fifty at once for one thing that only one may have, again and again: the count is exact each time, never over and never under.
// A rule with a limit gets its row in the table below. `DUEL_ROUNDS` says how often each is fought;
// `npm run test:duels` fights a hundred rounds.
import { expect, test } from 'vitest'
import { Refusal } from '../../src/lib/refusal.ts'
import { checkInvariants } from '../../src/ops/invariants.ts'
import { createWorld } from '../support/world.ts'
import { couponUse } from './coupon-use.ts'
import { deviceLimit } from './device-limit.ts'
import { AT_ONCE, type Duel } from './duel.ts'
import { lastOwner } from './last-owner.ts'
import { payoutRun } from './payout-run.ts'
import { refundOfOneCharge } from './refund-of-one-charge.ts'
import { secondSubscription } from './second-subscription.ts'
import { trialOfOnePerson } from './trial-of-one-person.ts'
import { voucher } from './voucher.ts'

const ROUNDS = Number(process.env['DUEL_ROUNDS'] ?? 6)

const DUELS: readonly Duel[] = [
  couponUse,
  trialOfOnePerson,
  refundOfOneCharge,
  payoutRun,
  secondSubscription,
  deviceLimit,
  voucher,
  lastOwner,
]

test.each(DUELS)('$name', async ({ limit, enter }) => {
  // Nobody else works on it: what is counted is what the fifty did.
  const world = await createWorld({}, '+0s', null, false)
  try {
    world.simulator.control.setWebhooks({ drop: 1 })
    const nextRound = await enter(world, ROUNDS)
    const counts: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const { attempt, count } = await nextRound(round)
      const tries = await Promise.allSettled(Array.from({ length: AT_ONCE }, (_, nth) => attempt(nth)))
      expect(tries.flatMap((one) => (one.status === 'rejected' ? faultsIn(one.reason) : []))).toEqual([])
      counts.push(await count())
    }
    expect(counts).toEqual(Array.from({ length: ROUNDS }, () => limit))
    const checks = await checkInvariants({ ...world.app, anchors: null })
    expect(checks.filter((check) => !check.ok)).toEqual([])
  } finally {
    await world.close()
  }
})

/** Who comes too late is told so in words of the product; anything else is a fault. */
function faultsIn(reason: unknown): string[] {
  return reason instanceof Refusal ? [] : [String(reason)]
}
