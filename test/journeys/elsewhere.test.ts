// What goes on at Stripe past our pages, and what comes from there that is not as one expects. Each with events in order, doubled and
// shuffled, and dropped.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCheckout } from '../../src/billing/checkout.ts'
import { access, buy, newBuyer, subscriber } from '../support/buyer.ts'
import { DELIVERIES, hearAll } from '../support/deliveries.ts'
import { customerIdOf, invoicesOf, pageOfOtherTab, subscriptionAtStripe } from '../support/stripe-side.ts'
import { deliverEvent } from '../support/stripe-event.ts'
import { createWorld, type World } from '../support/world.ts'

const BASIC = 'turnpike_basic_month_usd'
let world: World

/** What Stripe's dashboard or portal would do, or another program with the key. */
async function atStripe(path: string, fields: Record<string, string>): Promise<void> {
  const body = new URLSearchParams(fields)
  const headers = { authorization: world.stripeKey }
  const answer = await fetch(world.simulator.apiBase + path, { method: 'POST', headers, body })
  expect(answer.status, await answer.text()).toBe(200)
}

describe.each(DELIVERIES)('with events $name', ({ faults, drop }) => {
  beforeAll(async () => {
    world = await createWorld()
    world.simulator.control.setWebhooks(faults)
  }, 60_000)
  afterAll(() => world.close())
  const hear = () => hearAll(world, drop)

  test.each(['by the flag', 'by a date'])(
    'cancelled there %s, and taken back, and cancelled: the last word counts',
    async (how) => {
      const account = await subscriber(world, BASIC)
      const { id, items } = await subscriptionAtStripe(world, account)
      const end = String(items.data[0]?.current_period_end)
      const path = `/v1/subscriptions/${id}`
      const [on, off] = how === 'by a date' ? [{ cancel_at: end }, { cancel_at: '' }] : [flag(true), flag(false)]
      for (const step of [on, off, on]) await atStripe(path, step) // within one second, so that no time tells them apart
      await hear()
      const before = await access(world, account)
      expect(before).toMatchObject({ state: 'active' })
      await world.travel('32d')
      await hear()
      expect(await access(world, account)).toMatchObject({ state: 'ended' })
      expect(await invoicesOf(world, account)).toHaveLength(1)
    },
  )

  test('a payer whose address at Stripe is another is the same customer', async () => {
    const account = await subscriber(world, BASIC)
    await atStripe(`/v1/customers/${await customerIdOf(world, account)}`, { email: 'office@example.org' })
    const { id } = await subscriptionAtStripe(world, account)
    await atStripe(`/v1/subscriptions/${id}`, flag(true))
    await hear()
    await world.travel('32d')
    await hear()
    expect(await access(world, account)).toMatchObject({ state: 'ended' })
  })

  test('while Stripe is down nobody buys twice: what was bought in another tab is asked for first', async () => {
    const account = await newBuyer(world)
    await startCheckout(world.app, account, BASIC)
    const other = await pageOfOtherTab(world, account, BASIC)
    const { control } = world.simulator
    control.setWebhooks({ drop: 1 })
    control.completeCheckout(other)
    control.clearCalls()
    control.failNext({ method: 'GET', path: '/v1/subscriptions', kind: 'error', status: 500, times: 9 })
    await expect(startCheckout(world.app, account, BASIC)).rejects.toMatchObject({ statusCode: 500 })
    const asked = control.calls().map(({ method, path }) => `${method} ${path.split('?')[0]}`)
    expect(asked).toContain('GET /v1/subscriptions')
    expect(asked).not.toContain('POST /v1/checkout/sessions')
  })
})

describe('events that are not as one expects', () => {
  beforeAll(async () => {
    world = await createWorld()
  }, 60_000)
  afterAll(() => world.close())

  const deliver = async (type: string, object: object, livemode = false): Promise<{ status: number; id: string }> => {
    const id = `evt_${randomBytes(8).toString('hex')}`
    const status = await deliverEvent(world, { id, type, object, livemode })
    await world.settled()
    return { status, id }
  }
  const stateOf = async (id: string) =>
    (await world.app.db
      .selectFrom('stripe_events')
      .select(['state', 'reason'])
      .where('id', '=', id)
      .executeTakeFirst()) ?? null

  test('of the other mode: kept, answered, and without effect', async () => {
    const account = await newBuyer(world)
    await buy(world, account, BASIC)
    const before = await access(world, account)
    const customer = await customerIdOf(world, account)
    const { status, id } = await deliver('customer.subscription.deleted', { object: 'subscription', customer }, true)
    expect([status, await stateOf(id)]).toEqual([
      200,
      { state: 'ignored', reason: 'Another mode (live or test) than ours.' },
    ])
    expect(await access(world, account)).toEqual(before)
  })

  test.each([
    ['an invoice to come, which has no id', 'invoice.upcoming', { object: 'invoice', id: undefined }],
    ['an invoice without a subscription', 'invoice.paid', { object: 'invoice', id: 'in_once', parent: null }],
  ])('%s: done, and nothing fails', async (_, type, object) => {
    const account = await subscriber(world, BASIC)
    const before = await access(world, account)
    const { status, id } = await deliver(type, { ...object, customer: await customerIdOf(world, account) })
    expect([status, (await stateOf(id))?.state]).toEqual([200, 'done'])
    expect(await access(world, account)).toEqual(before)
  })
})

function flag(isOn: boolean): Record<string, string> {
  return { cancel_at_period_end: String(isOn) }
}
