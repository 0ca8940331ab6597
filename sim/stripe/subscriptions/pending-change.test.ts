// Changes that wait for their payment, and pauses: nothing changes before the money is there.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
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
  const change = {
    items: [{ id: item.id, price: big.id }],
    proration_behavior: 'always_invoice' as const,
    payment_behavior: 'pending_if_incomplete' as const,
  }
  return { ...shop, big, subscription, item, change }
}

const priceOf = async (id: string) => (await bench.stripe.subscriptions.retrieve(id)).items.data[0]?.price.id

const newestInvoice = async (customer: string) => (await bench.stripe.invoices.list({ customer })).data[0]?.id ?? ''

test('paid: the change is made at once', async () => {
  const { subscription, change, big } = await subscribed()
  const changed = await bench.stripe.subscriptions.update(subscription.id, change)
  expect(changed).toMatchObject({ status: 'active', pending_update: null })
  expect(await priceOf(subscription.id)).toBe(big.id)
})

test('declined: the old price stays until the invoice is paid', async () => {
  const { subscription, change, big, price, customer } = await subscribed()
  bench.simulator.control.setOutcome(customer.id, 'decline')
  const waiting = await bench.stripe.subscriptions.update(subscription.id, change)
  expect(waiting).toMatchObject({
    status: 'active',
    pending_update: { subscription_items: [{ price: { id: big.id } }] },
  })
  expect(await priceOf(subscription.id)).toBe(price.id)
  bench.simulator.control.setOutcome(customer.id, null)
  await bench.stripe.invoices.pay(await newestInvoice(customer.id))
  expect(await bench.stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ pending_update: null })
  expect(await priceOf(subscription.id)).toBe(big.id)
})

test('never paid: it is discarded and its invoice is void', async () => {
  const { subscription, change, price, customer } = await subscribed()
  bench.simulator.control.setOutcome(customer.id, 'decline')
  await bench.stripe.subscriptions.update(subscription.id, change)
  const invoice = await newestInvoice(customer.id)
  await bench.travel(day)
  expect(await bench.stripe.invoices.retrieve(invoice)).toMatchObject({ status: 'void' })
  expect(await bench.stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
    status: 'active',
    pending_update: null,
  })
  expect(await priceOf(subscription.id)).toBe(price.id)
})

test('only some parameters can wait', async () => {
  const { subscription, change } = await subscribed()
  await expect(
    bench.stripe.subscriptions.update(subscription.id, { ...change, cancel_at: bench.now() + day }),
  ).rejects.toThrow('pending_if_incomplete')
})

test('its schedule says how a subscription ends, and stops a pause', async () => {
  const { subscription } = await subscribed()
  const schedule = await bench.stripe.subscriptionSchedules.create({ from_subscription: subscription.id })
  await expect(bench.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true })).rejects.toThrow(
    'managed by a subscription schedule',
  )
  await expect(bench.stripe.subscriptions.pause(subscription.id)).rejects.toThrow('schedule')
  await bench.stripe.subscriptions.cancel(subscription.id)
  expect(await bench.stripe.subscriptionSchedules.retrieve(schedule.id)).toMatchObject({ status: 'canceled' })
})

test('a pause credits what is not used, unless that is declined; taken up in its period nothing is charged', async () => {
  const { subscription, customer } = await subscribed()
  const none = { type: 'none' as const }
  await bench.stripe.subscriptions.pause(subscription.id, {
    bill_for: { unused_time_from: none, outstanding_usage_through: none },
  })
  const unchanged = { billing_cycle_anchor: { type: 'unchanged' as const }, proration_behavior: 'none' as const }
  expect(await bench.stripe.subscriptions.resume(subscription.id, unchanged)).toMatchObject({ status: 'active' })
  expect((await bench.stripe.invoices.list({ customer: customer.id })).data).toHaveLength(1)
  await bench.travel(10 * day)
  await bench.stripe.subscriptions.pause(subscription.id)
  const [credit] = (await bench.stripe.invoiceItems.list({ customer: customer.id })).data
  expect(credit?.amount).toBeLessThan(0)
  await bench.travel(40 * day)
  expect((await bench.stripe.invoices.list({ customer: customer.id })).data).toHaveLength(1)
})
