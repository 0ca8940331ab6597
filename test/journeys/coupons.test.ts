// Coupons: limits that hold under a rush, and slots that come back when nothing was bought.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changePlanOf } from '../../src/billing/change-plan-of.ts'
import { startCheckout } from '../../src/billing/checkout.ts'
import { endCoupon, listCoupons, makeCoupon, type NewCoupon } from '../../src/billing/coupons.ts'
import { endSubscription } from '../../src/billing/manage-subscription.ts'
import { settleOverdue } from '../../src/billing/settle-overdue.ts'
import { newSecret } from '../../src/lib/token.ts'
import { access, buy, newBuyer, sessionIn } from '../support/buyer.ts'
import { DELIVERIES, hearAll } from '../support/deliveries.ts'
import { createWorld, type World } from '../support/world.ts'

const PRO = 'turnpike_pro_month_usd'
const BASIC = 'turnpike_basic_month_usd'
let count = 0

async function coupon({ app }: World, change: Partial<NewCoupon> = {}): Promise<string> {
  const code = `CODE-${++count}`
  await makeCoupon(app, 'command-line', {
    code,
    off: { percent: 50 },
    duration: 'once',
    months: null,
    maxRedemptions: null,
    perCustomer: 1,
    expiresAt: null,
    plans: null,
    ...change,
  })
  return code
}

async function usesOf({ app }: World, code: string) {
  const row = (await listCoupons(app)).find((one) => one.code === code)
  return { used: row?.used, held: row?.held }
}

async function paymentsOf({ app }: World, account: string) {
  return app.db
    .selectFrom('payments')
    .select(['amount', 'discount', 'currency', 'status'])
    .where('account_id', '=', account)
    .orderBy('created_at')
    .execute()
}

describe.each(DELIVERIES)('with events $name', ({ faults, drop }) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld()
    world.simulator.control.setWebhooks(faults)
  }, 60_000)
  afterAll(() => world.close())
  const pay = async (account: string, code: string, price = PRO, card: string | null = 'pm_card_visa') => {
    const session = sessionIn(await startCheckout(world.app, account, price, code))
    world.simulator.control.completeCheckout(session, card)
    await hearAll(world, drop)
  }

  test('half price once: what is paid, and what the renewal costs', async () => {
    const code = await coupon(world)
    const account = await newBuyer(world)
    await pay(account, ` ${code.toLowerCase()} `)
    expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'pro' } })
    expect(await usesOf(world, code)).toEqual({ used: 1, held: 0 })
    await world.travel('32d')
    await hearAll(world, drop)
    expect(await paymentsOf(world, account)).toMatchObject([
      { amount: 500n, discount: 500n },
      { amount: 1000n, discount: 0n },
    ])
  })

  test('everything off for good: access, no card, no payment, and it goes on', async () => {
    const code = await coupon(world, { off: { percent: 100 }, duration: 'forever' })
    const account = await newBuyer(world)
    await pay(account, code, PRO, null)
    expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'pro' } })
    await world.travel('32d')
    await hearAll(world, drop)
    expect(await access(world, account)).toMatchObject({ state: 'active' })
    expect(await paymentsOf(world, account)).toEqual([])
  })

  test('a slot comes back when the page is left until it expires', async () => {
    const code = await coupon(world, { maxRedemptions: 1 })
    await startCheckout(world.app, await newBuyer(world), PRO, code)
    expect(await usesOf(world, code)).toEqual({ used: 0, held: 1 })
    const next = await newBuyer(world)
    await expect(startCheckout(world.app, next, PRO, code)).rejects.toThrow('used up')
    await world.travel('25h')
    await hearAll(world, drop)
    expect(await usesOf(world, code)).toEqual({ used: 0, held: 0 })
    await pay(next, code)
    expect(await usesOf(world, code)).toEqual({ used: 1, held: 0 })
  })
})

describe('limits', () => {
  let world: World
  beforeAll(async () => {
    world = await createWorld()
  }, 60_000)
  afterAll(() => world.close())

  test('fifty at once for the one use that is left: one has it', async () => {
    const code = await coupon(world, { maxRedemptions: 1 })
    const buyers = await Promise.all(Array.from({ length: 50 }, () => newBuyer(world)))
    const tries = await Promise.allSettled(buyers.map((account) => startCheckout(world.app, account, PRO, code)))
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    const sentences = tries.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []))
    expect(sentences.every((sentence) => sentence.includes('used up'))).toBe(true)
    expect(await usesOf(world, code)).toEqual({ used: 0, held: 1 })
  }, 60_000)

  test('fifty clicks of one customer hold one use', async () => {
    const code = await coupon(world, { maxRedemptions: 10 })
    const account = await newBuyer(world)
    const clicks = Array.from({ length: 50 }, () => startCheckout(world.app, account, PRO, code))
    expect(new Set(await Promise.all(clicks)).size).toBe(1)
    expect(await usesOf(world, code)).toEqual({ used: 0, held: 1 })
  }, 60_000)

  test('the database itself refuses one more, whoever writes it', async () => {
    const code = await coupon(world, { maxRedemptions: 1, perCustomer: 1 })
    const account = await newBuyer(world)
    await startCheckout(world.app, account, PRO, code)
    const claim = world.app.db.selectFrom('coupon_claims').selectAll().where('account_id', '=', account)
    const held = await claim.executeTakeFirstOrThrow()
    const other = await newBuyer(world)
    await startCheckout(world.app, other, PRO)
    const free = await world.app.db
      .selectFrom('checkouts')
      .select('id')
      .where('account_id', '=', other)
      .executeTakeFirstOrThrow()
    const again = world.app.db
      .insertInto('coupon_claims')
      .values({ ...held, checkout_id: free.id, account_id: other })
      .execute()
    await expect(again).rejects.toThrow('coupons_limit')
  })

  test('once per customer, also after the first was paid and ended', async () => {
    const code = await coupon(world)
    const account = await newBuyer(world)
    const session = sessionIn(await startCheckout(world.app, account, PRO, code))
    world.simulator.control.completeCheckout(session)
    await world.settled()
    const { id } = await world.app.db
      .selectFrom('subscriptions')
      .select('id')
      .where('account_id', '=', account)
      .executeTakeFirstOrThrow()
    await world.app.stripe.cancelNow({ subscription: id })
    await world.settled()
    await expect(startCheckout(world.app, account, PRO, code)).rejects.toThrow('as often as')
    await startCheckout(world.app, account, PRO)
  })

  test('for one plan only, until it ends, until it is switched off, in its own currency', async () => {
    const account = await newBuyer(world)
    const proOnly = await coupon(world, { plans: ['pro'] })
    await expect(startCheckout(world.app, account, BASIC, proOnly)).rejects.toThrow('another plan')
    const expiresAt = new Date(world.app.clock().getTime() + 3_600_000)
    const short = await coupon(world, { expiresAt })
    await startCheckout(world.app, account, PRO, short)
    await world.travel('2h')
    await expect(startCheckout(world.app, await newBuyer(world), PRO, short)).rejects.toThrow('expired')
    await endCoupon(world.app, 'command-line', proOnly)
    await expect(startCheckout(world.app, await newBuyer(world), PRO, proOnly)).rejects.toThrow('no such code')
    const euro = await coupon(world, { off: { amount: { amount: 100n, currency: 'eur' } } })
    await expect(startCheckout(world.app, await newBuyer(world), PRO, euro)).rejects.toThrow('in EUR')
    await expect(startCheckout(world.app, await newBuyer(world), PRO, 'NONE-SUCH')).rejects.toThrow('no such code')
  })

  test('a code for one plan is not taken along to another', async () => {
    const code = await coupon(world, { off: { percent: 100 }, duration: 'forever', plans: ['basic'] })
    const account = await newBuyer(world)
    const session = sessionIn(await startCheckout(world.app, account, BASIC, code))
    world.simulator.control.completeCheckout(session, null)
    await world.settled()
    await expect(changePlanOf(world.app, account, 'premium', 'command-line')).rejects.toThrow('not for this plan')
    expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'basic' } })
  })

  test('a code for one plan ends with its subscription, and binds no later one', async () => {
    const code = await coupon(world, { duration: 'forever', plans: ['basic'] })
    const account = await newBuyer(world)
    world.simulator.control.completeCheckout(sessionIn(await startCheckout(world.app, account, BASIC, code)))
    await world.settled()
    await endSubscription(world.app, { account, reason: 'Asked', actor: 'command-line', intent: newSecret() })
    await world.settled()
    await buy(world, account, BASIC)
    expect(await changePlanOf(world.app, account, 'pro', 'command-line')).toMatchObject({ state: 'succeeded' })
  })

  test('going on without it, or with another plan, gives the slot back at once', async () => {
    const code = await coupon(world, { maxRedemptions: 1 })
    const account = await newBuyer(world)
    const first = sessionIn(await startCheckout(world.app, account, PRO, code))
    await startCheckout(world.app, account, PRO)
    expect(() => world.simulator.control.completeCheckout(first)).toThrow(/expired/)
    expect(await usesOf(world, code)).toEqual({ used: 0, held: 0 })
    await startCheckout(world.app, account, BASIC, code)
    expect(await usesOf(world, code)).toEqual({ used: 0, held: 1 })
  })

  test('a declined card keeps the slot for the next try on the page', async () => {
    const code = await coupon(world, { maxRedemptions: 1 })
    const account = await newBuyer(world)
    const session = sessionIn(await startCheckout(world.app, account, PRO, code))
    expect(world.simulator.control.completeCheckout(session, 'pm_card_chargeDeclined')).toMatchObject({
      result: 'declined',
    })
    await world.settled()
    expect(await usesOf(world, code)).toEqual({ used: 0, held: 1 })
    world.simulator.control.completeCheckout(session)
    await world.settled()
    expect(await usesOf(world, code)).toEqual({ used: 1, held: 0 })
  })

  test('a process that died before it reached Stripe holds nothing for ever', async () => {
    const code = await coupon(world, { maxRedemptions: 1 })
    const account = await newBuyer(world)
    world.simulator.control.failNext({ method: 'POST', path: '/v1/checkout/sessions', kind: 'error', status: 400 })
    await expect(startCheckout(world.app, account, PRO, code)).rejects.toThrow(/\w/)
    expect(await usesOf(world, code)).toEqual({ used: 0, held: 1 })
    await world.travel('25h')
    await settleOverdue(world.app)
    expect(await usesOf(world, code)).toEqual({ used: 0, held: 0 })
  })
})
