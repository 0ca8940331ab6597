// Buying once: double clicks, second tabs, a purchase whose news has not arrived, Stripe away in the middle.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { startCheckout } from '../../src/billing/checkout.ts'
import { access, buy, newBuyer, sessionIn } from '../support/buyer.ts'
import { until } from '../support/until.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
}, 60_000)
afterAll(() => world.close())

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

test('two subscriptions, made past us: the first stays, the second is cancelled and refunded in full, staff are told', async () => {
  const account = await newBuyer(world)
  await buy(world, account, 'turnpike_pro_month_usd')
  const { id: customer } = await world.app.db
    .selectFrom('stripe_customers')
    .select('id')
    .where('account_id', '=', account)
    .executeTakeFirstOrThrow()
  const { price_id: price } = await world.app.db
    .selectFrom('subscriptions')
    .select('price_id')
    .where('account_id', '=', account)
    .executeTakeFirstOrThrow()
  const made = await fetch(`${world.simulator.apiBase}/v1/subscriptions`, {
    method: 'POST',
    headers: { authorization: world.stripeKey },
    body: new URLSearchParams({ customer, 'items[0][price]': price, default_payment_method: await cardOf(customer) }),
  })
  expect(made.status, await made.text()).toBe(200)
  await until('one subscription is left', async () => {
    await world.settled()
    const live = world.app.db.selectFrom('subscriptions').select('id').where('account_id', '=', account)
    return (await live.where('status', '=', 'active').execute()).length === 1 && (await live.execute()).length === 2
  })
  const payments = () => world.app.db.selectFrom('payments').selectAll().where('account_id', '=', account).execute()
  const back = async () => (await payments()).reduce((sum, one) => sum + one.refunded, 0n)
  await until('its money is back', async () => (await back()) > 0n)
  expect(await back()).toBe(1000n)
  expect((await payments()).some((one) => one.refunded === 0n)).toBe(true)
  expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'pro' } })
  const told = await world.app.db.selectFrom('alerts').selectAll().where('kind', '=', 'second-subscription').execute()
  expect(told).toHaveLength(1)
})

async function cardOf(customer: string): Promise<string> {
  const answer = await fetch(`${world.simulator.apiBase}/v1/payment_methods?customer=${customer}`, {
    headers: { authorization: world.stripeKey },
  })
  const { data } = (await answer.json()) as { data: { id: string }[] } // a list, as Stripe documents it
  return data[0]?.id ?? ''
}

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
