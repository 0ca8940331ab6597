// A shop whose account at Stripe leaves a subscription `unpaid` when its payment is given up: it gives no time, can neither be paused nor
// changed, and its customer and staff can end it, after which another purchase is possible.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changePlanOf } from '../../src/billing/change-plan-of.ts'
import { cancelAtPeriodEnd } from '../../src/billing/change-subscription.ts'
import { startCheckout } from '../../src/billing/checkout.ts'
import { endSubscription, pauseSubscription } from '../../src/billing/manage-subscription.ts'
import { newSecret } from '../../src/lib/token.ts'
import { access, buy } from '../support/buyer.ts'
import { comeBy } from '../support/affiliates.ts'
import { openStaff } from '../support/staff.ts'
import { customerIdOf, subscriptionAtStripe } from '../support/stripe-side.ts'
import { formOf } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'

const PRO = 'turnpike_pro_month_usd'
let world: World
let payers: Awaited<ReturnType<typeof comeBy>>[]
beforeAll(async () => {
  world = await createWorld()
  world.simulator.control.setSettings({ afterLastRetry: 'unpaid' })
  payers = [await comeBy(world, ['/']), await comeBy(world, ['/']), await comeBy(world, ['/'])]
  for (const { account } of payers) {
    await buy(world, account, PRO)
    world.simulator.control.setOutcome(await customerIdOf(world, account), 'decline')
  }
  for (const length of ['31d', '30d']) await world.travel(length)
}, 120_000)
afterAll(() => world.close())

test('Stripe has given up the payment of each', async () => {
  for (const { account } of payers) expect((await subscriptionAtStripe(world, account)).status).toBe('unpaid')
})

const nth = (at: number) => payers[at] ?? expect.unreachable('somebody who no longer pays')
const wish = (account: string) => ({ account, reason: 'Asked for it', intent: newSecret(), actor: 'command-line' })

async function buysAnew(account: string): Promise<void> {
  world.simulator.control.setOutcome(await customerIdOf(world, account), 'pay')
  await buy(world, account, 'turnpike_basic_month_usd')
  expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'basic' } })
}

test('staff see that it is not paid and end it; pause and change are refused', async () => {
  const { account } = nth(0)
  expect((await subscriptionAtStripe(world, account)).status).toBe('unpaid')
  expect((await access(world, account)).state).toBe('ended')
  await expect(startCheckout(world.app, account, PRO)).rejects.toThrow('already have a subscription')
  await expect(pauseSubscription(world.app, wish(account))).rejects.toThrow('without an open payment')
  await expect(changePlanOf(world.app, account, 'basic', 'command-line')).rejects.toThrow('did not come through')
  const owner = await openStaff(world)
  const page = `/admin/customers/${account}`
  const { text } = await owner.get(page)
  expect(text).toContain('not paid: the payment was given up')
  expect(formOf(text, `${page}/subscription/pause`)).toBeNull()
  await owner.submit(page, `${page}/subscription/cancellation`, { reason: 'Asked for it' })
  await world.settled()
  expect((await subscriptionAtStripe(world, account)).status).toBe('canceled')
  await buysAnew(account)
})

test('the customer sees it on the billing page and ends it there, at once', async () => {
  const { client, account, email } = nth(1)
  await client.submit('/log-in', '/log-in', { email, password: 'correct horse battery staple' }) // two months later
  const { text } = await client.get('/billing')
  expect(text).toContain('is no longer asked for')
  expect(text).not.toContain('Switch plan')
  await client.submit('/billing', '/subscription/cancellation')
  await world.settled()
  expect((await subscriptionAtStripe(world, account)).status).toBe('canceled')
  expect((await client.get('/billing')).text).toContain('Renew access')
  await buysAnew(account)
})

test('ended twice, by both, it is ended once', async () => {
  const { account } = nth(2)
  const ended = await Promise.allSettled([
    cancelAtPeriodEnd(world.app, account),
    endSubscription(world.app, wish(account)),
  ])
  expect(ended.some(({ status }) => status === 'fulfilled')).toBe(true)
  await world.settled()
  expect((await subscriptionAtStripe(world, account)).status).toBe('canceled')
  await buysAnew(account)
})
