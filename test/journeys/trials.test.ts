// Trials: once per person, by account, mailbox and card, and told of before they end.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { changePlan } from '../../src/billing/change-plan.ts'
import { startCheckout } from '../../src/billing/checkout.ts'
import { enqueueEndingTrials } from '../../src/billing/sweep.ts'
import { access, newBuyer, sessionIn } from '../support/buyer.ts'
import { DELIVERIES, hearAll } from '../support/deliveries.ts'
import { until } from '../support/until.ts'
import { openClient } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'

const PRO = 'turnpike_pro_month_usd'
const PASSWORD = 'correct horse battery staple'
const CARDS = ['pm_card_visa', 'pm_card_mastercard', 'pm_card_amex', 'pm_card_visa_debit']

async function withTrials(settings: { trialNeedsCard?: boolean } = {}): Promise<World> {
  const world = await createWorld()
  await changePlan(world.app, 'command-line', 'pro', { trialDays: 14, ...settings })
  return world
}

async function person({ app }: World, email: string): Promise<string> {
  return (await createCustomer(app, { email, password: PASSWORD, verified: true })).account
}

async function open(world: World, account: string): Promise<string> {
  return sessionIn(await startCheckout(world.app, account, PRO))
}

/** Days of trial in an open session: what is due today is nothing. */
async function hasTrial({ simulator, stripeKey }: World, session: string): Promise<boolean> {
  const answer = await fetch(`${simulator.apiBase}/v1/checkout/sessions/${session}`, {
    headers: { authorization: stripeKey },
  })
  return ((await answer.json()) as { amount_total: number }).amount_total === 0 // as Stripe documents it
}

async function mails({ app }: World, account: string, words: string): Promise<number> {
  const rows = await app.db
    .selectFrom('mails')
    .select('id')
    .where('account_id', '=', account)
    .where('subject', 'like', `%${words}%`)
    .execute()
  return rows.length
}

async function statuses({ app }: World, account: string): Promise<string[]> {
  const rows = await app.db.selectFrom('subscriptions').select('status').where('account_id', '=', account).execute()
  return rows.map((row) => row.status)
}

describe.each(DELIVERIES)('with events $name', ({ faults, drop }) => {
  let world: World
  beforeAll(async () => {
    world = await withTrials()
    world.simulator.control.setWebhooks(faults)
  }, 60_000)
  afterAll(() => world.close())
  const hear = () => hearAll(world, drop)

  test('a trial gives access, is told of once before it ends, and is paid then', async () => {
    const account = await newBuyer(world)
    world.simulator.control.completeCheckout(await open(world, account), CARDS[0])
    await hear()
    expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'pro' } })
    await world.travel('10d')
    await hear()
    expect(await mails(world, account, 'ends soon')).toBe(0)
    await world.travel('1d')
    await world.travel('2h')
    await hear()
    expect(await mails(world, account, 'ends soon')).toBe(1)
    await world.travel('4d')
    await hear()
    expect(await access(world, account)).toMatchObject({ state: 'active' })
    const paid = world.app.db.selectFrom('payments').select('amount').where('account_id', '=', account)
    expect(await paid.execute()).toEqual([{ amount: 1000n }])
    expect(await mails(world, account, 'ends soon')).toBe(1)
  })

  test('a card that had a trial with somebody else: this one ends at once, and both are told', async () => {
    const first = await newBuyer(world)
    world.simulator.control.completeCheckout(await open(world, first), CARDS[1])
    await hear()
    const second = await newBuyer(world)
    world.simulator.control.completeCheckout(await open(world, second), CARDS[1])
    await hear()
    await until('the second trial is over', async () => {
      await hear()
      return (await statuses(world, second)).join() === 'active'
    })
    expect(await statuses(world, first)).toEqual(['trialing'])
    expect(await mails(world, second, 'without a trial')).toBe(1)
    const paid = world.app.db.selectFrom('payments').select('amount').where('account_id', '=', second)
    expect(await paid.execute()).toEqual([{ amount: 1000n }])
    const told = world.app.db.selectFrom('alerts').select('kind').where('kind', '=', 'trial-again')
    expect(await told.execute()).toHaveLength(1)
    expect(await access(world, second)).toMatchObject({ state: 'active' })
  })

  test('a card that had a trial, and does not pay: access ends with the trial', async () => {
    const first = await newBuyer(world)
    world.simulator.control.completeCheckout(await open(world, first), 'pm_card_renewalFails')
    await hear()
    const second = await newBuyer(world)
    const session = await open(world, second)
    const { id } = await world.app.db
      .selectFrom('stripe_customers')
      .select('id')
      .where('account_id', '=', second)
      .executeTakeFirstOrThrow()
    world.simulator.control.completeCheckout(session, 'pm_card_renewalFails')
    world.simulator.control.setOutcome(id, 'decline')
    await until('the second trial is over', async () => {
      await hear()
      return (await statuses(world, second)).join() === 'past_due'
    })
    await hear()
    expect((await access(world, second)).state).not.toBe('active')
  })
})

describe('once per person', () => {
  let world: World
  beforeAll(async () => {
    world = await withTrials()
  }, 60_000)
  afterAll(() => world.close())

  test('fifty accounts of one mailbox at once: one trial', async () => {
    const aliases = Array.from({ length: 50 }, (_, at) => `${at % 2 ? 'an.a' : 'ana'}+${at}@gmail.com`)
    const accounts = await Promise.all(aliases.map((email) => person(world, email)))
    const sessions = await Promise.all(accounts.map((account) => open(world, account)))
    const trials = await Promise.all(sessions.map((session) => hasTrial(world, session)))
    expect(trials.filter(Boolean)).toHaveLength(1)
  }, 90_000)

  test('leaving the page keeps the trial, and another account may have it meanwhile given back', async () => {
    const account = await person(world, 'ben+one@example.com')
    expect(await hasTrial(world, await open(world, account))).toBe(true)
    const other = await person(world, 'ben+two@example.com')
    expect(await hasTrial(world, await open(world, other))).toBe(false)
    await world.travel('25h')
    expect(await hasTrial(world, await open(world, other))).toBe(true)
  })

  test('an account that had one is told so on the page of plans, and pays from today', async () => {
    const email = 'cleo@example.com'
    const account = await person(world, email)
    world.simulator.control.completeCheckout(await open(world, account), CARDS[2])
    await world.settled()
    const again = await person(world, 'cleo+again@example.com')
    const client = openClient(world.url)
    await client.submit('/log-in', '/log-in', { email: 'cleo+again@example.com', password: PASSWORD })
    const { text } = await client.get('/plans')
    expect(text).toContain('it is given once')
    expect(text).not.toContain('days free')
    expect(await hasTrial(world, await open(world, again))).toBe(false)
  })

  test('the mail before the end needs no event', async () => {
    const account = await newBuyer(world)
    world.simulator.control.completeCheckout(await open(world, account), CARDS[3])
    await world.settled()
    world.simulator.control.setWebhooks({ drop: 1 })
    await world.travel('12d')
    expect(await mails(world, account, 'ends soon')).toBe(0)
    await enqueueEndingTrials(world.app)
    await until('the mail is written', async () => (await mails(world, account, 'ends soon')) === 1)
    world.simulator.control.setWebhooks({ drop: 0 })
  })
})

test('a trial without a card gives access and ends by itself', async () => {
  const world = await withTrials({ trialNeedsCard: false })
  try {
    const account = await newBuyer(world)
    world.simulator.control.completeCheckout(await open(world, account), null)
    await world.settled()
    expect(await access(world, account)).toMatchObject({ state: 'active' })
    await world.travel('12d')
    const { text_body: text } = await world.app.db
      .selectFrom('mails')
      .select('text_body')
      .where('account_id', '=', account)
      .where('subject', 'like', '%ends soon%')
      .executeTakeFirstOrThrow()
    expect(text).toContain('add a card')
    await world.travel('3d')
    expect(await access(world, account)).toMatchObject({ state: 'ended' })
    expect(await statuses(world, account)).toEqual(['canceled'])
  } finally {
    await world.close()
  }
})
