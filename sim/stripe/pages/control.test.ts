// Everything that can be asked of the simulator beside Stripe's API: over HTTP with the token, and by the forms of the control page,
// filled in as a browser does. Both must have the same effect.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { until } from '../../../test/support/until.ts'
import { makeShop, startBench, startReceiver, type Bench } from '../conformance/bench.ts'
import { BEFORE_BASIL } from '../versions/payload-versions.ts'

let bench: Bench
let receiver: Awaited<ReturnType<typeof startReceiver>>
let endpoint: { id: string; secret: string }
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.close())
beforeEach(async () => {
  bench.simulator.control.reset()
  for (const { id } of bench.simulator.control.endpoints()) await bench.stripe.webhookEndpoints.del(id)
  receiver?.close()
  receiver = await startReceiver()
  const made = await bench.stripe.webhookEndpoints.create({ url: receiver.url, enabled_events: ['*'] })
  endpoint = { id: made.id, secret: made.secret ?? '' }
})
afterAll(() => receiver.close())

async function ask(action: string, body: object = {}, token = 'control'): Promise<{ status: number; answer: unknown }> {
  const headers = { authorization: `Bearer ${token}` }
  const url = `${bench.simulator.apiBase}/_control/${action}`
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  return { status: response.status, answer: await response.json() }
}

const cookie = 'sim_control=control'
async function pageHtml(): Promise<string> {
  return (await fetch(`${bench.simulator.apiBase}/sim/`, { headers: { cookie } })).text()
}

/** The page's form for the action that has these hidden fields, sent with what is in it but for `typed`. */
async function submit(action: string, typed: Record<string, string> = {}, own: Record<string, string> = {}) {
  const forms = [...(await pageHtml()).matchAll(/<form method="post" action="\/sim\/control\/([\w-]+)"[^]*?<\/form>/g)]
  const found = forms.filter(([, name]) => name === action).map(([text]) => fieldsOf(text))
  const fields = found.find((given) => Object.entries(own).every(([name, value]) => given[name] === value))
  if (!fields) throw new Error(`no form for ${action}`)
  for (const name of Object.keys(typed)) expect(Object.keys(fields)).toContain(name)
  const body = new URLSearchParams({ ...fields, ...typed })
  return post(`/sim/control/${action}`, body, cookie)
}
async function post(path: string, body: URLSearchParams, sent: string) {
  const url = bench.simulator.apiBase + path
  const response = await fetch(url, { method: 'POST', body, headers: { cookie: sent }, redirect: 'manual' })
  return { status: response.status, html: await response.text() }
}

function fieldsOf(form: string): Record<string, string> {
  const inputs = [...form.matchAll(/<input[^>]* name="([^"]*)"[^>]*>/g)].map(([text, name = '']) => [
    name,
    /value="([^"]*)"/.exec(text)?.[1] ?? '',
  ])
  const lists = [...form.matchAll(/<select[^>]* name="([^"]*)"[^>]*>([^]*?)<\/select>/g)].map(
    ([, name = '', options = '']) => [
      name,
      /value="([^"]*)"\s+selected/.exec(options)?.[1] ?? /value="([^"]*)"/.exec(options)?.[1] ?? '',
    ],
  )
  return Object.fromEntries([...inputs, ...lists]) as Record<string, string>
}

/** Either way of asking: by the API, or by the form with the same fields. */
const ways = [
  {
    way: 'the API',
    act: async (action: string, fields: object) => expect((await ask(action, fields)).status).toBe(200),
  },
  {
    way: 'the page',
    act: async (action: string, fields: Record<string, string>, own: Record<string, string> = {}) =>
      expect([200, 303]).toContain((await submit(action, fields, own)).status),
  },
]

async function paid(): Promise<{ charge: string; customer: string }> {
  const { stripe, simulator } = bench
  const { customer, price } = await makeShop(stripe)
  const session = await stripe.checkout.sessions.create({
    mode: 'subscription',
    customer: customer.id,
    line_items: [{ price: price.id, quantity: 1 }],
    success_url: 'http://shop.example.com/done',
  })
  simulator.control.completeCheckout(session.id)
  const [charge] = (await stripe.charges.list({ customer: customer.id })).data
  return { charge: charge?.id ?? '', customer: customer.id }
}
const bodies = () => receiver.received.map(({ body }) => JSON.parse(body) as { type: string; api_version: string })
const created = (count: number) =>
  until('the webhooks', () => bodies().filter(({ type }) => type === 'customer.created').length === count)

describe.each(ways)('by $way', ({ act }) => {
  test('webhooks are dropped, then doubled', async () => {
    await act('webhooks', { drop: '1' })
    await bench.stripe.customers.create({})
    await act('webhooks', { drop: '0', duplicate: '1', order: 'as-made' })
    await bench.stripe.customers.create({})
    await created(2)
    expect(bench.simulator.control.webhooks()).toMatchObject({ drop: 0, duplicate: 1, order: 'as-made' })
    expect((await bench.stripe.events.list({ delivery_success: false })).data).toHaveLength(1)
  })

  test('events come in an older version, and in the current one again', async () => {
    await act('payload-version', { version: BEFORE_BASIL, endpoint: endpoint.id })
    await bench.stripe.customers.create({})
    await created(1)
    await act('payload-version', { version: '2026-10-28.endive', endpoint: endpoint.id })
    await bench.stripe.customers.create({})
    await created(2)
    expect(bodies().map(({ api_version: version }) => version)).toEqual([BEFORE_BASIL, '2026-10-28.endive'])
  })

  test('a new secret signs beside the old one, which then ends', async () => {
    await act('rotate-secret', { endpoint: endpoint.id, overlapSeconds: '3600' }, { endpoint: endpoint.id })
    await bench.stripe.customers.create({})
    await created(1)
    await bench.travel(3601)
    await bench.stripe.customers.create({})
    await created(2)
    const signedByOld = receiver.received.map(({ body, signature }) => {
      const at = bench.now() * 1000
      try {
        return bench.stripe.webhooks.constructEvent(body, signature, endpoint.secret, 7200, undefined, at).type
      } catch {
        return null
      }
    })
    expect(signedByOld).toEqual(['customer.created', null])
  })

  test.each([
    ['error', '429', 'StripeRateLimitError'],
    ['error', '500', 'StripeAPIError'],
    ['error', '409', 'StripeAPIError'],
    ['reset', '500', 'StripeConnectionError'],
    ['lost-reply', '500', 'StripeConnectionError'],
  ])('the second call of a route fails: %s %s', async (kind, status, type) => {
    // A connection that ends is tried once more by the SDK, whatever it is told.
    const times = kind === 'error' ? '1' : '2'
    await act('fail-next', { kind, status, method: 'POST', path: '/v1/customers', nth: '2', times })
    await bench.stripe.customers.create({ name: 'first' })
    await bench.stripe.customers.list()
    await expect(bench.stripe.customers.create({ name: 'second' })).rejects.toMatchObject({ type })
    expect(bench.simulator.control.waitingFaults()).toEqual([])
    const names = (await bench.stripe.customers.list()).data.map(({ name }) => name)
    expect(names).toEqual(kind === 'lost-reply' ? ['second', 'first'] : ['first'])
  })

  test('a call is never answered', async () => {
    await act('fail-next', { kind: 'timeout', path: '/v1/customers' })
    await expect(bench.stripe.customers.list({}, { timeout: 200 })).rejects.toMatchObject({
      type: 'StripeConnectionError',
    })
  })

  test.each([
    ['chargeback', 'won'],
    ['chargeback', 'lost'],
    ['inquiry', 'warning_closed'],
    ['prevented', null],
  ])('a dispute: %s, then %s', async (kind, as) => {
    const { charge } = await paid()
    await act('open-dispute', { charge, kind }, { charge, kind })
    const [dispute] = (await bench.stripe.disputes.list({ charge })).data
    if (as !== null) await act('close-dispute', { dispute: dispute?.id ?? '', as }, { as })
    const { status } = await bench.stripe.disputes.retrieve(dispute?.id ?? '')
    expect(status).toBe(as ?? 'prevented')
  })

  test('one card is declined from now on', async () => {
    const { customer } = await paid()
    const [method] = (await bench.stripe.customers.listPaymentMethods(customer)).data
    const subject = method?.id ?? ''
    await act('outcome', { subject, outcome: 'decline' }, { subject })
    await bench.travel(32 * 86400)
    const [subscription] = (await bench.stripe.subscriptions.list({ customer })).data
    expect(subscription).toMatchObject({ status: 'past_due' })
  })

  test('calls are forgotten, and then everything is', async () => {
    await bench.stripe.customers.create({})
    await act('calls', { clear: 'true' })
    expect(bench.simulator.control.calls()).toEqual([])
    await act('reset', {})
    expect((await bench.stripe.customers.list()).data).toEqual([])
    expect((await bench.stripe.webhookEndpoints.list()).data).toHaveLength(1)
    receiver.received.length = 0
    await bench.stripe.customers.create({})
    await bench.simulator.idle()
    expect(receiver.received).toHaveLength(1)
  })
})

describe('the control API', () => {
  test('says what there is: endpoints, faults that wait, calls', async () => {
    await ask('payload-version', { version: BEFORE_BASIL })
    await ask('fail-next', { kind: 'error', path: '/v1/refunds', nth: 3 })
    await bench.stripe.customers.list()
    const named = { id: endpoint.id, url: receiver.url, apiVersion: BEFORE_BASIL }
    expect((await ask('endpoints')).answer).toMatchObject({ endpoints: [named] })
    expect((await ask('faults')).answer).toMatchObject({ faults: [{ fault: { path: '/v1/refunds' }, skip: 2 }] })
    const { calls } = (await ask('calls')).answer as { calls: { path: string }[] }
    expect(calls.map(({ path }) => path)).toContain('/v1/customers')
  })

  test.each(['wrong', '', 'controlx'])('refuses the token "%s" and does nothing', async (token) => {
    await bench.stripe.customers.create({})
    expect((await ask('reset', {}, token)).status).toBe(401)
    expect((await ask('calls', {}, token)).answer).not.toHaveProperty('calls')
    expect((await bench.stripe.customers.list()).data).toHaveLength(1)
  })

  test('refuses what there is not, with the name of what is wrong', async () => {
    for (const action of ['nonsense', 'constructor', '']) expect((await ask(action)).status).toBe(404)
    for (const [action, body, param] of [
      ['webhooks', { dorp: 1 }, 'dorp'],
      ['payload-version', { version: '2019-01-01' }, 'api_version'],
      ['fail-next', { kind: 'explode' }, 'kind'],
      ['rotate-secret', {}, 'endpoint'],
    ] as const)
      expect(await ask(action, body)).toMatchObject({ status: 400, answer: { error: { param } } })
  })
})

describe('the control page', () => {
  test('shows a new secret once', async () => {
    const { html } = await submit('rotate-secret', {}, { endpoint: endpoint.id })
    expect(html).toMatch(/<code>whsec_\w+<\/code>/)
    expect(await pageHtml()).not.toContain('whsec_')
  })

  test('shows faults that wait, what goes wrong with webhooks, and what was called', async () => {
    await submit('fail-next', { kind: 'timeout', path: '/v1/<i>', nth: '2', times: '3' })
    await submit('webhooks', { drop: '0.25' })
    await bench.stripe.customers.list()
    const html = await pageHtml()
    expect(html).toContain('call 2, 3 in a row of any method, /v1/&#60;i&#62;: never answers')
    expect(html).toMatch(/name="drop"\s+value="0.25"/)
    expect(html).toContain('GET /v1/customers')
    expect(html).not.toMatch(/<script|style=|onclick|<i>/)
  })

  test('looking at it changes nothing of the chances to come', async () => {
    const heard = async (looks: boolean) => {
      bench.simulator.control.setWebhooks({ drop: 0.5, seed: 11 })
      const from = new Set((await bench.stripe.events.list({ limit: 100 })).data.map(({ id }) => id))
      for (let count = 0; count < 12; count += 1) {
        await bench.stripe.customers.create({})
        if (looks) await pageHtml()
      }
      await bench.simulator.idle()
      const told = (await bench.stripe.events.list({ limit: 100 })).data.filter(({ id }) => !from.has(id))
      return told.map(({ pending_webhooks: pending }) => pending)
    }
    expect(await heard(true)).toEqual(await heard(false))
  })

  test.each(['sim_control=wrong', ''])('does nothing with the cookie "%s"', async (wrong) => {
    await bench.stripe.customers.create({})
    expect((await post('/sim/control/reset', new URLSearchParams(), wrong)).status).toBe(404)
    expect((await bench.stripe.customers.list()).data).toHaveLength(1)
  })

  test('says what is wrong with a field', async () => {
    const answer = await submit('payload-version', { version: '2019-01-01' })
    expect(answer.status).toBe(400)
    expect(answer.html).toContain('Invalid Stripe API version: 2019-01-01')
  })
})
