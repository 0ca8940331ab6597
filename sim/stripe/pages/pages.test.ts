// The hosted pages as a browser without script uses them: forms only.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeShop, startBench, type Bench } from '../conformance/bench.ts'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(async () => bench.close())
beforeEach(() => bench.simulator.control.reset())

async function open(url: string, cookie = '') {
  const answer = await fetch(
    bench.simulator.apiBase +
      new URL(url, 'http://shop.example.com').pathname +
      new URL(url, 'http://shop.example.com').search,
    { redirect: 'manual', headers: { cookie } },
  )
  return { status: answer.status, html: await answer.text(), headers: answer.headers }
}
async function submit(path: string, form: Record<string, string>, cookie = '') {
  const answer = await fetch(bench.simulator.apiBase + path, {
    method: 'POST',
    body: new URLSearchParams(form),
    redirect: 'manual',
    headers: { cookie },
  })
  return { status: answer.status, html: await answer.text(), location: answer.headers.get('location') }
}

async function order(rest: object = {}) {
  const shop = await makeShop(bench.stripe)
  const session = await bench.stripe.checkout.sessions.create({
    mode: 'subscription',
    customer: shop.customer.id,
    line_items: [{ price: shop.price.id, quantity: 1 }],
    success_url: 'http://shop.example.com/done?s={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://shop.example.com/plans',
    ...rest,
  })
  return { ...shop, session, path: new URL(session.url ?? '').pathname }
}

describe('Checkout', () => {
  test('shows what is due, pays, and leads back to the shop', async () => {
    const { session, path } = await order()
    const page = await open(path)
    expect(page.html).toContain('$5.00')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(page.html).not.toMatch(/<script|style=|onclick/)
    const paid = await submit(`${path}/pay`, { card: 'pm_card_visa' })
    expect(paid).toMatchObject({ status: 303, location: `http://shop.example.com/done?s=${session.id}` })
    expect((await open(path)).html).toContain('has been paid')
  })

  test('says why a card was declined and lets another one pay', async () => {
    const { session, path } = await order()
    const declined = await submit(`${path}/pay`, { card: 'pm_card_chargeDeclinedInsufficientFunds' })
    expect(declined).toMatchObject({ status: 422 })
    expect(declined.html).toContain('insufficient funds')
    expect((await submit(`${path}/pay`, { card: 'pm_card_mastercard' })).status).toBe(303)
    expect(await bench.stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ status: 'complete' })
  })

  test.each([
    ['pass', 'complete', 303],
    ['fail', 'open', 422],
  ])('3D Secure, %s: %s', async (result, status, answer) => {
    const { session, path } = await order()
    const asked = await submit(`${path}/pay`, { card: 'pm_card_threeDSecure2Required' })
    expect(asked.location).toContain('/authenticate')
    expect((await open(asked.location ?? '')).html).toContain('Complete authentication')
    expect((await submit(`${path}/authenticate`, { card: 'pm_card_threeDSecure2Required', result })).status).toBe(
      answer,
    )
    expect(await bench.stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ status })
  })

  test('takes a promotion code in any case, and refuses others', async () => {
    const coupon = await bench.stripe.coupons.create({ percent_off: 50, duration: 'once' })
    await bench.stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id }, code: 'HALF' })
    const { session, path, customer } = await order({ allow_promotion_codes: true })
    expect((await submit(`${path}/promotion`, { code: 'nope' })).html).toContain('This code is invalid')
    expect((await submit(`${path}/promotion`, { code: 'half' })).status).toBe(303)
    expect((await open(path)).html).toContain('$2.50')
    await submit(`${path}/pay`, { card: 'pm_card_visa' })
    expect(await bench.stripe.checkout.sessions.retrieve(session.id, { expand: ['invoice'] })).toMatchObject({
      amount_total: 250,
      invoice: { amount_paid: 250, subtotal: 500 },
    })
    await bench.travel(32 * 86400)
    expect((await bench.stripe.invoices.list({ customer: customer.id })).data[0]).toMatchObject({ amount_paid: 500 })
  })

  test('escapes what others wrote', async () => {
    const product = await bench.stripe.products.create({ name: '<img src=x onerror=alert(1)>' })
    const price = await bench.stripe.prices.create({
      product: product.id,
      currency: 'usd',
      unit_amount: 100,
      recurring: { interval: 'month' },
    })
    const { path } = await order({ line_items: [{ price: price.id, quantity: 1 }] })
    expect((await open(path)).html).not.toContain('<img')
  })
})

describe('the portal', () => {
  async function enter({ after = 0 } = {}) {
    const { path, customer, product, price } = await order()
    await submit(`${path}/pay`, { card: 'pm_card_visa' })
    await bench.travel(after)
    const year = await bench.stripe.prices.create({
      product: product.id,
      currency: 'usd',
      unit_amount: 5000,
      recurring: { interval: 'year' },
    })
    const portal = await bench.stripe.billingPortal.sessions.create({
      customer: customer.id,
      return_url: 'http://shop.example.com/account',
    })
    const [subscription] = (await bench.stripe.subscriptions.list({ customer: customer.id })).data
    return { home: new URL(portal.url).pathname, subscription: subscription?.id ?? '', year, customer, price }
  }

  test('cancels by cancel_at with the flag off, and restores', async () => {
    const { home, subscription } = await enter()
    await submit(`${home}/cancel`, { subscription })
    const canceled = await bench.stripe.subscriptions.retrieve(subscription)
    expect(canceled).toMatchObject({
      cancel_at_period_end: false,
      status: 'active',
      cancellation_details: { reason: 'cancellation_requested' },
    })
    expect(canceled.cancel_at).toBe(canceled.items.data[0]?.current_period_end)
    await submit(`${home}/restore`, { subscription })
    expect(await bench.stripe.subscriptions.retrieve(subscription)).toMatchObject({ cancel_at: null })
  })

  test('previews a switch and then charges exactly that', async () => {
    const { home, subscription, year, customer } = await enter({ after: 86400 })
    const item = (await bench.stripe.subscriptions.retrieve(subscription)).items.data[0]
    const [start, end] = [item?.current_period_start ?? 0, item?.current_period_end ?? 0]
    const due = 5000 - Math.round((500 * (end - start - 86400)) / (end - start))
    const page = await open(`${home}/switch?subscription=${subscription}&price=${year.id}`)
    expect(page.html).toContain(`You pay $${(due / 100).toFixed(2)} now`)
    await submit(`${home}/switch`, { subscription, price: year.id })
    expect((await bench.stripe.invoices.list({ customer: customer.id })).data[0]).toMatchObject({
      amount_paid: due,
      billing_reason: 'subscription_update',
    })
  })

  test('acts for nobody else, and not after an hour', async () => {
    const first = await enter()
    const other = await order()
    await submit(`${other.path}/pay`, { card: 'pm_card_visa' })
    const [foreign] = (await bench.stripe.subscriptions.list({ customer: other.customer.id })).data
    expect((await submit(`${first.home}/cancel`, { subscription: foreign?.id ?? '' })).status).toBe(404)
    await bench.travel(3601)
    expect((await open(first.home)).status).toBe(404)
  })

  test('pays an open invoice with a new card', async () => {
    const { path, customer } = await order()
    await submit(`${path}/pay`, { card: 'pm_card_renewalFails' })
    await bench.travel(32 * 86400)
    const portal = await bench.stripe.billingPortal.sessions.create({ customer: customer.id })
    const home = new URL(portal.url).pathname
    const [invoice] = (await bench.stripe.invoices.list({ customer: customer.id, status: 'open' })).data
    await submit(`${home}/card`, { card: 'pm_card_mastercard' })
    await submit(`${home}/pay`, { invoice: invoice?.id ?? '' })
    expect((await bench.stripe.subscriptions.list({ customer: customer.id })).data[0]).toMatchObject({
      status: 'active',
    })
    const hosted = await open(invoice?.hosted_invoice_url ?? '')
    expect(hosted.html).toContain('paid')
    expect((await open(invoice?.invoice_pdf ?? '')).html).toMatch(/^%PDF/)
  })
})

describe('the control page', () => {
  test('needs the token, once in the address and then as a cookie', async () => {
    expect((await open('/sim/')).status).toBe(401)
    expect((await open('/sim/?token=wrong')).status).toBe(401)
    const entered = await open('/sim/?token=control')
    const cookie = entered.headers.get('set-cookie') ?? ''
    expect(cookie).toContain('HttpOnly')
    expect((await open('/sim/', cookie.split(';')[0])).html).toContain('Customers')
    expect((await submit('/sim/control/fail-next', { kind: 'error' })).status).toBe(404)
  })

  test('refunds and disputes', async () => {
    const { path, customer } = await order()
    await submit(`${path}/pay`, { card: 'pm_card_visa' })
    const [charge] = (await bench.stripe.charges.list({ customer: customer.id })).data
    const cookie = 'sim_control=control'
    await submit('/sim/control/refund', { charge: charge?.id ?? '', amount: '100' }, cookie)
    await submit('/sim/control/open-dispute', { charge: charge?.id ?? '' }, cookie)
    expect(await bench.stripe.charges.retrieve(charge?.id ?? '')).toMatchObject({
      amount_refunded: 100,
      disputed: true,
    })
    expect((await open('/sim/', cookie)).html).toContain('needs_response')
  })
})
