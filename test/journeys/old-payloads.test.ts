// Stripe's side was set up years ago: its endpoint has every event in 2024-06-20, where subscription, charge and period stand elsewhere.
// The same life ends in the same export as with current payloads, as nothing but whose state to fetch is read from an event.
import { expect, test } from 'vitest'
import { access, buy, lastCharge, newBuyer } from '../support/buyer.ts'
import { DELIVERIES, endOf } from '../support/deliveries.ts'
import { customerIdOf } from '../support/stripe-side.ts'
import type { World } from '../support/world.ts'
import { startReceiver } from '../../sim/stripe/conformance/bench.ts'

const OLD = '2024-06-20'
let current: string

test('with current payloads: paid, renewed, refunded in part, disputed, failed to renew, ended', async () => {
  current = await endOf(delivery('in order'), liveALife)
  expect(current).toContain('"amount":500')
}, 60_000)

test.each(DELIVERIES.filter(({ drop }) => !drop))(
  'with old payloads, $name: ends as with current payloads',
  async (how) => {
    const end = await endOf(how, async (world, hear) => {
      world.simulator.control.setPayloadVersion(OLD)
      await liveALife(world, hear)
    })
    expect(end).toBe(current)
  },
  60_000,
)

test('what comes in 2024-06-20 is what the product is sent', async () => {
  const receiver = await startReceiver()
  await endOf(delivery('in order'), async (world, hear) => {
    await listenToo(world, receiver.url)
    world.simulator.control.setPayloadVersion(OLD)
    await liveALife(world, hear)
  })
  receiver.close()
  const told = receiver.received.map(({ body }) => JSON.parse(body) as Told)
  expect([...new Set(told.map((event) => event.api_version))]).toEqual([OLD])
  const types = ['invoice.paid', 'invoice.payment_failed', 'charge.refunded', 'charge.dispute.closed']
  expect(told.map(({ type }) => type)).toEqual(expect.arrayContaining(types))
  const paid = told.find(({ type }) => type === 'invoice.paid')?.data.object
  expect(paid?.subscription).toMatch(/^sub_/)
  expect(paid?.charge).toMatch(/^ch_/)
  expect(paid).not.toHaveProperty('parent')
}, 60_000)

interface Told {
  type: string
  api_version: string
  data: { object: { subscription?: string; charge?: string } }
}

function delivery(name: string): (typeof DELIVERIES)[number] {
  const found = DELIVERIES.find((one) => one.name === name)
  if (!found) throw new Error(`no deliveries ${name}`)
  return found
}

async function listenToo({ simulator, stripeKey }: World, url: string): Promise<void> {
  const body = new URLSearchParams({ url, 'enabled_events[0]': '*' })
  const headers = { authorization: stripeKey }
  const answer = await fetch(`${simulator.apiBase}/v1/webhook_endpoints`, { method: 'POST', headers, body })
  expect(answer.status, await answer.text()).toBe(200)
}

async function liveALife(world: World, hear: () => Promise<void>): Promise<void> {
  const { control } = world.simulator
  const account = await newBuyer(world)
  await buy(world, account, 'turnpike_basic_month_usd')
  await hear()
  await world.travel('32d')
  await hear()
  const charge = await lastCharge(world, account)
  control.refund(charge, 200)
  await hear()
  const dispute = control.openDispute(charge)
  await hear()
  expect(await access(world, account)).toMatchObject({ state: 'suspended' })
  control.closeDispute(String(dispute['id']), 'won')
  await hear()
  expect(await access(world, account)).toMatchObject({ state: 'active' })
  control.setOutcome(await customerIdOf(world, account), 'decline')
  await world.travel('31d')
  await hear()
  expect(await access(world, account)).toMatchObject({ state: 'grace' })
  await world.travel('20d')
  await hear()
  expect(await access(world, account)).toMatchObject({ state: 'ended' })
}
