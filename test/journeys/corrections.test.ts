// What must not go on is ended, and its money goes back: a second subscription whose refund Stripe refuses or whose bank sends it back,
// and a first payment that failed.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startCheckout } from '../../src/billing/checkout.ts'
import { makeCoupon } from '../../src/billing/coupons.ts'
import { correctSubscriptions } from '../../src/billing/correct-subscriptions.ts'
import { enqueueOwed } from '../../src/billing/sweep.ts'
import { newBuyer, sessionIn } from '../support/buyer.ts'
import { customerIdOf, invoicesOf, pageOfOtherTab, stripeCall, subscriptionAtStripe } from '../support/stripe-side.ts'
import { until } from '../support/until.ts'
import { createWorld, type World } from '../support/world.ts'

const PRO = 'turnpike_pro_month_usd'
const REFUNDS = { method: 'POST', path: '/v1/refunds' } as const

let world: World
beforeAll(async () => {
  world = await createWorld()
}, 60_000)
afterEach(() => world.simulator.control.clearCalls())
afterAll(() => world.close())

/** Somebody with two pages to pay on, both paid a minute apart. */
async function paidTwice(): Promise<string> {
  const account = await newBuyer(world)
  const first = sessionIn(await startCheckout(world.app, account, PRO))
  const other = await pageOfOtherTab(world, account, PRO)
  world.simulator.control.completeCheckout(first)
  await world.travel('1m')
  world.simulator.control.completeCheckout(other)
  await world.settled()
  return account
}

async function statesOf(account: string) {
  const { db } = world.app
  const [subscriptions, refunds, alerts] = await Promise.all([
    db.selectFrom('subscriptions').select('status').where('account_id', '=', account).execute(),
    db
      .selectFrom('refunds')
      .innerJoin('payments', 'payments.stripe_id', 'refunds.charge_id')
      .select(['refunds.stripe_id as id', 'refunds.status'])
      .where('account_id', '=', account)
      .execute(),
    db
      .selectFrom('alerts')
      .select('kind')
      .where('resolved_at', 'is', null)
      .where('subject', 'like', `${await customerIdOf(world, account)}%`)
      .execute(),
  ])
  const statuses = subscriptions.map(({ status }) => status).toSorted()
  return { subscriptions: statuses, refunds, alerts: alerts.map(({ kind }) => kind) }
}

test('a second subscription whose refund Stripe refuses is ended all the same; the money is asked for again', async () => {
  world.simulator.control.failNext({ ...REFUNDS, kind: 'error', status: 400, times: 1 })
  const account = await paidTwice()
  await until('one is left', async () => (await statesOf(account)).subscriptions.join() === 'active,canceled')
  await until('staff are told', async () => (await statesOf(account)).alerts.includes('second-subscription'))
  expect((await statesOf(account)).refunds).toEqual([])

  await correctSubscriptions(world.app, account) // not before an hour is over
  expect((await statesOf(account)).refunds).toEqual([])
  world.pass('2h')
  await enqueueOwed(world.app)
  await until('the money is back', async () => (await statesOf(account)).refunds.length === 1)
  await until('nothing is left to tell', async () => (await statesOf(account)).alerts.length === 0)
})

test('a second subscription’s refund that its bank sends back is told to staff, and not asked for in a circle', async () => {
  const account = await paidTwice()
  await until('the money is back', async () => (await statesOf(account)).refunds.length === 1)
  await world.settled()
  world.simulator.control.failRefund((await statesOf(account)).refunds[0]?.id ?? '')
  await until('staff are told', async () => (await statesOf(account)).alerts.includes('refund-failed'))
  await world.settled()
  world.simulator.control.clearCalls()
  for (let sync = 0; sync < 3; sync++) {
    await correctSubscriptions(world.app, account)
    await world.settled()
  }
  expect(world.simulator.control.calls().filter(({ path }) => path === REFUNDS.path)).toEqual([])
  expect(world.simulator.control.calls().length).toBeLessThan(30) // each look is a handful of lists
})

test('a first payment that failed ends what it was for: nothing is charged later, and the customer may buy again', async () => {
  const account = await newBuyer(world)
  const session = sessionIn(await startCheckout(world.app, account, PRO))
  world.simulator.control.completeCheckout(session, 'pm_sepa_fails')
  await world.settled()
  await world.travel('4d')
  await until('it is ended', async () => (await subscriptionAtStripe(world, account)).status === 'canceled')
  await world.settled()
  const again = await startCheckout(world.app, account, PRO)
  expect(sessionIn(again)).toMatch(/^cs_test_/)
  await world.travel('40d')
  await world.settled()
  expect((await invoicesOf(world, account)).filter(({ status }) => status === 'paid')).toEqual([])
})

test('a coupon of a first payment that failed is free again when nothing can be bought with it any more', async () => {
  const code = 'ONLY-ONE'
  const off = { off: { percent: 50 }, duration: 'forever', months: null, maxRedemptions: 1, perCustomer: 1 } as const
  await makeCoupon(world.app, 'command-line', { code, ...off, expiresAt: null, plans: null })
  const account = await newBuyer(world)
  world.simulator.control.completeCheckout(
    sessionIn(await startCheckout(world.app, account, PRO, code)),
    'pm_sepa_fails',
  )
  await world.settled()
  const claim = async () =>
    (
      await world.app.db
        .selectFrom('coupon_claims')
        .select('state')
        .where('account_id', '=', account)
        .executeTakeFirstOrThrow()
    ).state
  expect(await claim()).toBe('held')
  await expect(startCheckout(world.app, await newBuyer(world), PRO, code)).rejects.toThrow('used up')
  await world.travel('4d')
  await until('it is given back', async () => (await claim()) === 'released')
  expect((await subscriptionAtStripe(world, account)).status).toBe('canceled')
  expect(await startCheckout(world.app, await newBuyer(world), PRO, code)).toContain('cs_test_')

  // Its invoice can still be paid on Stripe's page: that money bought nothing, and goes back.
  const [invoice] = await invoicesOf(world, account)
  await stripeCall(world, `/v1/invoices/${invoice?.id}/pay`, 'POST', { payment_method: 'pm_card_visa' })
  await world.settled()
  await until('the money is back', async () => (await statesOf(account)).refunds.length === 1)
})
