// What every call has in common: keys, errors, idempotency, versions, expansion, faults.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeShop, startBench, testKey, type Bench } from '../conformance/bench.ts'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(async () => bench.close())
beforeEach(() => bench.simulator.control.reset())

async function call(
  method: string,
  path: string,
  { body = '', headers = {} as Record<string, string>, key = testKey } = {},
) {
  const form = body === '' ? {} : { body, headers: { 'content-type': 'application/x-www-form-urlencoded' } }
  const answer = await fetch(`${bench.simulator.apiBase}${path}`, {
    method,
    ...form,
    headers: { authorization: `Bearer ${key}`, ...headers },
  })
  // Every answer of the API is a JSON object.
  return { status: answer.status, headers: answer.headers, json: (await answer.json()) as Record<string, unknown> }
}

describe('the key', () => {
  test.each([
    ['Bearer', testKey, 200],
    ['Bearer', 'wrong', 401],
    ['Basic', Buffer.from(`${testKey}:`).toString('base64'), 200],
    ['Basic', Buffer.from('wrong:').toString('base64'), 401],
  ])('%s %s', async (scheme, value, status) => {
    const answer = await call('GET', '/v1/balance', { headers: { authorization: `${scheme} ${value}` } })
    expect(answer.status).toBe(status)
    expect(JSON.stringify(answer.json)).not.toContain(testKey)
  })
})

test.each([
  ['GET', '/v1/nothing', '', 404, { type: 'invalid_request_error' }],
  ['GET', '/v1/customers/cus_none', '', 404, { code: 'resource_missing', param: 'id' }],
  ['POST', '/v1/customers', 'nmae=x', 400, { code: 'parameter_unknown', param: 'nmae' }],
  [
    'POST',
    '/v1/subscriptions',
    'customer=cus_none&items[0][price]=x',
    400,
    { code: 'resource_missing', param: 'customer' },
  ],
  ['GET', '/v1/customers?expand[]=nonsense', '', 400, { type: 'invalid_request_error' }],
])('%s %s %s answers %i with an error body', async (method, path, body, status, error) => {
  if (path.includes('expand')) await bench.stripe.customers.create({})
  const answer = await call(method, path.replace('[]=nonsense', '[]=data.nonsense'), { body })
  expect(answer.status).toBe(status)
  expect(answer.json).toMatchObject({ error })
  expect(answer.headers.get('request-id')).toMatch(/^req_/)
})

describe('versions', () => {
  test.each([
    ['2026-10-28.endive', 400],
    ['2026-08-26.dahlia', 200],
    ['2027-01-01.future', 400],
    ['nonsense', 400],
  ])('%s with a parameter that endive removed', async (version, status) => {
    const answer = await call('POST', '/v1/payment_intents', {
      body: 'amount=100&currency=usd&payment_method_types[]=card',
      headers: { 'stripe-version': version },
    })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('stripe-version')).toBe(version)
  })
})

describe('an idempotency key', () => {
  const once = (body: string) => call('POST', '/v1/customers', { body, headers: { 'idempotency-key': 'k1' } })

  test('gives the first answer again and does nothing', async () => {
    const [first, second] = [await once('name=a'), await once('name=a')]
    expect(second.json).toEqual(first.json)
    expect(second.headers.get('idempotent-replayed')).toBe('true')
    expect((await bench.stripe.customers.list()).data).toHaveLength(1)
  })

  test('with other parameters is refused', async () => {
    await once('name=a')
    expect(await once('name=b')).toMatchObject({ status: 400, json: { error: { type: 'idempotency_error' } } })
  })

  test('does not keep a validation error, and forgets after a day', async () => {
    expect((await once('nmae=a')).status).toBe(400)
    const first = await once('name=a')
    await bench.travel(86400)
    expect((await once('name=a')).json['id']).not.toBe(first.json['id'])
  })

  test('in flight is a conflict', async () => {
    bench.simulator.control.failNext({ kind: 'slow', delayMs: 200 })
    const [first, second] = await Promise.all([once('name=a'), once('name=a')])
    expect([first.status, second.status].toSorted((one, other) => one - other)).toEqual([200, 409])
  })

  test('survives a lost reply: the retry gets what was done', async () => {
    bench.simulator.control.failNext({ kind: 'lost-reply' })
    await expect(once('name=a')).rejects.toThrow('fetch failed')
    expect(await once('name=a')).toMatchObject({ status: 200 })
    expect((await bench.stripe.customers.list()).data).toHaveLength(1)
  })
})

test('faults hit the n-th call of their route only', async () => {
  bench.simulator.control.failNext({ method: 'GET', path: '/v1/customers/*', nth: 2, kind: 'error', status: 429 })
  const { id } = await bench.stripe.customers.create({})
  await bench.stripe.customers.list()
  await bench.stripe.customers.retrieve(id)
  await expect(bench.stripe.customers.retrieve(id)).rejects.toMatchObject({ type: 'StripeRateLimitError' })
  await bench.stripe.customers.retrieve(id)
})

test('expands through lists and levels', async () => {
  const { customer, price } = await makeShop(bench.stripe)
  const method = await bench.stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
  await bench.stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    default_payment_method: method.id,
  })
  const list = await bench.stripe.subscriptions.list({ expand: ['data.customer', 'data.latest_invoice.payments'] })
  expect(list.data[0]?.customer).toMatchObject({ email: 'ann@example.com' })
  const one = await bench.stripe.subscriptions.retrieve(list.data[0]?.id ?? '', {
    expand: ['latest_invoice.payments', 'items.data.price.product'],
  })
  expect(one.latest_invoice).toMatchObject({ payments: { data: [{ status: 'paid' }] } })
  expect(one.items.data[0]?.price.product).toMatchObject({ name: 'Basic' })
  await expect(
    bench.stripe.subscriptions.retrieve(one.id, { expand: ['latest_invoice.payments.data.payment.payment_intent'] }),
  ).rejects.toThrow('4 levels')
})
