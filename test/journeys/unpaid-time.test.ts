// "Active" at Stripe is not paid: what is under way gives nothing, also to who paid for something before; and what is paid is not cut
// short because an end is planned later.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { endSubscription } from '../../src/billing/manage-subscription.ts'
import { startCheckout } from '../../src/billing/checkout.ts'
import { changePlan } from '../../src/billing/change-plan.ts'
import { newSecret } from '../../src/lib/token.ts'
import { access, buy, newBuyer, sessionIn, subscriber } from '../support/buyer.ts'
import { stripeCall, subscriptionAtStripe } from '../support/stripe-side.ts'
import { createWorld, type World } from '../support/world.ts'

const PRO = 'turnpike_pro_month_usd'
const BASIC = 'turnpike_basic_month_usd'

let world: World
beforeAll(async () => {
  world = await createWorld()
}, 60_000)
afterAll(() => world.close())

async function mailsOf(account: string): Promise<string[]> {
  const rows = await world.app.db.selectFrom('mails').select('subject').where('account_id', '=', account).execute()
  return rows.map(({ subject }) => subject)
}

test('a bank debit that is under way gives no access to somebody whose time is over', async () => {
  const account = await newBuyer(world)
  await buy(world, account, PRO)
  await endSubscription(world.app, { account, reason: 'asked', actor: 'command-line', intent: newSecret() })
  await world.settled()
  expect(await access(world, account)).toMatchObject({ state: 'ended' })
  const session = sessionIn(await startCheckout(world.app, account, BASIC))
  world.simulator.control.completeCheckout(session, 'pm_sepa_fails')
  await world.settled()
  expect(await access(world, account)).toMatchObject({ state: 'ended' })
  await world.travel('4d')
  await world.settled()
  expect(await access(world, account)).toMatchObject({ state: 'ended' })
})

test('an end planned for a later date does not cut off at a renewal before it', async () => {
  const account = await subscriber(world, PRO)
  const { id, items } = await subscriptionAtStripe(world, account)
  const end = items.data[0]?.current_period_end ?? 0
  const cancelAt = String(end + 45 * 86_400)
  await stripeCall(world, `/v1/subscriptions/${id}`, 'POST', { cancel_at: cancelAt, proration_behavior: 'none' })
  await world.settled()
  const untilAfter = (seconds: number) => world.travel(`${seconds - Math.floor(world.app.clock().getTime() / 1000)}s`)
  await untilAfter(end + 600) // the charge comes an hour later
  expect((await access(world, account)).state).toBe('grace')
  await untilAfter(end + 2 * 3600)
  await world.settled()
  expect((await access(world, account)).state).toBe('active')
  await untilAfter(end + 46 * 86_400)
  await world.settled()
  expect((await access(world, account)).state).toBe('ended')
})

test('a card that is declined at the end of a trial: no access, and one mail that says so', async () => {
  await changePlan(world.app, 'command-line', 'pro', { trialDays: 14 })
  const account = await newBuyer(world)
  await buy(world, account, PRO, 'pm_card_renewalFails')
  expect((await access(world, account)).state).toBe('active')
  await world.travel('15d')
  await world.travel('5d') // tried again, and again
  await world.settled()
  expect((await access(world, account)).state).toBe('ended')
  expect((await mailsOf(account)).filter((subject) => subject.includes('did not go through'))).toHaveLength(1)
})
