// Several currencies, also without decimals and with three: what is set is what is charged, shown and booked, and nothing is added up
// across them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { startCheckout } from '../../src/billing/checkout.ts'
import { formatMoney } from '../../src/billing/core/money.ts'
import { revenueStats } from '../../src/billing/overview.ts'
import { publishPlans } from '../../src/billing/plans.ts'
import { setPrice } from '../../src/billing/set-price.ts'
import { checkInvariants } from '../../src/ops/invariants.ts'
import { access, buy, newBuyer } from '../support/buyer.ts'
import { DELIVERIES, hearAll } from '../support/deliveries.ts'
import { openClient } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'

const PRICES = [
  { currency: 'eur', amount: '9.50', minor: 950n },
  { currency: 'jpy', amount: '1500', minor: 1500n },
  { currency: 'kwd', amount: '3.250', minor: 3250n },
]

async function inAllCurrencies(): Promise<World> {
  const world = await createWorld()
  for (const { currency, amount } of PRICES) {
    await setPrice(world.app, 'command-line', { plan: 'pro', interval: 'month', currency, amount })
  }
  await publishPlans(world.app)
  return world
}

describe.each(DELIVERIES)('with events $name', ({ faults, drop }) => {
  let world: World
  beforeAll(async () => {
    world = await inAllCurrencies()
    world.simulator.control.setWebhooks(faults)
  }, 60_000)
  afterAll(() => world.close())

  test.each(PRICES)('$amount $currency is charged and booked as it stands', async ({ currency, minor }) => {
    const account = await newBuyer(world)
    await buy(world, account, `turnpike_pro_month_${currency}`)
    await hearAll(world, drop)
    expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'pro' } })
    const paid = world.app.db.selectFrom('payments').select(['amount', 'currency']).where('account_id', '=', account)
    expect(await paid.execute()).toEqual([{ amount: minor, currency }])
    const { mrr } = await revenueStats(world.app)
    expect(mrr).toContainEqual({ currency, amount: minor })
    const checks = await checkInvariants({ ...world.app, anchors: null })
    expect(checks.filter((check) => !check.ok)).toEqual([])
  })
})

describe('choosing', () => {
  let world: World
  beforeAll(async () => {
    world = await inAllCurrencies()
  }, 60_000)
  afterAll(() => world.close())

  test('a visitor sees the default first and any other on request', async () => {
    const client = openClient(world.url)
    expect((await client.get('/plans')).text).toContain('$10')
    expect((await client.get('/plans?currency=jpy')).text).toContain(formatMoney({ amount: 1500n, currency: 'jpy' }))
    expect((await client.get('/plans?currency=%3Cb%3E')).text).toContain('$10')
  })

  test('a customer keeps to the currency of the first purchase', async () => {
    const email = 'keeps@example.com'
    const password = 'correct horse battery staple'
    const { account } = await createCustomer(world.app, { email, password, verified: true })
    await buy(world, account, 'turnpike_pro_month_eur')
    const { id } = await world.app.db
      .selectFrom('subscriptions')
      .select('id')
      .where('account_id', '=', account)
      .executeTakeFirstOrThrow()
    await world.app.stripe.cancelNow({ subscription: id })
    await world.settled()
    await expect(startCheckout(world.app, account, 'turnpike_pro_month_usd')).rejects.toThrow('paid in EUR')
    const client = openClient(world.url)
    await client.submit('/log-in', '/log-in', { email, password })
    const { text } = await client.get('/plans?currency=usd')
    expect(text).toContain('€9.50')
    expect(text).not.toContain('$10')
  })

  test.each([
    ['jpy', '15.5', 'Write the amount'],
    ['kwd', '3.2505', 'Write the amount'],
    ['eur', '0', 'Write the amount'],
    ['eur', '-1', 'Write the amount'],
    ['euro', '5', 'three letters'],
  ])('%s takes no %s', async (currency, amount, sentence) => {
    const wish = { plan: 'pro', interval: 'month' as const, currency, amount }
    await expect(setPrice(world.app, 'command-line', wish)).rejects.toThrow(sentence)
  })
})
