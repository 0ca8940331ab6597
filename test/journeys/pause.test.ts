// A paused subscription: what was paid runs to its end, nothing more is charged, and it can go on.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { previewPlanChange } from '../../src/billing/plan-change-preview.ts'
import { pauseSubscription, resumeSubscription } from '../../src/billing/manage-subscription.ts'
import { settleOperations } from '../../src/billing/settle-operations.ts'
import { changePlanOf } from '../../src/billing/change-plan-of.ts'
import { newSecret } from '../../src/lib/token.ts'
import { access, subscriber } from '../support/buyer.ts'
import { openStaff } from '../support/staff.ts'
import { invoicesOf, stripeCall, subscriptionAtStripe } from '../support/stripe-side.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
}, 60_000)
afterAll(() => world.close())

const wish = (account: string) => ({ account, reason: 'On a journey', intent: newSecret(), actor: 'command-line' })

test('paid time runs to its end without grace, nothing is charged, and later it goes on with a new period', async () => {
  const account = await subscriber(world)
  await pauseSubscription(world.app, wish(account))
  await world.settled()
  expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'basic' } })
  await expect(previewPlanChange(world.app, account, 'turnpike_pro_month_usd')).rejects.toThrow('paused')
  await world.travel('32d')
  expect((await access(world, account)).state).toBe('ended')
  await world.travel('60d')
  const { customer } = await subscriptionAtStripe(world, account)
  expect(await stripeCall(world, `/v1/customers/${customer}`)).toMatchObject({ balance: 0 })
  expect(await invoicesOf(world, account)).toHaveLength(1)

  await resumeSubscription(world.app, wish(account))
  await world.settled()
  expect(await access(world, account)).toMatchObject({ state: 'active' })
  expect((await invoicesOf(world, account)).map((invoice) => invoice.amount_paid)).toEqual([500, 500])
})

test('taken up within the paid time it is as if nothing had been', async () => {
  const account = await subscriber(world)
  const before = await access(world, account)
  await pauseSubscription(world.app, wish(account))
  await world.travel('5d')
  await resumeSubscription(world.app, wish(account))
  await world.settled()
  expect(await access(world, account)).toEqual(before)
  expect(await invoicesOf(world, account)).toHaveLength(1)
  await world.travel('27d')
  expect((await invoicesOf(world, account)).map((invoice) => invoice.amount_paid)).toEqual([500, 500])
})

test('a planned change is taken back first; a second pause is refused', async () => {
  const account = await subscriber(world, 'turnpike_pro_month_usd')
  await changePlanOf(world.app, account, 'basic', 'command-line')
  await pauseSubscription(world.app, wish(account))
  expect(await subscriptionAtStripe(world, account)).toMatchObject({ status: 'paused', schedule: null })
  await expect(pauseSubscription(world.app, wish(account))).rejects.toThrow('Only a running')
  await expect(resumeSubscription(world.app, wish(await subscriber(world)))).rejects.toThrow('not paused')
})

test('a lost reply is found out by itself', async () => {
  const account = await subscriber(world)
  const { id } = await subscriptionAtStripe(world, account)
  const path = `/v1/subscriptions/${id}/pause`
  world.simulator.control.failNext({ method: 'POST', path, kind: 'lost-reply', times: 3 })
  expect(await pauseSubscription(world.app, wish(account))).toMatchObject({ state: 'unknown' })
  await world.travel('1m')
  await settleOperations(world.app)
  expect(await resumeSubscription(world.app, wish(account))).toMatchObject({ state: 'succeeded' })
})

test('on the page: staff pause and let it go on, and it is said in words', async () => {
  const account = await subscriber(world)
  const page = `/admin/customers/${account}`
  const owner = await openStaff(world)
  const paused = await owner.submit(page, `${page}/subscription/pause`, { reason: 'On a journey' })
  expect(paused.text).toContain('paused: nothing more is charged')
  const goesOn = await owner.submit(page, `${page}/subscription/resumption`, { reason: 'Back again' })
  expect(goesOn.text).toContain('The subscription goes on.')
  expect(await subscriptionAtStripe(world, account)).toMatchObject({ status: 'active' })
})
