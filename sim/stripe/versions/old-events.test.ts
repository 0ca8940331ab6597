// Two endpoints hear the same life, one in the current version and one in 2024-06-20: each fact stands where its version has it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../../test/support/until.ts'
import { makeShop, startBench, startReceiver, type Bench } from '../conformance/bench.ts'
import { payloadVersions } from './payload-versions.ts'

interface Told {
  id: string
  type: string
  api_version: string
  data: { object: Record<string, unknown>; previous_attributes?: Record<string, unknown> }
}
let bench: Bench
let receivers: Awaited<ReturnType<typeof startReceiver>>[]
let now: Told[]
let old: Told[]
beforeAll(async () => {
  bench = await startBench()
  receivers = []
  for (const version of payloadVersions) {
    const receiver = await startReceiver()
    // The SDK names its own version only; the API takes any that is simulated.
    const api_version = version as '2026-10-28.endive'
    await bench.stripe.webhookEndpoints.create({ url: receiver.url, enabled_events: ['*'], api_version })
    receivers.push(receiver)
  }
  await liveALife()
  const undelivered = async () => (await bench.stripe.events.list({ delivery_success: false })).data.length
  await until('all is delivered', async () => (await undelivered()) === 0)
  const read = (index: number) => (receivers[index]?.received ?? []).map(({ body }) => JSON.parse(body) as Told)
  now = read(0)
  old = read(1)
}, 30_000)
afterAll(async () => {
  for (const receiver of receivers) receiver.close()
  await bench.close()
})

/** Bought with a discount, changed, renewed, failed to renew, refunded in part, disputed. */
async function liveALife(): Promise<void> {
  const { stripe, simulator, travel } = bench
  const { customer, price, product } = await makeShop(stripe)
  const coupon = await stripe.coupons.create({ percent_off: 20, duration: 'once', id: 'SPRING' })
  await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id }, code: 'HELLO' })
  const session = await stripe.checkout.sessions.create({
    mode: 'subscription',
    customer: customer.id,
    line_items: [{ price: price.id, quantity: 1 }],
    discounts: [{ coupon: coupon.id }],
    success_url: 'http://shop.example.com/done',
  })
  simulator.control.completeCheckout(session.id)
  const recurring = { interval: 'month' as const }
  const dear = await stripe.prices.create({ product: product.id, currency: 'usd', unit_amount: 900, recurring })
  const [bought] = (await stripe.subscriptions.list({ customer: customer.id })).data
  await stripe.subscriptions.update(bought?.id ?? '', {
    items: [{ id: bought?.items.data[0]?.id ?? '', price: dear.id }],
  })
  await travel(32 * 86400)
  const [charge] = (await stripe.charges.list({ customer: customer.id })).data
  simulator.control.refund(charge?.id ?? '', 100)
  simulator.control.openDispute(charge?.id ?? '')
  simulator.control.setOutcome(customer.id, 'decline')
  await travel(30 * 86400)
}

const objectOf = (events: Told[], type: string) => {
  const found = events.findLast((event) => event.type === type)
  if (!found) throw new Error(`no ${type}`)
  return found.data.object
}
const linesOf = (invoice: Record<string, unknown>) => (invoice['lines'] as { data: Record<string, unknown>[] }).data

test('both hear the same events, each in its own version', () => {
  const ids = (events: Told[]) => [...new Set(events.map(({ id }) => id))].toSorted()
  expect(ids(old)).toEqual(ids(now))
  expect(now.length).toBeGreaterThan(40)
  for (const event of now) expect(event.api_version).toBe('2026-10-28.endive')
  for (const event of old) expect(event.api_version).toBe('2024-06-20')
})

const moved = [
  ['customer.subscription.created', ['current_period_start', 'current_period_end', 'discount'], []],
  [
    'invoice.paid',
    [
      'subscription',
      'payment_intent',
      'charge',
      'paid',
      'tax',
      'total_tax_amounts',
      'discount',
      'subscription_details',
    ],
    ['parent', 'total_taxes'],
  ],
  ['invoiceitem.created', ['price', 'plan', 'subscription', 'unit_amount'], ['parent', 'pricing']],
  ['charge.succeeded', ['invoice'], []],
  ['payment_intent.succeeded', ['invoice'], []],
  ['customer.discount.created', ['coupon'], ['source']],
  ['promotion_code.created', ['coupon'], ['promotion']],
  ['checkout.session.completed', ['shipping_details'], ['collected_information']],
] satisfies [string, string[], string[]][]
test.each(moved)('%s: where its fields stood', (type, there, gone) => {
  const [then, today] = [objectOf(old, type), objectOf(now, type)]
  for (const field of there) expect(Object.keys(then)).toContain(field)
  for (const field of gone) expect(Object.keys(then)).not.toContain(field)
  for (const field of there.filter((name) => name !== 'subscription')) expect(Object.keys(today)).not.toContain(field)
  for (const field of gone) expect(Object.keys(today)).toContain(field)
})

test('what an old invoice names is what there is', async () => {
  const invoice = objectOf(old, 'invoice.paid')
  const intent = await bench.stripe.paymentIntents.retrieve(String(invoice['payment_intent']))
  expect(invoice).toMatchObject({ paid: true, paid_out_of_band: false, charge: intent.latest_charge })
  const subscription = await bench.stripe.subscriptions.retrieve(String(invoice['subscription']))
  expect(subscription.customer).toBe(invoice['customer'])
  const charge = old.find(({ data }) => data.object['id'] === invoice['charge'])
  expect(charge?.data.object['invoice']).toBe(invoice['id'])
  expect(objectOf(old, 'invoice.payment_failed')).toMatchObject({ paid: false, subscription: subscription.id })
  expect(objectOf(old, 'invoice.upcoming')).toMatchObject({ paid: false, payment_intent: null, charge: null })
})

test('an old line names price, plan and kind', () => {
  const line = linesOf(objectOf(old, 'invoice.paid')).find(({ type }) => type === 'subscription')
  expect(line).toMatchObject({
    price: { object: 'price', unit_amount: 900 },
    plan: { object: 'plan', interval: 'month' },
    proration: false,
  })
  expect(line?.['subscription_item']).toMatch(/^si_/)
  const changed = linesOf(objectOf(old, 'invoice.paid')).find(({ proration }) => proration === true)
  expect(changed).toMatchObject({ type: 'invoiceitem', subscription_item: line?.['subscription_item'] })
  expect(line).not.toHaveProperty('parent')
  expect(line).not.toHaveProperty('pricing')
})

test('an old subscription has the period, its items have none', () => {
  const items = (events: Told[]) =>
    objectOf(events, 'customer.subscription.created')['items'] as { data: Record<string, unknown>[] }
  const [today] = items(now).data
  expect(objectOf(old, 'customer.subscription.created')).toMatchObject({
    current_period_start: today?.['current_period_start'],
    current_period_end: today?.['current_period_end'],
    discount: { coupon: { id: 'SPRING', percent_off: 20 } },
  })
  expect(items(old).data[0]).not.toHaveProperty('current_period_end')
})

test('a renewal tells the old period of the subscription as what was before', () => {
  const renewal = old.find(
    ({ type, data }) =>
      type === 'customer.subscription.updated' && data.previous_attributes?.['current_period_end'] !== undefined,
  )
  expect(renewal?.data.previous_attributes?.['current_period_end']).toBe(renewal?.data.object['current_period_start'])
  expect(renewal?.data.previous_attributes).not.toHaveProperty('items')
})

test('a version that is not simulated is refused as Stripe does', async () => {
  for (const version of ['2019-01-01', 'latest', '2026-10-28']) {
    const api_version = version as '2026-10-28.endive'
    const made = bench.stripe.webhookEndpoints.create({ url: 'http://127.0.0.1:9', enabled_events: ['*'], api_version })
    await expect(made).rejects.toMatchObject({
      statusCode: 400,
      type: 'StripeInvalidRequestError',
      param: 'api_version',
    })
  }
  expect(() => bench.simulator.control.setPayloadVersion('2019-01-01')).toThrow('Invalid Stripe API version')
})
