// What a customer is told of a subscription that fails or ends comes once, however often Stripe tries, and however its events come.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cancelAtPeriodEnd, resume } from '../../src/billing/change-subscription.ts'
import { subscriber } from '../support/buyer.ts'
import { DELIVERIES, hearAll } from '../support/deliveries.ts'
import { customerIdOf, subscriptionAtStripe } from '../support/stripe-side.ts'
import { createWorld, type World } from '../support/world.ts'

describe.each(DELIVERIES)('with events $name', ({ faults, drop }) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld()
    world.simulator.control.setWebhooks(faults)
  }, 60_000)
  afterAll(() => world.close())

  const hear = () => hearAll(world, drop)
  const mailsOf = async (account: string, key: string) => {
    const rows = world.app.db.selectFrom('mails').select('dedupe_key').where('account_id', '=', account)
    return (await rows.where('dedupe_key', 'like', `${key}:%`).execute()).length
  }
  const tries = async (account: string) => {
    const rows = world.app.db.selectFrom('payments').select('id').where('account_id', '=', account)
    return (await rows.where('status', '=', 'failed').execute()).length
  }

  test('a renewal that fails at every try is told of once, until nothing is tried any more', async () => {
    const account = await subscriber(world)
    await hear()
    const customer = await customerIdOf(world, account)
    world.simulator.control.setOutcome(customer, 'decline')
    await world.travel('32d')
    await hear()
    expect(await mailsOf(account, 'failed')).toBe(1)
    for (const length of ['4d', '6d']) {
      await world.travel(length)
      await hear()
    }
    expect(await tries(account)).toBeGreaterThan(1)
    expect(await mailsOf(account, 'failed')).toBe(1)
    for (const length of ['10d', '10d', '10d']) {
      await world.travel(length)
      await hear()
    }
    expect((await subscriptionAtStripe(world, account)).status).toBe('canceled')
    expect(await mailsOf(account, 'failed')).toBe(1)
    expect(await mailsOf(account, 'cancelled')).toBe(0)
  })

  test('a cancellation is told of once, also when it is heard of again and when its time has come', async () => {
    const account = await subscriber(world)
    await hear()
    await Promise.all([1, 2, 3].map(() => cancelAtPeriodEnd(world.app, account).catch(() => 'refused')))
    await hear()
    expect(await mailsOf(account, 'cancelled')).toBe(1)
    await resume(world.app, account)
    await hear()
    await cancelAtPeriodEnd(world.app, account)
    await hear()
    expect(await mailsOf(account, 'cancelled')).toBe(1) // the same end as before
    await world.travel('33d')
    await hear()
    expect((await subscriptionAtStripe(world, account)).status).toBe('canceled')
    expect(await mailsOf(account, 'cancelled')).toBe(1)
  })
})
