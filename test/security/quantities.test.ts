// How many and how much, written in every odd way: refused wherever there is a number to write. Numbers are those of README.md.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeCoupon } from '../../src/billing/coupons.ts'
import { buy, lastPayment } from '../support/buyer.ts'
import { formOf } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'
import { monthly, owner, someone, withPlan, type Person } from './visitors.ts'

let world: World
let boss = {} as Person // beforeAll makes it
beforeAll(async () => {
  world = await createWorld()
  boss = await owner(world)
})
afterAll(() => world.close())

/** None of them is a quantity. */
const ODD = [
  '-1',
  '0',
  '1.5',
  '1e3',
  '1e1',
  '+1',
  '0x10',
  '1_0',
  '1,5',
  '٣',
  '１',
  'NaN',
  'Infinity',
  '1 0',
  '--1',
  '1e9',
]
const HUGE = ['1000000000000', '99999999999999999999', '9'.repeat(400)]

const tables = ['voucher_batches', 'coupons', 'grants', 'operations', 'refund_requests', 'payouts'] as const
const made = async () => {
  const counts: number[] = []
  for (const table of tables) counts.push((await world.app.db.selectFrom(table).selectAll().execute()).length)
  return counts
}

async function refusesAll(
  path: string,
  fields: Record<string, string>,
  field: string,
  values: string[],
  statuses = [400, 422],
): Promise<void> {
  const before = await made()
  for (const value of values) {
    const sent = { csrf: boss.csrf, ...fields, [field]: value }
    const answer = await boss.client.raw(path, {
      method: 'POST',
      body: new URLSearchParams(sent),
      headers: { origin: world.url },
    })
    expect(statuses, `${path} ${field}=${value}`).toContain(answer.status)
    await answer.body?.cancel()
  }
  expect(await made(), path).toEqual(before)
}

test('51: vouchers: how many, how long, and what each costs', async () => {
  const intent = formOf((await boss.client.get('/admin/vouchers')).text, '/admin/vouchers')?.['intent'] ?? ''
  const fields = { plan: 'pro', length: '1', unit: 'month', size: '1', value: '', note: 'Gifts', last: '', intent }
  for (const field of ['size', 'length']) await refusesAll('/admin/vouchers', fields, field, [...ODD, ...HUGE])
  const prices = ['-1 USD', '1e3 USD', '1.555 USD', '1', '1.5.5 USD', '0x1 USD', `${'9'.repeat(20)} USD`]
  await refusesAll('/admin/vouchers', fields, 'value', prices)
  expect((await boss.client.post('/admin/vouchers', { csrf: boss.csrf, ...fields })).status, 'one is one').toBe(200)
})

test('51: coupons: what they take off, for how long, and how often', async () => {
  const fields = { code: 'ODD', off: '10%', duration: 'repeating', months: '2', most: '5', each: '1', last: '' }
  for (const field of ['months', 'most', 'each']) await refusesAll('/admin/coupons', fields, field, [...ODD, ...HUGE])
  const off = ['-1%', '0%', '101%', '1e1%', '1.5%', '10', '-5 USD', '0 USD', '1e3 USD', '5.555 USD']
  await refusesAll('/admin/coupons', fields, 'off', off)
  const one = await boss.client.raw('/admin/coupons', {
    method: 'POST',
    body: new URLSearchParams({ csrf: boss.csrf, ...fields }),
    headers: { origin: world.url },
  })
  expect(one.status).toBe(303)
})

test('51: days that are given, and money that goes back', async () => {
  const ana = await withPlan(world, await someone(world))
  const customer = `/admin/customers/${ana.account}`
  const page = (await boss.client.get(customer)).text
  const intent = formOf(page, `${customer}/grants`)?.['intent'] ?? ''
  await refusesAll(`${customer}/grants`, { plan: 'pro', reason: 'Sorry', intent }, 'days', [...ODD, ...HUGE])

  const { id } = await lastPayment(world, ana.account)
  const payment = `/admin/payments/${id}`
  const click = formOf((await boss.client.get(payment)).text, `${payment}/refunds`)?.['intent'] ?? ''
  const amounts = ODD.filter((odd) => odd !== '1.5')
  const refund = { reason: 'Asked for it', intent: click }
  await refusesAll(`${payment}/refunds`, refund, 'amount', [...amounts, ...HUGE])
  const right: [string, Record<string, string>][] = [
    [`${customer}/grants`, { plan: 'pro', reason: 'Sorry', intent, days: '1' }],
    [`${payment}/refunds`, { ...refund, amount: '1.00' }],
  ]
  for (const [path, fields] of right) {
    const body = new URLSearchParams({ csrf: boss.csrf, ...fields })
    const answer = await boss.client.raw(path, { method: 'POST', body, headers: { origin: world.url } })
    expect(answer.status, path).toBe(303)
  }
})

test('51: one rule for the writing of a coupon: case and spaces around it do not matter, all else does; it counts once', async () => {
  const terms = { off: { percent: 10 }, duration: 'once', months: null, maxRedemptions: null, perCustomer: 1 } as const
  await makeCoupon(world.app, 'command-line', { ...terms, code: 'SPRING-25', expiresAt: null, plans: null })
  const { lookupKey: price } = await monthly(world)
  const tryCode = async ({ client, csrf }: Person, code: string) =>
    (
      await client.raw('/checkouts', {
        method: 'POST',
        body: new URLSearchParams({ csrf, price, code }),
        headers: { origin: world.url },
      })
    ).status
  const ana = await someone(world)
  for (const code of ['SPRING-25', 'spring-25', ' Spring-25 ', '\tSPRING-25\n'])
    expect(await tryCode(ana, code), code).toBe(303)
  const claims = () =>
    world.app.db.selectFrom('coupon_claims').selectAll().where('account_id', '=', ana.account).execute()
  expect(await claims(), 'one purchase, one use').toHaveLength(1)
  for (const code of [
    'SPRING- 25',
    'SPRING25',
    'SPRING-25,SPRING-25',
    'SPRING-25 SPRING-25',
    'SPRING–25',
    'ＳPRING-25',
  ])
    expect(await tryCode(ana, code), code).toBe(422)
  const twice = await ana.client.raw('/checkouts', {
    method: 'POST',
    body: `csrf=${encodeURIComponent(ana.csrf)}&price=${price}&code=SPRING-25&code=SPRING-25`,
    headers: { origin: world.url, 'content-type': 'application/x-www-form-urlencoded' },
  })
  expect(twice.status, 'two at once').toBe(400)

  const ben = await someone(world)
  await buy(world, ben.account, price)
  expect(await tryCode(ben, 'spring-25'), 'a subscription runs').toBe(409)
})
