// What the overview says of the last thirty days is what Stripe's own lists say, counted once more by hand.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCheckout } from '../../src/billing/checkout.ts'
import { figures } from '../../src/billing/figures.ts'
import { buy, newBuyer, sessionIn } from '../support/buyer.ts'
import { openStaff } from '../support/staff.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
}, 60_000)
afterAll(() => world.close())

const BASIC = 'turnpike_basic_month_usd'

interface Listed {
  id: string
  status: string
  created: number
  ended_at: number | null
  trial_end: number | null
}

/** The newest hundred of a kind, as Stripe lists them. */
async function listed(what: string): Promise<Listed[]> {
  const answer = await fetch(`${world.simulator.apiBase}/v1/${what}limit=100`, {
    headers: { authorization: world.stripeKey },
  })
  const { data } = (await answer.json()) as { data: Listed[] } // a list, as Stripe documents it
  return data
}

async function recount() {
  const to = world.app.clock().getTime() / 1000
  const from = to - 30 * 86_400
  const [subscriptions, charges, sessions] = await Promise.all([
    listed('subscriptions?status=all&'),
    listed('charges?'),
    listed('checkout/sessions?'),
  ])
  const before = subscriptions.filter(
    ({ created, ended_at: ended, trial_end: trial }) =>
      created <= from && (ended ?? Infinity) > from && (trial ?? 0) <= from,
  )
  const recent = charges.filter(({ created, status }) => created > from && status !== 'pending')
  const over = sessions.filter(({ created, status }) => created > from && status !== 'open')
  const count = (rows: Listed[], counts: (row: Listed) => boolean) => [rows.filter(counts).length, rows.length]
  return {
    churn: count(before, ({ ended_at: ended }) => ended !== null),
    failedPayments: count(recent, ({ status }) => status === 'failed'),
    checkoutConversion: count(over, ({ status }) => status === 'complete'),
  }
}

async function shown() {
  const { churn, failedPayments, checkoutConversion, trialConversion, newCustomers } = await figures(world.app)
  const pair = ({ part, whole }: { part: number; whole: number }) => [part, whole]
  return {
    stripe: {
      churn: pair(churn),
      failedPayments: pair(failedPayments),
      checkoutConversion: pair(checkoutConversion),
    },
    trials: pair(trialConversion),
    newCustomers,
  }
}

async function idOf(table: 'subscriptions' | 'stripe_customers', account: string): Promise<string> {
  const row = await world.app.db
    .selectFrom(table)
    .select('id')
    .where('account_id', '=', account)
    .executeTakeFirstOrThrow()
  return row.id
}

test('nothing yet: no share is a number', async () => {
  expect(await shown()).toEqual({ stripe: await recount(), trials: [0, 0], newCustomers: 0 })
  const owner = await openStaff(world)
  expect((await owner.get('/admin')).text).toContain('0 of 0 subscriptions ended')
})

test('one leaves early, one later, a renewal fails, a trial pays and one does not, a checkout is left', async () => {
  const { app, simulator } = world
  const [stays, leavesFirst, leaves, fails] = [
    await newBuyer(world),
    await newBuyer(world),
    await newBuyer(world),
    await newBuyer(world),
  ]
  for (const account of [stays, leavesFirst, leaves, fails]) await buy(world, account, BASIC)
  await app.stripe.cancelNow({ subscription: await idOf('subscriptions', leavesFirst) })
  await app.db.updateTable('plans').set({ trial_days: 7 }).where('id', '=', 'pro').execute()
  const [tried, kept] = [await newBuyer(world), await newBuyer(world)]
  await buy(world, tried, 'turnpike_pro_month_usd')
  await buy(world, kept, 'turnpike_pro_month_usd', 'pm_card_mastercard') // a card gives one trial
  await app.stripe.cancelNow({ subscription: await idOf('subscriptions', tried) })
  await world.settled()
  expect(await shown()).toEqual({ stripe: await recount(), trials: [0, 0], newCustomers: 6 })

  simulator.control.setOutcome(await idOf('stripe_customers', fails), 'decline')
  await world.travel('32d')
  await app.stripe.cancelNow({ subscription: await idOf('subscriptions', leaves) })
  await buy(world, await newBuyer(world), BASIC)
  const left = sessionIn(await startCheckout(app, await newBuyer(world), BASIC))
  await world.settled()
  const open = await shown()
  expect(open).toEqual({ stripe: await recount(), trials: [1, 2], newCustomers: 2 })
  expect(open.stripe.churn).toEqual([1, 3])
  expect(open.stripe.checkoutConversion).toEqual([1, 1])
  expect(open.stripe.failedPayments[0]).toBeGreaterThan(0)

  await world.travel('2d')
  const over = await shown()
  expect(over.stripe).toEqual(await recount())
  expect(over.stripe.checkoutConversion, `${left} was left`).toEqual([1, 2])
  const owner = await openStaff(world)
  const page = (await owner.get('/admin')).text
  expect(page).toContain('1 of 2 checkouts completed')
  expect(page).toContain('1 of 2 trials went on to pay')
})
