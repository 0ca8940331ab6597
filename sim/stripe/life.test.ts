// The whole life of subscriptions through the real SDK: what the product will see of Stripe.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { eventTypes, makeShop, startBench, type Bench } from './conformance/bench.ts'

const day = 86400
const hour = 3600
let bench: Bench
beforeEach(async () => {
  bench = await startBench()
})
afterEach(async () => bench.close())

async function subscribe(card = 'pm_card_visa', trialDays?: number) {
  const { stripe, simulator } = bench
  const shop = await makeShop(stripe)
  const session = await stripe.checkout.sessions.create({
    mode: 'subscription',
    customer: shop.customer.id,
    line_items: [{ price: shop.price.id, quantity: 1 }],
    success_url: 'http://shop.example.com/done?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://shop.example.com/plans',
    client_reference_id: 'order-1',
    subscription_data: {
      metadata: { account: '7' },
      ...(trialDays === undefined ? {} : { trial_period_days: trialDays }),
    },
  })
  const completion = simulator.control.completeCheckout(session.id, card)
  const done = await stripe.checkout.sessions.retrieve(session.id, {
    expand: ['subscription', 'invoice.payments', 'line_items'],
  })
  return { ...shop, session, done, completion }
}

async function onlySubscription(customer: string) {
  const list = await bench.stripe.subscriptions.list({
    customer,
    status: 'all',
    expand: ['data.latest_invoice.payments'],
  })
  expect(list.data).toHaveLength(1)
  const [subscription] = list.data
  if (!subscription) throw new Error('no subscription')
  return subscription
}

describe('a paid Checkout', () => {
  test('makes subscription, invoice and payment, in the order Stripe tells of them', async () => {
    const { done, session, customer } = await subscribe()
    expect(session.url).toBe(`http://shop.example.com/sim/checkout/${session.id}`)
    expect(done).toMatchObject({ status: 'complete', payment_status: 'paid', amount_total: 500, payment_intent: null })
    expect(done.invoice).toMatchObject({
      status: 'paid',
      amount_paid: 500,
      billing_reason: 'subscription_create',
      payments: { data: [{ status: 'paid', amount_paid: 500 }] },
    })
    const subscription = await onlySubscription(customer.id)
    expect(subscription).toMatchObject({
      status: 'active',
      metadata: { account: '7' },
      billing_mode: { type: 'flexible' },
    })
    const types = await eventTypes(bench.stripe)
    const told = types.filter((type) =>
      /^(payment_intent.succeeded|charge.succeeded|customer.subscription|invoice|checkout)/.test(type),
    )
    expect(told).toEqual([
      'payment_intent.succeeded',
      'charge.succeeded',
      'customer.subscription.created',
      'invoice.created',
      'invoice.finalized',
      'invoice.paid',
      'invoice.payment_succeeded',
      'invoice_payment.paid',
      'checkout.session.completed',
    ])
  })

  test('that is declined leaves the session open and no subscription', async () => {
    const { completion, done, customer } = await subscribe('pm_card_chargeDeclined')
    expect(completion).toEqual({ result: 'declined', message: 'Your card was declined.' })
    expect(done.status).toBe('open')
    expect((await bench.stripe.subscriptions.list({ customer: customer.id, status: 'all' })).data).toEqual([])
  })

  test('with a bank debit is unpaid until it arrives', async () => {
    const { done, session, customer } = await subscribe('pm_sepa_succeeds')
    expect(done).toMatchObject({ status: 'complete', payment_status: 'unpaid' })
    await bench.travel(3 * day)
    expect(await bench.stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ payment_status: 'paid' })
    expect((await onlySubscription(customer.id)).latest_invoice).toMatchObject({ status: 'paid' })
    expect(await eventTypes(bench.stripe)).toContain('checkout.session.async_payment_succeeded')
  })
})

describe('renewal', () => {
  test('moves the period at once and collects an hour later, on the last day of short months', async () => {
    const { customer } = await subscribe()
    const period = async () => {
      const item = (await onlySubscription(customer.id)).items.data[0]
      return new Date((item?.current_period_end ?? 0) * 1000).toISOString()
    }
    expect(await period()).toBe('2026-02-28T12:00:00.000Z')
    await bench.travel(28 * day)
    const between = await onlySubscription(customer.id)
    expect(between).toMatchObject({ status: 'active', latest_invoice: { status: 'draft' } })
    await bench.travel(hour)
    expect((await onlySubscription(customer.id)).latest_invoice).toMatchObject({
      status: 'paid',
      billing_reason: 'subscription_cycle',
    })
    expect(await period()).toBe('2026-03-31T12:00:00.000Z')
    await bench.travel(365 * day)
    const invoices = await bench.stripe.invoices.list({ customer: customer.id, limit: 100 })
    expect(
      invoices.data
        .map((invoice) => new Date(invoice.created * 1000).toISOString().slice(0, 10))
        .toReversed()
        .slice(0, 5),
    ).toEqual(['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31'])
  })

  test('that fails is tried again and ends the subscription after the last try', async () => {
    const { customer } = await subscribe('pm_card_renewalFails')
    await bench.travel(28 * day + hour)
    expect(await onlySubscription(customer.id)).toMatchObject({
      status: 'past_due',
      latest_invoice: { status: 'open', attempt_count: 1 },
    })
    await bench.travel(day)
    expect((await onlySubscription(customer.id)).latest_invoice).toMatchObject({ attempt_count: 2 })
    await bench.travel(16 * day)
    expect(await onlySubscription(customer.id)).toMatchObject({
      status: 'canceled',
      cancellation_details: { reason: 'payment_failed' },
      latest_invoice: { status: 'open', next_payment_attempt: null },
    })
  })

  test('that fails recovers with another card', async () => {
    const { customer } = await subscribe('pm_card_renewalFails')
    await bench.travel(28 * day + hour)
    const { id } = await bench.stripe.paymentMethods.attach('pm_card_mastercard', { customer: customer.id })
    const late = await onlySubscription(customer.id)
    await bench.stripe.subscriptions.update(late.id, { default_payment_method: id })
    await bench.travel(day)
    expect(await onlySubscription(customer.id)).toMatchObject({ status: 'active', latest_invoice: { status: 'paid' } })
  })
})

describe('trial', () => {
  test('gives a $0 invoice without payment, a notice, and then the first real one', async () => {
    const { customer, done } = await subscribe('pm_card_visa', 7)
    expect(done).toMatchObject({
      payment_status: 'no_payment_required',
      amount_total: 0,
      invoice: { status: 'paid', total: 0, payments: { data: [] } },
    })
    expect((await onlySubscription(customer.id)).status).toBe('trialing')
    await bench.travel(4 * day)
    expect(await eventTypes(bench.stripe)).toContain('customer.subscription.trial_will_end')
    await bench.travel(3 * day + hour)
    expect(await onlySubscription(customer.id)).toMatchObject({
      status: 'active',
      latest_invoice: { status: 'paid', amount_paid: 500 },
    })
  })
})

describe('the end', () => {
  test('at the period end by flag or by cancel_at, and restored by clearing it', async () => {
    const { customer } = await subscribe()
    const { id, items } = await onlySubscription(customer.id)
    const end = items.data[0]?.current_period_end ?? 0
    expect(await bench.stripe.subscriptions.update(id, { cancel_at_period_end: true })).toMatchObject({
      cancel_at: end,
      cancel_at_period_end: true,
    })
    expect(await bench.stripe.subscriptions.update(id, { cancel_at_period_end: false })).toMatchObject({
      cancel_at: null,
      cancel_at_period_end: false,
      canceled_at: null,
    })
    expect(await bench.stripe.subscriptions.update(id, { cancel_at: end })).toMatchObject({
      cancel_at: end,
      cancel_at_period_end: false,
    })
    await bench.travel(28 * day)
    expect(await onlySubscription(customer.id)).toMatchObject({ status: 'canceled', ended_at: end })
    expect((await bench.stripe.subscriptions.list({ customer: customer.id })).data).toEqual([])
  })

  test('refund: cumulative on the charge, refused beyond it, found back from the payment', async () => {
    const { customer } = await subscribe()
    const [charge] = (await bench.stripe.charges.list({ customer: customer.id })).data
    if (!charge) throw new Error('no charge')
    await bench.stripe.refunds.create({ charge: charge.id, amount: 200 })
    await bench.stripe.refunds.create({ charge: charge.id, amount: 300 })
    expect(await bench.stripe.charges.retrieve(charge.id)).toMatchObject({ amount_refunded: 500, refunded: true })
    await expect(bench.stripe.refunds.create({ charge: charge.id })).rejects.toMatchObject({
      code: 'charge_already_refunded',
      type: 'StripeInvalidRequestError',
    })
    const intent = typeof charge.payment_intent === 'string' ? charge.payment_intent : ''
    const payments = await bench.stripe.invoicePayments.list({
      payment: { type: 'payment_intent', payment_intent: intent },
    })
    expect(payments.data[0]?.invoice).toMatch(/^in_/)
  })
})
