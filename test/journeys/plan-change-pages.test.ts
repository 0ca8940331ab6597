// Another plan on the pages: what is shown, what is refused, and what a double click does.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changePlanOf } from '../../src/billing/change-plan-of.ts'
import { cancelAtPeriodEnd, resume } from '../../src/billing/change-subscription.ts'
import { confirmPlanChange, previewPlanChange } from '../../src/billing/plan-change-preview.ts'
import { settleOperations } from '../../src/billing/settle-operations.ts'
import { newBuyer, planNow, subscriber } from '../support/buyer.ts'
import { invoicesOf, subscriptionAtStripe } from '../support/stripe-side.ts'
import { openClient, formOf } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'

const BASIC = 'turnpike_basic_month_usd'
const PRO = 'turnpike_pro_month_usd'
let world: World
beforeAll(async () => {
  world = await createWorld()
}, 60_000)
afterAll(() => world.close())

describe('refuses', () => {
  test('what was shown too long ago, to another account, or never', async () => {
    const [account, other] = [await subscriber(world), await subscriber(world)]
    const { shown } = await previewPlanChange(world.app, account, PRO)
    await expect(confirmPlanChange(world.app, other, shown)).rejects.toThrow('choose again')
    await expect(confirmPlanChange(world.app, account, `${shown}x`)).rejects.toThrow('choose again')
    await expect(confirmPlanChange(world.app, account, '')).rejects.toThrow('choose again')
    await world.travel('31m')
    await expect(confirmPlanChange(world.app, account, shown)).rejects.toThrow('half an hour')
    expect(await planNow(world, account)).toBe('basic')
  })

  test('what was shown before something else was done', async () => {
    const account = await subscriber(world)
    const { shown } = await previewPlanChange(world.app, account, PRO)
    await changePlanOf(world.app, account, 'turnpike_premium_month_usd', 'command-line')
    await expect(confirmPlanChange(world.app, account, shown)).rejects.toThrow('changed since')
    const later = await previewPlanChange(world.app, account, BASIC)
    await cancelAtPeriodEnd(world.app, account)
    await resume(world.app, account)
    await expect(confirmPlanChange(world.app, account, later.shown)).rejects.toThrow('changed meanwhile')
  })

  test.each([
    ['the plan one has', BASIC, 'already'],
    ['a plan that does not exist', 'turnpike_gold_month_usd', 'not for sale'],
    ['a plan that is not sold', 'turnpike_free_month_usd', 'not for sale'],
  ])('%s', async (_, price, words) => {
    await expect(previewPlanChange(world.app, await subscriber(world), price)).rejects.toThrow(words)
  })

  test('somebody without a subscription', async () => {
    await expect(previewPlanChange(world.app, await newBuyer(world), PRO)).rejects.toThrow('no running subscription')
  })
})

test('on the pages: choose, see the amount, confirm, and take a planned change back', async () => {
  const account = await subscriber(world, PRO)
  const client = await openBuyer(account)
  expect((await client.get('/plans')).text).toContain('/subscription/change?price=turnpike_basic_month_usd')
  const planned = await client.submit(`/subscription/change?price=${BASIC}`, '/subscription/change')
  expect(planned.path).toBe('/billing')
  expect(planned.text).toContain('your plan changes to')
  const back = await client.submit('/billing', '/subscription/planned-change/removal')
  expect(back.text).toContain('You stay with your plan.')
  expect(back.text).not.toContain('your plan changes to')

  const page = await client.get('/subscription/change?price=turnpike_premium_month_usd')
  expect(page.text).toContain('$10.00')
  const form = formOf(page.text, '/subscription/change') ?? {}
  const answers = await Promise.all([1, 2].map(() => client.post('/subscription/change', form)))
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  await world.travel('1m')
  await settleOperations(world.app)
  expect(await planNow(world, account)).toBe('premium')
  expect(await invoicesOf(world, account)).toHaveLength(2)

  const { customer } = await subscriptionAtStripe(world, account)
  world.simulator.control.setOutcome(customer, 'decline')
  const told = await client.submit('/subscription/change?price=turnpike_premium_year_usd', '/subscription/change')
  expect(told.text).toContain('not paid yet')
  expect(told.text).toContain('/sim/invoice/')
})

test('of two clicks the one that looks when the other is done is told the same, and nothing is charged twice', async () => {
  const account = await subscriber(world)
  const { shown } = await previewPlanChange(world.app, account, PRO)
  const { stripe } = world.app
  const previewChange: typeof stripe.previewChange = async (change) => {
    await confirmPlanChange(world.app, account, shown)
    return stripe.previewChange(change)
  }
  const late = await confirmPlanChange({ ...world.app, stripe: { ...stripe, previewChange } }, account, shown)
  expect(late.state).toBe('succeeded')
  await world.settled()
  expect(await planNow(world, account)).toBe('pro')
  expect(await invoicesOf(world, account)).toHaveLength(2)
})

async function openBuyer(account: string) {
  const { email } = await world.app.db
    .selectFrom('accounts')
    .select('email')
    .where('id', '=', account)
    .executeTakeFirstOrThrow()
  const client = openClient(world.url)
  await client.submit('/log-in', '/log-in', { email, password: 'correct horse battery staple' })
  return client
}
