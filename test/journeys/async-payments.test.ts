// Payments that are not there at once: bank debits that arrive or fail days later, a bank that asks at renewal, a page left open.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { startCheckout } from '../../src/billing/checkout.ts'
import { publishPlans } from '../../src/billing/plans.ts'
import { checkInvariants } from '../../src/ops/invariants.ts'
import { access, buy, newBuyer, sessionIn } from '../support/buyer.ts'
import { DELIVERIES, hearAll } from '../support/deliveries.ts'
import { pageOfOtherTab } from '../support/stripe-side.ts'
import { until } from '../support/until.ts'
import { openClient } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'

const PRO = 'turnpike_pro_month_usd'
const PASSWORD = 'correct horse battery staple'
let count = 0

async function mailsOf({ app }: World, account: string): Promise<string[]> {
  const rows = await app.db
    .selectFrom('mails')
    .select('subject')
    .where('account_id', '=', account)
    .orderBy('created_at')
    .execute()
  return rows.map((row) => row.subject)
}

async function checkoutOf({ app }: World, account: string) {
  return app.db
    .selectFrom('checkouts')
    .select(['id', 'state'])
    .where('account_id', '=', account)
    .orderBy('created_at', 'desc')
    .executeTakeFirstOrThrow()
}

/** Live subscriptions, and what came in and went back, in cents. */
async function standing({ app }: World, account: string) {
  const subscriptions = await app.db
    .selectFrom('subscriptions')
    .select('status')
    .where('account_id', '=', account)
    .execute()
  const payments = await app.db
    .selectFrom('payments')
    .select(['amount', 'refunded'])
    .where('account_id', '=', account)
    .where('status', '=', 'succeeded')
    .execute()
  const sum = (of: 'amount' | 'refunded') => payments.reduce((all, payment) => all + payment[of], 0n)
  const live = subscriptions.filter(({ status }) => status !== 'canceled').length
  return { live, paid: sum('amount'), refunded: sum('refunded') }
}

describe.each(DELIVERIES)('with events $name', ({ faults, drop }) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld()
    world.simulator.control.setWebhooks(faults)
  }, 60_000)
  afterAll(() => world.close())
  const hear = () => hearAll(world, drop)

  /** Somebody with a browser, back from the payment page that took a bank debit. */
  const debited = async (method: string) => {
    const email = `debit-${++count}-${process.pid}@example.com`
    const { account } = await createCustomer(world.app, { email, password: PASSWORD, verified: true })
    world.simulator.control.completeCheckout(sessionIn(await startCheckout(world.app, account, PRO)), method)
    await hear()
    const page = async () => {
      const client = openClient(world.url) // days pass: the log-in of before has ended
      await client.submit('/log-in', '/log-in', { email, password: PASSWORD })
      return (await client.get(`/checkouts/${(await checkoutOf(world, account)).id}`)).text
    }
    return { account, page }
  }

  test('a debit that arrives: no access before, access after', async () => {
    const { account, page } = await debited('pm_sepa_succeeds')
    expect((await access(world, account)).state).toBe('none')
    expect(await page()).toContain('under way')
    await world.travel('4d')
    await hear()
    expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'pro' } })
    expect(await page()).toContain('You have access')
  })

  test('a debit that fails: no access, the page and a mail say so', async () => {
    const { account, page } = await debited('pm_sepa_fails')
    await world.travel('4d')
    await hear()
    expect((await access(world, account)).state).toBe('none')
    expect(await page()).toContain('Your bank did not pay')
    expect((await mailsOf(world, account)).filter((subject) => subject.includes('did not arrive'))).toHaveLength(1)
    expect((await checkoutOf(world, account)).state).toBe('failed')
  })

  test('a second subscription whose debit is under way: ended at once, its money given back when it arrives', async () => {
    const account = await newBuyer(world)
    const session = sessionIn(await startCheckout(world.app, account, PRO))
    const other = await pageOfOtherTab(world, account, PRO)
    world.simulator.control.completeCheckout(session)
    await world.travel('1m') // so that it is the first
    world.simulator.control.completeCheckout(other, 'pm_sepa_succeeds')
    await hear()
    await until('the second one is ended', async () => (await standing(world, account)).live === 1)
    expect(await standing(world, account)).toEqual({ live: 1, paid: 1000n, refunded: 0n })
    await world.travel('4d')
    await hear()
    await until('its money is back', async () => (await standing(world, account)).refunded > 0n)
    expect(await standing(world, account)).toEqual({ live: 1, paid: 2000n, refunded: 1000n })
    expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'pro' } })
    const checks = await checkInvariants({ ...world.app, anchors: null })
    expect(checks.filter((check) => !check.ok)).toEqual([])
  })

  test('a bank that asks at renewal: one mail with the way to confirm, none that the card failed', async () => {
    const account = await newBuyer(world)
    await buy(world, account, PRO, 'pm_card_authenticationRequired')
    await hear()
    await world.travel('32d')
    await hear()
    const subjects = await mailsOf(world, account)
    expect(subjects.filter((subject) => subject.includes('confirm a payment'))).toHaveLength(1)
    expect(subjects.some((subject) => subject.includes('did not go through'))).toBe(false)
    expect(await access(world, account)).toMatchObject({ state: 'grace' })
  })
})

test('a receipt and its PDF are linked from the billing page', async () => {
  const world = await createWorld()
  try {
    const email = 'receipts@example.com'
    const { account } = await createCustomer(world.app, { email, password: PASSWORD, verified: true })
    await buy(world, account, PRO)
    const client = openClient(world.url)
    await client.submit('/log-in', '/log-in', { email, password: PASSWORD })
    const { text } = await client.get('/billing')
    expect(text).toMatch(/href="[^"]*\/sim\/invoice\/[^"]*"/)
    expect(text).toContain('Invoice (PDF)')
  } finally {
    await world.close()
  }
})

test('a price that changes under an open purchase is asked for anew, not refused for a day', async () => {
  const world = await createWorld()
  try {
    const account = await newBuyer(world)
    world.simulator.control.failNext({ method: 'POST', path: '/v1/checkout/sessions', kind: 'lost-reply', times: 3 })
    await expect(startCheckout(world.app, account, PRO)).rejects.toThrow(/\w/)
    await world.app.db.updateTable('plan_prices').set({ amount: 1200n }).where('lookup_key', '=', PRO).execute()
    await publishPlans(world.app)
    const changed = sessionIn(await startCheckout(world.app, account, PRO))
    world.simulator.control.completeCheckout(changed)
    await world.settled()
    const paid = world.app.db.selectFrom('payments').select('amount').where('account_id', '=', account)
    expect(await paid.execute()).toEqual([{ amount: 1200n }])

    const other = await newBuyer(world)
    const old = sessionIn(await startCheckout(world.app, other, PRO))
    await world.app.db.updateTable('plan_prices').set({ amount: 1300n }).where('lookup_key', '=', PRO).execute()
    await publishPlans(world.app)
    await startCheckout(world.app, other, PRO)
    expect(() => world.simulator.control.completeCheckout(old)).toThrow(/expired/)
  } finally {
    await world.close()
  }
})
