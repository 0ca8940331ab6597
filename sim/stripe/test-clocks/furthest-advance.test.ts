// A test clock goes at most two intervals of its shortest subscription at once, two years when it has none.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBench, type Bench } from '../conformance/bench.ts'

const start = Date.parse('2026-01-31T12:00:00Z') / 1000
const at = (text: string) => Date.parse(text) / 1000
let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.close())

type Interval = 'day' | 'week' | 'month' | 'year'
async function clockWith(intervals: Interval[]): Promise<{ clock: string; subscriptions: string[] }> {
  const { stripe } = bench
  const { id: clock } = await stripe.testHelpers.testClocks.create({ frozen_time: start })
  const { id: customer } = await stripe.customers.create({
    test_clock: clock,
    payment_method: 'pm_card_visa',
    invoice_settings: { default_payment_method: 'pm_card_visa' },
  })
  const subscriptions: string[] = []
  for (const interval of intervals) {
    const recurring = { interval }
    const { id: price } = await stripe.prices.create({
      currency: 'usd',
      unit_amount: 500,
      recurring,
      product_data: { name: interval },
    })
    subscriptions.push((await stripe.subscriptions.create({ customer, items: [{ price }] })).id)
  }
  return { clock, subscriptions }
}
const advance = (clock: string, time: number) =>
  bench.stripe.testHelpers.testClocks.advance(clock, { frozen_time: time })

test.each<[string, Interval[], string]>([
  ['none: two years', [], '2028-01-31T12:00:00Z'],
  ['a yearly one', ['year'], '2028-01-31T12:00:00Z'],
  ['a monthly one, by the calendar', ['month'], '2026-03-31T12:00:00Z'],
  ['the shorter of two', ['year', 'week'], '2026-02-14T12:00:00Z'],
  ['a daily one', ['day'], '2026-02-02T12:00:00Z'],
])('subscriptions: %s', async (_, intervals, furthest) => {
  const { clock } = await clockWith(intervals)
  await expect(advance(clock, at(furthest) + 1)).rejects.toMatchObject({
    statusCode: 400,
    type: 'StripeInvalidRequestError',
    param: 'frozen_time',
  })
  expect(await bench.stripe.testHelpers.testClocks.retrieve(clock)).toMatchObject({
    status: 'ready',
    frozen_time: start,
  })
  expect(await advance(clock, at(furthest))).toMatchObject({ status: 'advancing' })
})

test('one that has ended no longer counts', async () => {
  const { clock, subscriptions } = await clockWith(['month'])
  await bench.stripe.subscriptions.cancel(subscriptions[0] ?? '')
  expect(await advance(clock, at('2028-01-31T12:00:00Z'))).toMatchObject({ status: 'advancing' })
})

test('each step is counted from where the last one ended', async () => {
  const { clock } = await clockWith(['month'])
  await advance(clock, at('2026-03-31T12:00:00Z'))
  await bench.simulator.tick()
  await expect(advance(clock, at('2026-06-01T12:00:00Z'))).rejects.toMatchObject({ statusCode: 400 })
  expect(await advance(clock, at('2026-05-31T12:00:00Z'))).toMatchObject({ status: 'advancing' })
})
