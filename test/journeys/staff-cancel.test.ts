// Staff end a subscription at once: the access that it paid for ends with it, and money goes back only by a refund of its own.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { endSubscription } from '../../src/billing/manage-subscription.ts'
import { settleOperations } from '../../src/billing/settle-operations.ts'
import { changePlanOf } from '../../src/billing/change-plan-of.ts'
import { newSecret } from '../../src/lib/token.ts'
import { access, buy, subscriber } from '../support/buyer.ts'
import { openStaff } from '../support/staff.ts'
import { invoicesOf, stripeCall, subscriptionAtStripe } from '../support/stripe-side.ts'
import { formOf } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
}, 60_000)
afterAll(() => world.close())

const wish = (account: string) => ({ account, reason: 'Shared the key', intent: newSecret(), actor: 'command-line' })

test('on the page: with a reason and a fresh code, once; access ends now and no money moves', async () => {
  const account = await subscriber(world, 'turnpike_pro_year_usd')
  const page = `/admin/customers/${account}`
  const action = `${page}/subscription/cancellation`
  const owner = await openStaff(world)
  expect((await owner.submit(page, action, { reason: ' ' })).text).toContain('Say why')
  expect((await access(world, account)).state).toBe('active')

  const form = { ...formOf((await owner.get(page)).text, action), reason: 'Shared the key' }
  const answers = await Promise.all([owner.post(action, form), owner.post(action, form)])
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  await world.settled()
  expect((await access(world, account)).state).toBe('ended')
  const { id, customer, status } = await subscriptionAtStripe(world, account)
  expect(status).toBe('canceled')
  expect(await stripeCall(world, `/v1/customers/${customer}`)).toMatchObject({ balance: 0 })
  expect(await invoicesOf(world, account)).toHaveLength(1)
  const entries = await auditOf(account, 'subscription.cancel-now')
  expect(entries).toMatchObject([{ detail: { subscription: id, reason: 'Shared the key' } }])
  const after = (await owner.get(page)).text
  expect(after).not.toContain('End it now')
  expect(after).toContain('Subscription ended at once')
})

test('a code given too long ago is asked for again', async () => {
  const account = await subscriber(world, 'turnpike_pro_year_usd')
  const page = `/admin/customers/${account}`
  const owner = await openStaff(world)
  await world.travel('6m')
  const answer = await owner.submit(page, `${page}/subscription/cancellation`, { reason: 'Asked for it' })
  expect(answer.path).toBe('/step-up')
  expect((await access(world, account)).state).toBe('active')
})

test('a planned change ends with it; buying again is possible at once', async () => {
  const account = await subscriber(world, 'turnpike_pro_month_usd')
  await changePlanOf(world.app, account, 'basic', 'command-line')
  await endSubscription(world.app, wish(account))
  await world.settled()
  await buy(world, account, 'turnpike_basic_month_usd')
  expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'basic' } })
  await world.travel('32d')
  expect((await invoicesOf(world, account)).map((invoice) => invoice.amount_paid)).toEqual([500, 500, 1000])
})

test('a lost reply ends it all the same', async () => {
  const account = await subscriber(world, 'turnpike_pro_year_usd')
  const { id } = await subscriptionAtStripe(world, account)
  world.simulator.control.failNext({
    method: 'DELETE',
    path: `/v1/subscriptions/${id}`,
    kind: 'lost-reply',
    times: 3,
  })
  const asked = await endSubscription(world.app, wish(account))
  await world.travel('1m')
  await settleOperations(world.app)
  expect(['unknown', 'succeeded']).toContain(asked.state)
  expect((await access(world, account)).state).toBe('ended')
  const { state } = await world.app.db
    .selectFrom('operations')
    .select('state')
    .where('id', '=', asked.id)
    .executeTakeFirstOrThrow()
  expect(state).toBe('succeeded')
})

function auditOf(account: string, action: string) {
  return world.app.db
    .selectFrom('audit')
    .select('detail')
    .where('subject', '=', account)
    .where('action', '=', action)
    .execute()
}
