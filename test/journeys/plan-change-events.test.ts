// Changes of plan with their events in order, doubled and shuffled, and all dropped: the end is the same. And what was paid in all is
// what the prices and the days make.
import { expect, test } from 'vitest'
import { changePlanOf } from '../../src/billing/change-plan-of.ts'
import { keepPlan } from '../../src/billing/change-subscription.ts'
import { DELIVERIES, endOf } from '../support/deliveries.ts'
import { access, lastCharge, subscriber } from '../support/buyer.ts'
import { createWorld, type World } from '../support/world.ts'

test('one life of changes ends in the same export, however its events come', async () => {
  const ends = []
  for (const delivery of DELIVERIES) ends.push(await endOf(delivery, liveALife))
  expect(ends[0]).toContain('"amount":500')
  expect(ends[1]).toBe(ends[0])
  expect(ends[2]).toBe(ends[0])
}, 120_000)

/** Up, a change planned and taken back, planned again, renewed smaller, then up to a year. */
async function liveALife(world: World, hear: () => Promise<void>): Promise<void> {
  const account = await subscriber(world)
  await hear()
  await world.travel('10d')
  await changePlanOf(world.app, account, 'pro', account)
  await hear()
  await changePlanOf(world.app, account, 'basic', account)
  await hear()
  await keepPlan(world.app, account)
  await changePlanOf(world.app, account, 'basic', account)
  await world.travel('23d')
  await hear()
  await changePlanOf(world.app, account, 'turnpike_premium_year_usd', account)
  await hear()
}

test('an upgrade whose money goes back leaves what was paid before: the old plan, to its end', async () => {
  const world = await createWorld()
  const account = await subscriber(world)
  const before = await access(world, account)
  await world.travel('10d')
  await changePlanOf(world.app, account, 'pro', account)
  await world.settled()
  world.simulator.control.refund(await lastCharge(world, account))
  await world.settled()
  const after = await access(world, account)
  expect(after).toMatchObject({ state: 'active', plan: { id: 'basic' } })
  expect('until' in after && 'until' in before && after.until).toEqual('until' in before && before.until)
  const kept = await world.app.db.selectFrom('payments').select(['amount', 'refunded']).execute()
  expect(kept.reduce((sum, { amount, refunded }) => sum + amount - refunded, 0n)).toBe(500n)
  await world.close()
}, 60_000)
