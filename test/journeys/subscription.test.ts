// The life of a subscription, each turn told by Stripe and seen in what the product says. Every journey is run again with its
// events doubled and shuffled, and with all of them dropped so that only the sweep hears: the end is the same.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cancelAtPeriodEnd } from '../../src/billing/change-subscription.ts'
import { access, buy, lastCharge, newBuyer } from '../support/buyer.ts'
import { DELIVERIES, endOf, hearAll } from '../support/deliveries.ts'
import { createWorld, type World } from '../support/world.ts'

describe.each(DELIVERIES)('with events $name', ({ faults, drop }) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld()
    world.simulator.control.setWebhooks(faults)
  }, 60_000)
  afterAll(() => world.close())

  const hear = () => hearAll(world, drop)

  test('paid means access for the period, and one payment in balanced books', async () => {
    const account = await newBuyer(world)
    await buy(world, account, 'turnpike_pro_month_usd')
    await hear()
    const now = await access(world, account)
    expect(now).toMatchObject({ state: 'active', plan: { id: 'pro', deviceLimit: 10 } })
    const payments = await world.app.db.selectFrom('payments').selectAll().where('account_id', '=', account).execute()
    expect(payments).toMatchObject([{ amount: 1000n, refunded: 0n, currency: 'usd', status: 'succeeded' }])
    expect(await balance(world)).toBe(0n)
  })

  test('a renewal that is paid extends, one that fails gives grace and then ends', async () => {
    const account = await newBuyer(world)
    await buy(world, account, 'turnpike_basic_month_usd')
    await hear()
    const first = await access(world, account)
    if (first.state !== 'active' || !first.until) throw new Error('not active')
    await world.travel('32d')
    await hear()
    const renewed = await access(world, account)
    if (renewed.state !== 'active' || !renewed.until) throw new Error(`renewal: ${renewed.state}`)
    expect(renewed.until.getTime()).toBeGreaterThan(first.until.getTime())

    const customer = await customerOf(world, account)
    world.simulator.control.setOutcome(customer, 'decline')
    await world.travel('31d')
    await hear()
    expect(await access(world, account)).toMatchObject({ state: 'grace' })
    await world.travel('8d')
    await hear()
    expect(await access(world, account)).toMatchObject({ state: 'ended' })
  })

  test('a full refund ends access at once; buying again brings it back', async () => {
    const account = await newBuyer(world)
    await buy(world, account, 'turnpike_basic_year_usd')
    await hear()
    world.simulator.control.refund(await lastCharge(world, account))
    await hear()
    expect((await access(world, account)).state).not.toBe('active')
    expect(await balance(world)).toBe(0n)
  })

  test('a partial refund keeps access', async () => {
    const account = await newBuyer(world)
    await buy(world, account, 'turnpike_basic_month_usd')
    await hear()
    world.simulator.control.refund(await lastCharge(world, account), 200)
    await hear()
    expect(await access(world, account)).toMatchObject({ state: 'active' })
    const { refunded } = await world.app.db
      .selectFrom('payments')
      .select('refunded')
      .where('account_id', '=', account)
      .executeTakeFirstOrThrow()
    expect(refunded).toBe(200n)
  })

  test('a dispute suspends, winning it restores; an inquiry cuts nobody off', async () => {
    const account = await newBuyer(world)
    await buy(world, account, 'turnpike_basic_month_usd')
    await hear()
    const charge = await lastCharge(world, account)
    world.simulator.control.openDispute(charge, 'inquiry')
    await hear()
    expect(await access(world, account)).toMatchObject({ state: 'active' })

    const other = await newBuyer(world)
    await buy(world, other, 'turnpike_basic_month_usd')
    await hear()
    const dispute = world.simulator.control.openDispute(await lastCharge(world, other))
    await hear()
    expect(await access(world, other)).toMatchObject({ state: 'suspended', reason: 'dispute' })
    world.simulator.control.closeDispute(String(dispute['id']), 'won')
    await hear()
    expect(await access(world, other)).toMatchObject({ state: 'active' })
  })
})

test('one life ends in the same export, however its events come', async () => {
  const ends: unknown[] = []
  for (const delivery of DELIVERIES) ends.push(JSON.parse(await endOf(delivery, liveALife)))
  expect(JSON.stringify(ends[0])).toContain('"amount":500')
  expect(ends[1]).toEqual(ends[0])
  expect(ends[2]).toEqual(ends[0])
}, 120_000)

/** Bought, renewed, refunded in part, disputed and won, failed to renew, recovered, cancelled. */
async function liveALife(world: World, hear: () => Promise<void>): Promise<void> {
  const { control } = world.simulator
  const account = await newBuyer(world)
  await buy(world, account, 'turnpike_basic_month_usd')
  await hear()
  await world.travel('32d')
  await hear()
  const charge = await lastCharge(world, account)
  control.refund(charge, 200)
  const dispute = control.openDispute(charge)
  await hear()
  control.closeDispute(String(dispute['id']), 'won')
  await hear()
  const customer = await customerOf(world, account)
  control.setOutcome(customer, 'decline')
  await world.travel('31d')
  await hear()
  control.setOutcome(customer, null)
  await world.travel('4d')
  await hear()
  await cancelAtPeriodEnd(world.app, account)
  await hear()
}

async function balance({ app }: World): Promise<bigint> {
  const rows = await app.db.selectFrom('ledger_entries').select('amount').execute()
  return rows.reduce((sum, row) => sum + row.amount, 0n)
}

async function customerOf({ app }: World, account: string): Promise<string> {
  const row = await app.db
    .selectFrom('stripe_customers')
    .select('id')
    .where('account_id', '=', account)
    .executeTakeFirstOrThrow()
  return row.id
}
