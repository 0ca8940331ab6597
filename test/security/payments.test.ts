// Paying and Stripe's webhooks: the server alone decides what is owed and what was paid. Numbers are those of README.md.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { access } from '../support/buyer.ts'
import { formOf, openClient } from '../support/web-client.ts'
import { signature } from '../support/stripe-event.ts'
import { createWorld, type World } from '../support/world.ts'
import { csrfOf, mailsTo, monthly, owner, PASSWORD, someone, tokenFor } from './visitors.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

test('50, 51: price, currency, quantity and discount of the client are ignored', async () => {
  const { client, csrf } = await someone(world)
  const { lookupKey, amount, currency } = await monthly(world)
  for (const quantity of ['-1', '0', '1e9', '1.5', '1e3']) {
    const body = new URLSearchParams({
      csrf,
      price: lookupKey,
      amount: '1',
      currency: 'jpy',
      discount: '99',
      unit_amount: '1',
      quantity,
    })
    const answer = await client.raw('/checkouts', { method: 'POST', body, headers: { origin: world.url } })
    expect(answer.status).toBe(303)
    const id = /cs_test_\w+/.exec(answer.headers.get('location') ?? '')?.[0]
    const session = await fetch(new URL(`/v1/checkout/sessions/${id}?expand[]=line_items`, world.simulator.apiBase), {
      headers: { authorization: world.stripeKey },
    })
    const { line_items } = (await session.json()) as {
      line_items: { data: { quantity: number; price: { unit_amount: number; currency: string } }[] }
    }
    expect(line_items.data.map((line) => [line.quantity, line.price.unit_amount, line.price.currency])).toEqual([
      [1, Number(amount), currency],
    ])
  }
  for (const price of ['', 'none', `${lookupKey} `, "' or 1=1 --", '-1', '0'])
    expect((await client.post('/checkouts', { csrf, price })).status, price).toBe(409)
})

test('50: a plan chosen before signing up is carried by its key alone, and bought by a form only', async () => {
  const { lookupKey } = await monthly(world)
  for (const [price, carried] of [
    [lookupKey, true],
    ['free-for-all', false],
  ] as const) {
    const client = openClient(world.url)
    const email = `chooser-${price}@example.com`
    await client.post('/sign-up', {
      csrf: await csrfOf(client, '/sign-up', '/sign-up'),
      email,
      password: PASSWORD,
      price,
    })
    const link = `/verify-email?token=${await tokenFor(world, email)}`
    const mail = (await mailsTo(world, email)).join('')
    expect(mail.includes(`&price=${lookupKey}`)).toBe(carried)
    const answer = await client.raw('/verify-email', {
      method: 'POST',
      body: new URLSearchParams(formOf((await client.get(`${link}&price=${price}`)).text, '/verify-email') ?? {}),
      headers: { origin: world.url },
    })
    const next = new URL(answer.headers.get('location') ?? '', world.url).searchParams.get('next')
    expect(next).toBe(carried ? `/plans?price=${lookupKey}` : '/plans')
    expect((await client.get(next ?? '')).text.includes('Your choice')).toBe(carried)
  }
})

test('53: to open the page of success by hand gives nothing', async () => {
  const { client, csrf, account } = await someone(world)
  const { lookupKey } = await monthly(world)
  await client.raw('/checkouts', {
    method: 'POST',
    body: new URLSearchParams({ csrf, price: lookupKey }),
    headers: { origin: world.url },
  })
  const { id } = await world.app.db
    .selectFrom('checkouts')
    .select('id')
    .where('account_id', '=', account)
    .executeTakeFirstOrThrow()
  expect((await client.get(`/checkouts/${id}?session_id=cs_test_paid&paid=true`)).text).toContain('Waiting')
  expect(await access(world, account)).toEqual({ state: 'none' })
})

const events = async () => world.app.db.selectFrom('stripe_events').select(['id', 'state']).orderBy('id').execute()
const deliver = (body: string, header?: string, more: Record<string, string> = {}) =>
  fetch(`${world.url}/webhooks/stripe`, {
    method: 'POST',
    body,
    headers: { ...(header !== undefined && { 'stripe-signature': header }), ...more },
  })
const secret = () => world.app.webhookSecrets[0] ?? ''

/** An event that says a customer has a subscription, as Stripe would write it. */
function event(id = `evt_${randomBytes(8).toString('hex')}`): string {
  const object = { id: 'sub_1', object: 'subscription', customer: 'cus_nobody', status: 'active' }
  const created = Math.floor(world.app.clock().getTime() / 1000)
  return JSON.stringify({
    id,
    object: 'event',
    type: 'customer.subscription.updated',
    livemode: false,
    created,
    data: { object },
  })
}

test('55: a webhook that is unsigned, forged, changed, old or from the future is refused and changes nothing', async () => {
  const before = await events()
  const body = event()
  const now = world.app.clock()
  const shifted = (seconds: number) => new Date(now.getTime() + seconds * 1000)
  const good = signature(body, secret(), now)
  const hostile: [string, string, string | undefined][] = [
    ['unsigned', body, undefined],
    ['empty', body, ''],
    ['odd', body, 't=,v1=,,=;'],
    ['very long', body, `t=1,${'v1=00,'.repeat(1500)}`],
    ['wrong secret', body, signature(body, `${secret()}x`, now)],
    ['old scheme', body, good.replace('v1=', 'v0=')],
    ['other time', body, good.replace(/^t=\d+/, `t=${Math.floor(now.getTime() / 1000) + 1}`)],
    ['old', body, signature(body, secret(), shifted(-302))],
    ['re-indented', JSON.stringify(JSON.parse(body), null, 2), good],
    ['one byte more', `${body} `, good],
    ['no event', '{"id":"evt_1"}', signature('{"id":"evt_1"}', secret(), now)],
    ['no JSON', '{', signature('{', secret(), now)],
    ['path as id', event('../x'), signature(event('../x'), secret(), now)],
  ]
  for (const [name, sent, header] of hostile) {
    const answer = await deliver(sent, header)
    expect(answer.status, name).toBe(400)
    expect(Object.keys((await answer.json()) as object), name).toEqual(['error'])
  }
  expect(await world.app.db.selectFrom('alerts').selectAll().execute()).toEqual([])
  for (const seconds of [302, 3600, 1e6])
    expect((await deliver(body, signature(body, secret(), shifted(seconds)))).status).toBe(400)
  expect(await events()).toEqual(before)
  const alerts = await world.app.db.selectFrom('alerts').selectAll().execute()
  expect(alerts.map(({ kind, resolved_at }) => [kind, resolved_at])).toEqual([['webhook-from-the-future', null]])
  expect(alerts[0]?.told_at).not.toBeNull() // and every owner by mail
  const boss = await owner(world)
  expect((await boss.client.get('/admin')).text).toContain('signed for a time to come')
})

test('56: a webhook needs no cookie, ignores one, counts once and may not be large', async () => {
  const before = await events()
  for (const size of [1_100_000, 5_000_000]) {
    const large = 'a'.repeat(size)
    expect((await deliver(large, signature(large, secret(), world.app.clock()))).status).toBe(413)
  }
  expect(await events()).toEqual(before)
  const body = event()
  const header = signature(body, secret(), world.app.clock())
  const more = { cookie: `turnpike=${'A'.repeat(43)}`, origin: 'https://evil.example' }
  const answers = await Promise.all(Array.from({ length: 20 }, () => deliver(body, header, more)))
  expect(answers.map(({ status }) => status)).toEqual(Array<number>(20).fill(200))
  expect(answers.flatMap(({ headers }) => headers.getSetCookie())).toEqual([])
  expect((await events()).length).toBe(before.length + 1)
})
