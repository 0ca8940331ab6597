// Another plan while one runs: shown before it is charged, made once, and never half.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changePlanOf } from '../../src/billing/change-plan-of.ts'
import { cancelAtPeriodEnd, keepPlan, resume } from '../../src/billing/change-subscription.ts'
import { confirmPlanChange, previewPlanChange } from '../../src/billing/plan-change-preview.ts'
import { settleOperations } from '../../src/billing/settle-operations.ts'
import { addDevice } from '../../src/vpn/add-device.ts'
import { listDevices } from '../../src/vpn/list-devices.ts'
import { access, planNow, subscriber } from '../support/buyer.ts'
import { invoicesOf, stripeCall, subscriptionAtStripe } from '../support/stripe-side.ts'
import { createWorld, type World } from '../support/world.ts'

const BASIC = 'turnpike_basic_month_usd'
const PRO = 'turnpike_pro_month_usd'
const DAY = 86_400_000
let world: World
beforeAll(async () => {
  world = await createWorld()
}, 60_000)
afterAll(() => world.close())

async function confirm(account: string, price: string) {
  const { shown } = await previewPlanChange(world.app, account, price)
  return confirmPlanChange(world.app, account, shown)
}

const mailsOf = async (account: string, template: string) =>
  (await world.app.db.selectFrom('mails').select('subject').where('account_id', '=', account).execute()).filter(
    ({ subject }) => subject.includes(template),
  )

describe('up', () => {
  test('charges to the minor unit what was shown, begins at once, and is told once', async () => {
    const account = await subscriber(world)
    await world.travel('10d')
    const preview = await previewPlanChange(world.app, account, PRO)
    expect(preview).toMatchObject({ begins: 'at-once', next: { amount: 1000n, currency: 'usd' } })
    expect(preview.today.amount).toBeGreaterThan(300n)
    expect(preview.today.amount).toBe(preview.lines.reduce((sum, line) => sum + line.amount, 0n))
    await world.travel('5m') // the amount of the moment it was shown holds
    expect(await confirmPlanChange(world.app, account, preview.shown)).toMatchObject({ state: 'succeeded' })
    await world.settled()
    const [invoice] = await invoicesOf(world, account)
    expect(invoice).toMatchObject({ status: 'paid', amount_paid: Number(preview.today.amount) })
    expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'pro', deviceLimit: 10 } })
    expect(await mailsOf(account, 'Your plan is now Pro')).toHaveLength(1)
  })

  test('the year in place of the month: the unused month is taken off', async () => {
    const account = await subscriber(world)
    await world.travel('10d')
    const preview = await previewPlanChange(world.app, account, 'turnpike_basic_year_usd')
    expect(preview.today.amount).toBeLessThan(5000n)
    expect(preview.nextAt?.getTime()).toBeGreaterThan(world.app.clock().getTime() + 360 * DAY)
    await confirmPlanChange(world.app, account, preview.shown)
    const [invoice] = await invoicesOf(world, account)
    expect(invoice).toMatchObject({ status: 'paid', amount_paid: Number(preview.today.amount) })
    const now = await access(world, account)
    if (now.state !== 'active') throw new Error(now.state)
    expect(now.until?.getTime()).toBeGreaterThan(world.app.clock().getTime() + 360 * DAY)
  })

  test('ten confirmations at once, and of another window: one change, one charge', async () => {
    const account = await subscriber(world)
    const [one, other] = await Promise.all([
      previewPlanChange(world.app, account, PRO),
      previewPlanChange(world.app, account, PRO),
    ])
    const clicks = Array.from({ length: 10 }, () => confirmPlanChange(world.app, account, one.shown))
    const results = await Promise.allSettled([...clicks, confirmPlanChange(world.app, account, other.shown)])
    expect(results.some((result) => result.status === 'fulfilled')).toBe(true)
    await world.travel('1m')
    await settleOperations(world.app)
    expect(await invoicesOf(world, account)).toHaveLength(2)
    expect(await planNow(world, account)).toBe('pro')
    // Whichever window came first finds what it did, the other one that nothing is left to do.
    const later = await Promise.allSettled(
      [one, other].map(({ shown }) => confirmPlanChange(world.app, account, shown)),
    )
    expect(later.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await invoicesOf(world, account)).toHaveLength(2)
  })

  test.each([
    ['is declined', 'decline'],
    ['asks for the bank', 'authentication_required'],
  ] as const)('a card that %s leaves the old plan, and paying later brings the new one', async (_, outcome) => {
    const account = await subscriber(world)
    const { customer } = await subscriptionAtStripe(world, account)
    world.simulator.control.setOutcome(customer, outcome)
    expect(await confirm(account, PRO)).toMatchObject({ state: 'failed', failure: 'The change waits for its payment.' })
    await world.settled()
    expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'basic' } })
    const row = await subscriptionRow(account)
    expect(row.pending_pay_url).toContain('/sim/invoice/')
    world.simulator.control.setOutcome(customer, null)
    const [invoice] = await invoicesOf(world, account)
    await stripeCall(world, `/v1/invoices/${invoice?.id}/pay`, 'POST')
    await world.settled()
    expect(await planNow(world, account)).toBe('pro')
    expect((await subscriptionRow(account)).pending_price_id).toBeNull()
    expect(await mailsOf(account, 'Your plan is now Pro')).toHaveLength(1)
  })

  test('never paid: the change is dropped and nothing is owed', async () => {
    const account = await subscriber(world)
    const { customer } = await subscriptionAtStripe(world, account)
    world.simulator.control.setOutcome(customer, 'decline')
    await confirm(account, PRO)
    await world.travel('25h')
    expect(await planNow(world, account)).toBe('basic')
    expect((await invoicesOf(world, account))[0]).toMatchObject({ status: 'void' })
    expect((await subscriptionRow(account)).pending_price_id).toBeNull()
  })

  test('a lost reply ends in the right plan by itself, charged once', async () => {
    const account = await subscriber(world)
    const { id } = await subscriptionAtStripe(world, account)
    world.simulator.control.failNext({ method: 'POST', path: `/v1/subscriptions/${id}`, kind: 'lost-reply', times: 3 })
    expect(await confirm(account, PRO)).toMatchObject({ state: 'unknown' })
    await expect(cancelAtPeriodEnd(world.app, account)).rejects.toThrow('still being checked')
    await world.travel('1m')
    await settleOperations(world.app)
    expect(await planNow(world, account)).toBe('pro')
    expect(await invoicesOf(world, account)).toHaveLength(2)
  })

  test('a request that never arrived is sent again within the day, and never after it', async () => {
    for (const [wait, plan] of [
      ['1m', 'pro'],
      ['24h', 'basic'],
    ] as const) {
      const account = await subscriber(world)
      const { id } = await subscriptionAtStripe(world, account)
      const path = `/v1/subscriptions/${id}`
      world.simulator.control.failNext({ method: 'POST', path, kind: 'reset', times: 3 })
      expect(await confirm(account, PRO)).toMatchObject({ state: 'unknown' })
      await world.travel(wait)
      await settleOperations(world.app)
      expect(await planNow(world, account)).toBe(plan)
    }
  })

  test('during a trial nothing is charged, and the new price comes after it', async () => {
    await world.app.db.updateTable('plans').set({ trial_days: 7 }).where('id', '=', 'basic').execute()
    const account = await subscriber(world)
    await world.app.db.updateTable('plans').set({ trial_days: 0 }).where('id', '=', 'basic').execute()
    const preview = await previewPlanChange(world.app, account, PRO)
    expect(preview).toMatchObject({ isTrial: true, today: { amount: 0n } })
    expect(await confirmPlanChange(world.app, account, preview.shown)).toMatchObject({ state: 'succeeded' })
    await world.travel('8d')
    expect((await invoicesOf(world, account))[0]).toMatchObject({ amount_paid: 1000 })
    expect(await planNow(world, account)).toBe('pro')
  })
})

describe('down', () => {
  test('waits for the end of the paid time; then the newest devices rest, and come back with the larger plan', async () => {
    const account = await subscriber(world, PRO)
    for (const name of ['One', 'Two', 'Three', 'Four', 'Five'])
      await addDevice(world.app, account, { name, protocol: 'wireguard' })
    const preview = await previewPlanChange(world.app, account, BASIC)
    expect(preview).toMatchObject({ begins: 'at-period-end', today: { amount: 0n }, next: { amount: 500n }, lines: [] })
    expect(await confirmPlanChange(world.app, account, preview.shown)).toMatchObject({ kind: 'schedule' })
    expect(await planNow(world, account)).toBe('pro')
    expect(await mailsOf(account, 'Your plan changes on')).toHaveLength(1)
    const resting = async () =>
      (await listDevices(world.app, account)).filter(({ state }) => state === 'suspended').map(({ name }) => name)
    expect(await resting()).toEqual([])

    await world.travel('32d')
    expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'basic', deviceLimit: 3 } })
    expect((await invoicesOf(world, account))[0]).toMatchObject({ status: 'paid', amount_paid: 500 })
    expect((await resting()).toSorted()).toEqual(['Five', 'Four'])
    await changePlanOf(world.app, account, 'pro', 'command-line')
    expect(await resting()).toEqual([])
  })

  test('can be taken back: the plan renews as it was', async () => {
    const account = await subscriber(world, PRO)
    await confirm(account, BASIC)
    expect((await subscriptionRow(account)).next_price_id).not.toBeNull()
    expect(await keepPlan(world.app, account)).toBe('succeeded')
    expect(await keepPlan(world.app, account)).toBe('nothing')
    expect((await subscriptionRow(account)).next_price_id).toBeNull()
    await world.travel('32d')
    expect((await invoicesOf(world, account))[0]).toMatchObject({ amount_paid: 1000 })
  })

  test('and a cancellation do not fight: each takes the other back first, or says so', async () => {
    const account = await subscriber(world, PRO)
    await confirm(account, BASIC)
    expect(await cancelAtPeriodEnd(world.app, account)).toBe('succeeded')
    expect(await subscriptionRow(account)).toMatchObject({ schedule_id: null, next_price_id: null })
    await expect(previewPlanChange(world.app, account, BASIC)).rejects.toThrow('Keep it first')
    expect(await resume(world.app, account)).toBe('succeeded')
    await confirm(account, BASIC)
    await cancelAtPeriodEnd(world.app, account)
    await world.travel('32d')
    expect((await access(world, account)).state).toBe('ended')
    expect(await invoicesOf(world, account)).toHaveLength(1)
  })

  test('a lost reply of either call ends in the planned change', async () => {
    for (const path of ['/v1/subscription_schedules', '/v1/subscription_schedules/*']) {
      const account = await subscriber(world, PRO)
      world.simulator.control.failNext({ method: 'POST', path, kind: 'lost-reply', times: 3 })
      expect(await confirm(account, BASIC)).toMatchObject({ state: 'unknown' })
      await world.travel('1m')
      await settleOperations(world.app)
      await world.travel('32d')
      expect(await planNow(world, account)).toBe('basic')
    }
  })
})

test('up, down, up again leaves no credit: the money is that of the prices and the days', async () => {
  const account = await subscriber(world)
  await world.travel('10d')
  const up = await previewPlanChange(world.app, account, PRO)
  await confirmPlanChange(world.app, account, up.shown)
  await confirm(account, BASIC)
  const again = await previewPlanChange(world.app, account, 'turnpike_premium_month_usd')
  expect(again.replacesPlanned).toBe(true)
  await confirmPlanChange(world.app, account, again.shown)
  await confirm(account, BASIC)
  const paid = (await invoicesOf(world, account)).map((invoice) => invoice.amount_paid)
  const { items, customer } = await subscriptionAtStripe(world, account)
  const [item] = items.data
  if (!item) throw new Error('no item')
  // Ten days of Basic, the rest of Premium: within a minor unit for each of the roundings.
  const whole = (item.current_period_end - item.current_period_start) * 1000
  const left = whole - 10 * DAY
  const fair = (500 * (whole - left) + 2000 * left) / whole
  expect(Math.abs(paid.reduce((sum, amount) => sum + amount, 0) - fair)).toBeLessThan(3)
  expect(await stripeCall(world, `/v1/customers/${customer}`)).toMatchObject({ balance: 0 })
  await world.travel('32d')
  expect((await invoicesOf(world, account))[0]).toMatchObject({ amount_paid: 500, starting_balance: 0 })
  expect(await stripeCall(world, `/v1/customers/${customer}`)).toMatchObject({ balance: 0 })
})

function subscriptionRow(account: string) {
  return world.app.db
    .selectFrom('subscriptions')
    .selectAll()
    .where('account_id', '=', account)
    .executeTakeFirstOrThrow()
}
