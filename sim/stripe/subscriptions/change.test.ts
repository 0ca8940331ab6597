// Switching plans: the preview is the invoice, credit is to the second, downgrades wait for the period's end.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeShop, startBench, type Bench } from '../conformance/bench.ts'

const day = 86400
let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(async () => bench.close())
beforeEach(() => bench.simulator.control.reset())

async function subscribed() {
  const { stripe } = bench
  const shop = await makeShop(stripe)
  const big = await stripe.prices.create({
    product: shop.product.id,
    currency: 'usd',
    unit_amount: 2000,
    recurring: { interval: 'month' },
  })
  const method = await stripe.paymentMethods.attach('pm_card_visa', { customer: shop.customer.id })
  const subscription = await stripe.subscriptions.create({
    customer: shop.customer.id,
    items: [{ price: shop.price.id }],
    default_payment_method: method.id,
  })
  const [item] = subscription.items.data
  if (!item) throw new Error('no item')
  return { ...shop, big, method, subscription, item }
}

describe('a dearer plan in the middle of a period', () => {
  test.each(['always_invoice', 'create_prorations'] as const)('%s is invoiced as previewed', async (behavior) => {
    const { subscription, item, big, customer } = await subscribed()
    await bench.travel(10 * day)
    const change = {
      items: [{ id: item.id, price: big.id }],
      proration_behavior: behavior,
      proration_date: bench.now(),
    }
    const preview = await bench.stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: change,
    })
    await bench.stripe.subscriptions.update(subscription.id, change)
    if (behavior === 'create_prorations') await bench.travel(22 * day)
    const [invoice] = (await bench.stripe.invoices.list({ customer: customer.id })).data
    expect(invoice).toMatchObject({ total: preview.total, status: 'paid' })
    const length = item.current_period_end - item.current_period_start
    const left = length - 10 * day
    const difference = Math.round((2000 * left) / length) - Math.round((500 * left) / length)
    expect(invoice?.total).toBe(behavior === 'always_invoice' ? difference : 2000 + difference)
    expect(invoice?.lines.data.filter(({ parent }) => parent?.subscription_item_details?.proration)).toHaveLength(2)
  })
})

test('a cheaper plan at once leaves credit, which pays later invoices', async () => {
  const { subscription, item, big, price, customer } = await subscribed()
  await bench.stripe.subscriptions.update(subscription.id, {
    items: [{ id: item.id, price: big.id }],
    proration_behavior: 'always_invoice',
  })
  await bench.stripe.subscriptions.update(subscription.id, {
    items: [{ id: item.id, price: price.id }],
    proration_behavior: 'always_invoice',
  })
  const owner = await bench.stripe.customers.retrieve(customer.id)
  expect(owner).toMatchObject({ balance: -1500 })
  await bench.travel(32 * day)
  expect((await bench.stripe.invoices.list({ customer: customer.id })).data[0]).toMatchObject({
    total: 500,
    amount_due: 0,
    status: 'paid',
    ending_balance: -1000,
  })
})

test('a schedule changes the price at the end of the period, without proration', async () => {
  const { subscription, big, price, customer } = await subscribed()
  const schedule = await bench.stripe.subscriptionSchedules.create({ from_subscription: subscription.id })
  const [current] = schedule.phases
  await bench.stripe.subscriptionSchedules.update(schedule.id, {
    end_behavior: 'release',
    phases: [
      {
        items: [{ price: price.id, quantity: 1 }],
        start_date: current?.start_date ?? 0,
        end_date: current?.end_date ?? 0,
      },
      { items: [{ price: big.id, quantity: 1 }], duration: { interval: 'month' } },
    ],
  })
  await bench.travel(32 * day)
  expect((await bench.stripe.invoices.list({ customer: customer.id })).data[0]).toMatchObject({
    total: 2000,
    status: 'paid',
  })
  await bench.travel(31 * day)
  expect(await bench.stripe.subscriptionSchedules.retrieve(schedule.id)).toMatchObject({ status: 'completed' })
  expect(await bench.stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: 'active', schedule: null })
})

test.each([
  ['unpaid', 'unpaid'],
  ['past_due', 'past_due'],
  ['cancel', 'canceled'],
] as const)('after the last try, set to %s, it is %s', async (afterLastRetry, status) => {
  const { subscription, customer } = await subscribed()
  bench.simulator.control.setSettings({ afterLastRetry, retryDays: [1, 1] })
  bench.simulator.control.setOutcome(customer.id, 'decline')
  await bench.travel(35 * day)
  expect(await bench.stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status })
})

test('an incomplete subscription expires after 23 hours', async () => {
  const { price } = await subscribed()
  const other = await bench.stripe.customers.create({})
  const method = await bench.stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: other.id })
  const made = await bench.stripe.subscriptions.create({
    customer: other.id,
    items: [{ price: price.id }],
    default_payment_method: method.id,
  })
  expect(made.status).toBe('incomplete')
  await bench.travel(23 * 3600)
  expect((await bench.stripe.subscriptions.retrieve(made.id)).status).toBe('incomplete_expired')
})
