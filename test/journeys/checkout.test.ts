// Buying once: double clicks, second tabs, a purchase whose news has not arrived, Stripe away in the middle.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { startCheckout } from '../../src/billing/checkout.ts'
import { access, newBuyer } from '../support/buyer.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
}, 60_000)
afterAll(() => world.close())

const sessionIn = (url: string) => /cs_test_\w+/.exec(url)?.[0] ?? ''

test('twenty clicks at once are one session of one customer', async () => {
  const account = await newBuyer(world)
  const clicks = Array.from({ length: 20 }, () => startCheckout(world.app, account, 'turnpike_pro_month_usd'))
  const urls = new Set(await Promise.all(clicks))
  expect(urls.size).toBe(1)
  const customers = await world.app.db
    .selectFrom('stripe_customers')
    .select('id')
    .where('account_id', '=', account)
    .execute()
  expect(customers).toHaveLength(1)
})

test('another plan closes the session that was open', async () => {
  const account = await newBuyer(world)
  const first = sessionIn(await startCheckout(world.app, account, 'turnpike_pro_month_usd'))
  await startCheckout(world.app, account, 'turnpike_basic_month_usd')
  expect(() => world.simulator.control.completeCheckout(first)).toThrow(/expired|open|complete/i)
})

test('a purchase that no webhook told of is seen before a second one begins', async () => {
  const account = await newBuyer(world)
  world.simulator.control.setWebhooks({ drop: 1 })
  const session = sessionIn(await startCheckout(world.app, account, 'turnpike_pro_month_usd'))
  world.simulator.control.completeCheckout(session)
  await expect(startCheckout(world.app, account, 'turnpike_basic_month_usd')).rejects.toThrow(
    'already have a subscription',
  )
  expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'pro' } })
  world.simulator.control.setWebhooks({ drop: 0 })
})

test('a reply that is lost is asked for again under the same key: one session', async () => {
  const account = await newBuyer(world)
  world.simulator.control.failNext({ method: 'POST', path: '/v1/checkout/sessions', kind: 'lost-reply' })
  const url = await startCheckout(world.app, account, 'turnpike_pro_month_usd')
  const calls = world.simulator.control.calls().filter((call) => call.path === '/v1/checkout/sessions')
  expect(calls.length).toBeGreaterThan(1)
  expect(sessionIn(url)).toMatch(/^cs_test_/)
  const again = await startCheckout(world.app, account, 'turnpike_pro_month_usd')
  expect(again).toBe(url)
})

test('nothing is sold to an unverified account, nor what is not for sale', async () => {
  const unverified = { email: 'not-yet@example.com', password: 'correct horse battery staple', verified: false }
  const { account } = await createCustomer(world.app, unverified)
  await expect(startCheckout(world.app, account, 'turnpike_pro_month_usd')).rejects.toThrow('Confirm your e-mail')
  await expect(startCheckout(world.app, account, 'turnpike_gold_month_usd')).rejects.toThrow('not on sale')
})
