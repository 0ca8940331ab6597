// What the overview says of money is what Stripe's own list of subscriptions and the books say.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { revenueByMonth, revenueStats } from '../../src/billing/overview.ts'
import { buy, lastCharge, newBuyer } from '../support/buyer.ts'
import { openStaff } from '../support/staff.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
}, 60_000)
afterAll(() => world.close())

interface Listed {
  status: string
  items: { data: { price: { unit_amount: number; recurring: { interval: string } } }[] }
}

/** Minor units a month, counted from Stripe's list: a year is a twelfth. */
async function monthlyAtStripe(): Promise<number> {
  const answer = await fetch(`${world.simulator.apiBase}/v1/subscriptions?status=all&limit=100`, {
    headers: { authorization: world.stripeKey },
  })
  const { data } = (await answer.json()) as { data: Listed[] } // the list of subscriptions, as Stripe documents it
  const prices = data
    .filter(({ status }) => status === 'active' || status === 'past_due')
    .flatMap(({ items }) => items.data.map(({ price }) => price))
  return Math.floor(
    prices.reduce(
      (sum, { unit_amount: amount, recurring }) => sum + (recurring.interval === 'year' ? amount : amount * 12),
      0,
    ) / 12,
  )
}

test('months, years, a refund, a cancellation and a failed renewal: both count the same', async () => {
  const prices = [
    'turnpike_basic_month_usd',
    'turnpike_pro_year_usd',
    'turnpike_premium_month_usd',
    'turnpike_basic_year_usd',
  ]
  const accounts = []
  for (const price of prices) {
    const account = await newBuyer(world)
    await buy(world, account, price)
    accounts.push(account)
  }
  expect((await revenueStats(world.app)).mrr).toEqual([{ currency: 'usd', amount: BigInt(await monthlyAtStripe()) }])

  const [basic = '', , premium = ''] = accounts
  world.simulator.control.refund(await lastCharge(world, premium), 500)
  const { id } = await world.app.db
    .selectFrom('subscriptions')
    .select('id')
    .where('account_id', '=', premium)
    .executeTakeFirstOrThrow()
  await world.settled()
  await world.app.stripe.cancelNow({ subscription: id })
  const { id: customer } = await world.app.db
    .selectFrom('stripe_customers')
    .select('id')
    .where('account_id', '=', basic)
    .executeTakeFirstOrThrow()
  world.simulator.control.setOutcome(customer, 'decline')
  await world.travel('32d')
  const { mrr, paying } = await revenueStats(world.app)
  expect(mrr).toEqual([{ currency: 'usd', amount: BigInt(await monthlyAtStripe()) }])
  expect(paying).toBe(3)
  expect(mrr[0]?.amount).toBe((500n * 12n + 10_000n + 5000n) / 12n)

  const [usd] = await revenueByMonth(world.app)
  const received = usd?.months.reduce((sum, month) => sum + month.amount, 0n)
  expect(received).toBe(500n + 10_000n + 2000n + 5000n - 500n)
  const owner = await openStaff(world)
  const page = (await owner.get('/admin')).text
  expect(page).toContain('$17.50')
  expect(page).toContain('$170.00')
})
