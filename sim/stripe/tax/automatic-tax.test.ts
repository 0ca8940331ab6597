// Automatic tax through the real SDK, and on the hosted page: what is shown, charged, renewed and previewed is one amount.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeShop, startBench, type Bench } from '../conformance/bench.ts'

let bench: Bench
beforeEach(async () => {
  bench = await startBench()
})
afterEach(async () => bench.close())

async function order(rest: object = { customer_update: { address: 'auto' } }) {
  const shop = await makeShop(bench.stripe)
  const session = await bench.stripe.checkout.sessions.create({
    mode: 'subscription',
    customer: shop.customer.id,
    line_items: [{ price: shop.price.id, quantity: 1 }],
    success_url: 'http://shop.example.com/done',
    automatic_tax: { enabled: true },
    ...rest,
  })
  return { ...shop, session }
}

async function invoices(customer: string) {
  return (await bench.stripe.invoices.list({ customer })).data
}

test('a checkout waits for the country, adds its tax, and what follows is taxed the same way', async () => {
  const { session, customer } = await order()
  expect(session.automatic_tax).toMatchObject({ enabled: true, status: 'requires_location_inputs' })
  expect(session.amount_total).toBe(500)
  expect(() => bench.simulator.control.completeCheckout(session.id)).toThrow('billing address')
  bench.simulator.control.completeCheckout(session.id, 'pm_card_visa', 'DE')
  expect(await bench.stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
    amount_subtotal: 500,
    amount_total: 595,
    automatic_tax: { status: 'complete' },
    total_details: { amount_tax: 95 },
  })
  expect(await bench.stripe.customers.retrieve(customer.id)).toMatchObject({ address: { country: 'DE' } })
  await bench.travel(32 * 86400)
  const taxed = {
    subtotal: 500,
    total: 595,
    total_excluding_tax: 500,
    amount_paid: 595,
    automatic_tax: { enabled: true, status: 'complete' },
    total_taxes: [{ amount: 95, taxable_amount: 500, tax_behavior: 'exclusive', taxability_reason: 'standard_rated' }],
  }
  expect(await invoices(customer.id)).toMatchObject([taxed, taxed])
})

test('tax is counted on what a discount leaves', async () => {
  const coupon = await bench.stripe.coupons.create({ percent_off: 50, duration: 'once' })
  const { session, customer } = await order({
    customer_update: { address: 'auto' },
    discounts: [{ coupon: coupon.id }],
  })
  bench.simulator.control.completeCheckout(session.id, 'pm_card_visa', 'FR')
  expect(await invoices(customer.id)).toMatchObject([{ amount_paid: 300, total_taxes: [{ amount: 50 }] }])
})

test('where nothing is collected there is a line of nothing', async () => {
  const { session, customer } = await order()
  bench.simulator.control.completeCheckout(session.id, 'pm_card_visa', 'US')
  expect(await invoices(customer.id)).toMatchObject([
    { amount_paid: 500, total_taxes: [{ amount: 0, taxability_reason: 'not_collecting' }] },
  ])
})

test('a change of plan is previewed and charged with its tax, down to the unit', async () => {
  const { session, customer, product } = await order()
  bench.simulator.control.completeCheckout(session.id, 'pm_card_visa', 'CH')
  await bench.travel(10 * 86400)
  const dear = await bench.stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: 1333,
    recurring: { interval: 'month' },
  })
  const [subscription] = (await bench.stripe.subscriptions.list({ customer: customer.id })).data
  const items = [{ id: subscription?.items.data[0]?.id ?? '', price: dear.id }]
  const details = { items, proration_behavior: 'always_invoice' as const, proration_date: bench.now() }
  const preview = await bench.stripe.invoices.createPreview({
    subscription: subscription?.id ?? '',
    subscription_details: details,
  })
  expect(preview.total_taxes?.[0]?.amount).toBeGreaterThan(0)
  expect(preview.total).toBe((preview.total_excluding_tax ?? 0) + (preview.total_taxes?.[0]?.amount ?? 0))
  await bench.stripe.subscriptions.update(subscription?.id ?? '', details)
  expect((await invoices(customer.id))[0]).toMatchObject({ status: 'paid', amount_paid: preview.amount_due })
})

test('a customer of whom nobody knows where they live cannot be taxed', async () => {
  await expect(order({})).rejects.toMatchObject({ code: 'customer_tax_location_invalid' })
  const { customer, price } = await makeShop(bench.stripe)
  await expect(
    bench.stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      automatic_tax: { enabled: true },
    }),
  ).rejects.toMatchObject({ code: 'customer_tax_location_invalid' })
  await expect(bench.stripe.customers.retrieve(customer.id, { expand: ['tax'] })).resolves.toMatchObject({
    tax: { automatic_tax: 'unrecognized_location' },
  })
})

test('the page asks for the country before the card, and shows the tax', async () => {
  const { session } = await order()
  const path = bench.simulator.apiBase + new URL(session.url ?? '').pathname
  const send = (to: string, form: Record<string, string>) =>
    fetch(path + to, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' })
  const early = await send('/pay', { card: 'pm_card_visa' })
  expect([early.status, await early.text()]).toEqual([422, expect.stringContaining('Choose your country first')])
  expect((await send('/country', { country: 'XX' })).status).toBe(422)
  expect((await send('/country', { country: 'DE' })).status).toBe(303)
  const page = await (await fetch(path)).text()
  expect(page).toContain('$0.95')
  expect(page).toContain('$5.95')
  expect((await send('/pay', { card: 'pm_card_visa' })).status).toBe(303)
  const { invoice } = await bench.stripe.checkout.sessions.retrieve(session.id, { expand: ['invoice'] })
  const shown = typeof invoice === 'object' ? (invoice?.hosted_invoice_url ?? '') : ''
  const invoicePage = await (await fetch(bench.simulator.apiBase + new URL(shown).pathname)).text()
  expect(invoicePage).toContain('Tax, 19%')
})
