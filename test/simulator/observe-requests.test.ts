// What the SDK sends passes the check of requests as it arrives at the simulator, and what Stripe has removed does not.
import Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { observeRequests } from '../../sim/stripe/conformance/observe-requests.ts'
import { startSimulator, type Simulator } from '../../sim/stripe/server.ts'

const secretKey = ['sk', 'test', 'observe000000000'].join('_')
let simulator: Simulator
let stripe: Stripe

beforeAll(async () => {
  simulator = await startSimulator({
    stateFile: null,
    clock: () => new Date(),
    publicOrigin: 'http://127.0.0.1:1',
    secretKey,
    controlToken: 'unused',
  })
  const { hostname, port } = new URL(simulator.apiBase)
  stripe = new Stripe(secretKey, { host: hostname, port: Number(port), protocol: 'http', telemetry: false })
})
afterAll(() => simulator.close())

test('an order made with the SDK is one that Stripe would take', async () => {
  const observer = observeRequests(simulator.control)
  const product = await stripe.products.create({ name: 'VPN', metadata: { plan: 'plus' } })
  const recurring = { interval: 'month' } as const
  const price = await stripe.prices.create({ product: product.id, currency: 'eur', unit_amount: 500, recurring })
  const coupon = await stripe.coupons.create({ percent_off: 12.5, duration: 'once' })
  const customer = await stripe.customers.create({ email: 'a@example.com', metadata: { 0: 'zero', account: '1' } })
  const session = await stripe.checkout.sessions.create({
    mode: 'subscription',
    customer: customer.id,
    line_items: [{ price: price.id, quantity: 1 }],
    discounts: [{ coupon: coupon.id }],
    subscription_data: { trial_period_days: 7, metadata: { account: '1' } },
    success_url: 'https://shop.example.com/billing',
    expand: ['line_items', 'customer'],
  })
  simulator.control.completeCheckout(session.id)
  const { data } = await stripe.subscriptions.list({
    customer: customer.id,
    status: 'all',
    expand: ['data.latest_invoice'],
  })
  const [subscription] = data
  expect(subscription?.status).toBe('trialing')
  await stripe.subscriptions.update(subscription?.id ?? '', { cancel_at: 'min_period_end', proration_behavior: 'none' })
  await stripe.subscriptions.update(subscription?.id ?? '', { cancel_at: '' })
  await stripe.invoices.list({ customer: customer.id, created: { gte: 1, lt: 4_000_000_000 } })
  expect(() => observer.check()).not.toThrow()
  observer.stop()
})

test('a parameter that Stripe has removed is reported, even when the simulator refused it too', async () => {
  const observer = observeRequests(simulator.control)
  await expect(stripe.rawRequest('POST', '/v1/customers', { coupon: 'c' })).rejects.toThrow('unknown parameter')
  expect(() => observer.check()).toThrow('POST /v1/customers: coupon is no parameter of this operation')
  observer.stop()
})
