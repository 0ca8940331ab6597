// Stripe Tax switched on: the customer pays it, and it is neither theirs who sell nor theirs who brought the customer.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { confirmPlanChange, previewPlanChange } from '../../src/billing/plan-change-preview.ts'
import { startCheckout } from '../../src/billing/checkout.ts'
import { reconcile } from '../../src/billing/reconcile.ts'
import { refundPayment } from '../../src/billing/refund.ts'
import { syncAccount } from '../../src/billing/sync-customer.ts'
import { checkInvariants } from '../../src/ops/invariants.ts'
import { newSecret } from '../../src/lib/token.ts'
import { comeBy, commissionsOf, newAffiliate } from '../support/affiliates.ts'
import { access, booksOf, lastPayment, newBuyer, sessionIn } from '../support/buyer.ts'
import { DELIVERIES, hearAll } from '../support/deliveries.ts'
import { unheard } from '../support/reconciling.ts'
import { createWorld, type World } from '../support/world.ts'

const PRO = 'turnpike_pro_month_usd' // $10.00

describe.each(DELIVERIES)('with events $name', ({ faults, drop }) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld({ STRIPE_TAX: 'on' })
    world.simulator.control.setWebhooks(faults)
  }, 60_000)
  afterAll(() => world.close())
  const hear = () => hearAll(world, drop)

  async function buyIn(country: string, account: string, price = PRO) {
    const session = sessionIn(await startCheckout(world.app, account, price))
    world.simulator.control.completeCheckout(session, 'pm_card_visa', country)
    await hear()
  }

  test('it is on top of the price, at renewals too, and the books agree with Stripe', async () => {
    const account = await newBuyer(world)
    await buyIn('DE', account)
    expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'pro' } })
    expect(await lastPayment(world, account)).toMatchObject({ amount: 1190n, tax: 190n })
    await world.travel('32d')
    await hear()
    expect(await lastPayment(world, account)).toMatchObject({ amount: 1190n, tax: 190n })
    expect(await booksOf(world, account)).toMatchObject({ revenue: -2000n, tax: -380n })
    const { differences } = await reconcile(world.app, { from: null, to: world.app.clock() })
    expect(differences).toEqual([])
  })

  test('a change of plan charges what was shown, tax within', async () => {
    const account = await newBuyer(world)
    await buyIn('FR', account, 'turnpike_basic_month_usd')
    await world.travel('10d')
    const preview = await previewPlanChange(world.app, account, PRO)
    await confirmPlanChange(world.app, account, preview.shown)
    await hear()
    const { amount, tax } = await lastPayment(world, account)
    expect(amount).toBe(preview.today.amount)
    expect(Number(tax)).toBeCloseTo(Number(amount) / 6, -0.5) // 20 of 120
    expect(preview.lines.reduce((sum, line) => sum + line.amount, 0n)).toBe(amount)
  })

  test('a commission is counted without it, and a refund takes its share of that', async () => {
    const affiliate = await newAffiliate(world)
    const customer = await comeBy(world, [`/?via=${affiliate.code}`])
    await buyIn('DE', customer.account)
    expect(await commissionsOf(world, affiliate.account)).toMatchObject([{ base: 1000n, amount: 200n }])
    const payment = await lastPayment(world, customer.account)
    const told = { reason: 'Half of it', intent: newSecret(), actor: 'command-line' }
    await refundPayment(world.app, { payment: payment.id, amount: 595n, ...told })
    await hear()
    expect(await commissionsOf(world, affiliate.account)).toMatchObject([{ base: 1000n, amount: 100n }])
    expect(await booksOf(world, customer.account)).toMatchObject({ revenue: -1000n, tax: -95n, refunds: 500n })
    const checks = await checkInvariants({ ...world.app, anchors: null })
    expect(checks.filter((check) => !check.ok)).toEqual([])
  })

  test('a payment that is seen before its invoice earns nothing yet, and then its share without the tax', async () => {
    const affiliate = await newAffiliate(world)
    const customer = await comeBy(world, [`/?via=${affiliate.code}`])
    const session = sessionIn(await startCheckout(world.app, customer.account, PRO))
    await unheard(world, () => world.simulator.control.completeCheckout(session, 'pm_card_visa', 'DE'))
    const { stripe } = world.app
    const fetchCustomer = async (id: string) => ({ ...(await stripe.fetchCustomer(id)), invoices: [] })
    await syncAccount({ ...world.app, stripe: { ...stripe, fetchCustomer } }, customer.account)
    expect(await lastPayment(world, customer.account)).toMatchObject({ amount: 1190n, tax: 0n, invoice_id: null })
    expect(await commissionsOf(world, affiliate.account)).toEqual([])
    await syncAccount(world.app, customer.account)
    expect(await commissionsOf(world, affiliate.account)).toMatchObject([{ base: 1000n, amount: 200n }])
    world.simulator.control.setWebhooks(faults)
  })
})
