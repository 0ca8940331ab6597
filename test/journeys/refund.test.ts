// Refunds by staff: exactly what was asked, once, whatever is clicked twice, lost or killed on the way.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { refundPayment, type RefundRequest } from '../../src/billing/refund.ts'
import { settleOperations } from '../../src/billing/settle-operations.ts'
import { newSecret } from '../../src/lib/token.ts'
import { access, buy, newBuyer } from '../support/buyer.ts'
import { openStaff } from '../support/staff.ts'
import { formOf } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
}, 60_000)
afterAll(() => world.close())

async function paid(): Promise<{ account: string; payment: string; charge: string }> {
  const account = await newBuyer(world)
  await buy(world, account, 'turnpike_pro_month_usd')
  const row = await world.app.db
    .selectFrom('payments')
    .selectAll()
    .where('account_id', '=', account)
    .executeTakeFirstOrThrow()
  return { account, payment: row.id, charge: row.stripe_id }
}

const request = (payment: string, change: Partial<RefundRequest> = {}): RefundRequest => ({
  payment,
  amount: null,
  reason: 'Asked for it',
  intent: newSecret(),
  actor: 'command-line',
  ...change,
})

/** What Stripe really gave back of a charge. */
async function refundsAtStripe(charge: string): Promise<number[]> {
  const answer = await fetch(`${world.simulator.apiBase}/v1/refunds?charge=${charge}&limit=100`, {
    headers: { authorization: world.stripeKey },
  })
  const { data } = (await answer.json()) as { data: { amount: number }[] } // the list of refunds, as Stripe documents it
  return data.map(({ amount }) => amount)
}

test('in full: the money is back and access is over', async () => {
  const { account, payment, charge } = await paid()
  const operation = await refundPayment(world.app, request(payment))
  expect(operation).toMatchObject({ state: 'succeeded', amount: 1000n })
  expect(await refundsAtStripe(charge)).toEqual([1000])
  expect((await access(world, account)).state).toBe('ended')
})

test('fifty people at once, and a double click of each: never more than was paid', async () => {
  const { payment, charge } = await paid()
  const clicks = Array.from({ length: 50 }, () => request(payment, { amount: 300n }))
  const results = await Promise.allSettled([...clicks, ...clicks].map((click) => refundPayment(world.app, click)))
  const rounds = [results]
  for (let round = 0; round < 4; round++) {
    rounds.push(
      await Promise.allSettled(
        clicks.map(({ payment: id }) => refundPayment(world.app, request(id, { amount: 300n }))),
      ),
    )
  }
  const given = await refundsAtStripe(charge)
  expect(given).toEqual([300, 300, 300])
  expect(rounds.flat().some((result) => result.status === 'rejected')).toBe(true)
})

test('a reply that is lost is one refund, found out by itself', async () => {
  const { account, payment, charge } = await paid()
  world.simulator.control.failNext({ method: 'POST', path: '/v1/refunds', kind: 'lost-reply', times: 3 }) // the SDK's three tries
  const operation = await refundPayment(world.app, request(payment, { amount: 400n }))
  expect(operation.state).toBe('unknown')
  await expect(refundPayment(world.app, request(payment, { amount: 100n }))).rejects.toThrow('still being checked')

  await world.travel('1m')
  await settleOperations(world.app)
  expect(await stateOf(operation.id)).toBe('succeeded')
  expect(await refundsAtStripe(charge)).toEqual([400])
  expect(await access(world, account)).toMatchObject({ state: 'active' })
})

test('after a day the key is forgotten: it is looked for by name, and never sent again', async () => {
  const { payment, charge } = await paid()
  world.simulator.control.failNext({ method: 'POST', path: '/v1/refunds', kind: 'reset', times: 3 })
  const operation = await refundPayment(world.app, request(payment))
  expect(operation.state).toBe('unknown')
  await world.travel('25h')
  await settleOperations(world.app)
  expect(await stateOf(operation.id)).toBe('not-sent')
  expect(await refundsAtStripe(charge)).toEqual([])
  expect(await refundPayment(world.app, request(payment))).toMatchObject({ state: 'succeeded' })
})

test('what Stripe refuses is said, and can be asked anew', async () => {
  const { payment } = await paid()
  world.simulator.control.failNext({
    method: 'POST',
    path: '/v1/refunds',
    kind: 'error',
    status: 400,
    message: 'Not this one',
  })
  expect(await refundPayment(world.app, request(payment))).toMatchObject({ state: 'failed', failure: 'Not this one' })
  expect(await refundPayment(world.app, request(payment))).toMatchObject({ state: 'succeeded' })
})

test.each<[string, Partial<RefundRequest>, string]>([
  ['more than was paid', { amount: 1001n }, 'At most $10.00'],
  ['nothing', { amount: 0n }, 'At most $10.00'],
  ['less than nothing', { amount: -5n }, 'At most $10.00'],
  ['no reason', { reason: ' ' }, 'Say why'],
  ['no payment', { payment: 'pay_nothing' }, 'no such payment'],
])('refuses %s', async (_, change, words) => {
  const { payment, charge } = await paid()
  await expect(refundPayment(world.app, request(payment, change))).rejects.toThrow(words)
  expect(await refundsAtStripe(charge)).toEqual([])
})

test('on the page: the owner refunds, a second click of the same form is the same refund, support only asks', async () => {
  const { account, payment, charge } = await paid()
  const page = `/admin/payments/${payment}`
  const owner = await openStaff(world)
  expect((await owner.get(`/admin/customers/${account}`)).text).toContain(page)
  expect((await owner.submit(page, `${page}/refunds`, { amount: '12,50', reason: 'Slow' })).text).toContain(
    'like 12.50',
  )
  const form = formOf((await owner.get(page)).text, `${page}/refunds`) ?? {}
  const click = () => owner.post(`${page}/refunds`, { ...form, amount: '2.50', reason: 'Slow for a week' })
  const [first] = await Promise.all([click(), click()])
  expect(first.status).toBe(200)
  expect(await refundsAtStripe(charge)).toEqual([250])
  expect((await owner.get(page)).text).toContain('Slow for a week')

  await world.travel('6m') // the second factor was given too long ago for this
  expect((await owner.submit(page, `${page}/refunds`, { amount: '1.00', reason: 'Slow' })).path).toBe('/step-up')
  expect(await refundsAtStripe(charge)).toEqual([250])

  const support = await openStaff(world, 'support')
  const asked = await support.submit(page, `${page}/refunds`, { amount: '', reason: 'Asked by support' })
  expect(asked.text).toContain('waits for an owner')
  expect(await refundsAtStripe(charge)).toEqual([250])
})

async function stateOf(operation: string): Promise<string> {
  const row = await world.app.db
    .selectFrom('operations')
    .select('state')
    .where('id', '=', operation)
    .executeTakeFirstOrThrow()
  return row.state
}
