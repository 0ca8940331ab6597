// Money that comes by bank, in cash or another way: a reference, a person who says that it came, time and books at once.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { askManualPayment, withdrawManualPayment } from '../../src/billing/ask-manual-payment.ts'
import { denyManualPayment } from '../../src/billing/decide-manual-payment.ts'
import { exportAll } from '../../src/ops/export.ts'
import { access, booksOf } from '../support/buyer.ts'
import { openShopByHand, PASSWORD, paymentsByHand } from '../support/manual-payments.ts'
import { refusals, tally } from '../support/people.ts'
import { openStaff } from '../support/staff.ts'
import { formOf, openClient } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'

const MONTH = 'turnpike_pro_month_usd'
const YEAR = 'turnpike_pro_year_usd'
let world: World
let [ana, ben] = ['', '']
beforeAll(async () => {
  ;({ world, ana, ben } = await openShopByHand())
}, 60_000)
afterAll(() => world.close())
const { actsOf, approve, asked, broken, daysLeft, mailsTo, paymentOf } = paymentsByHand(() => ({ world, ana }))

let people = 0
async function customer() {
  const email = `payer-${++people}@example.com`
  const { account } = await createCustomer(world.app, { email, password: PASSWORD, verified: true })
  const client = openClient(world.url)
  await client.submit('/log-in', '/log-in', { email, password: PASSWORD })
  return { account, client, email }
}

const deny = (payment: string, actor = ana) => denyManualPayment(world.app, { payment, note: 'Not there', actor })

const grantsOf = (account: string) =>
  world.app.db.selectFrom('grants').selectAll().where('account_id', '=', account).execute()
test('asked, found on the statement by its reference, approved: time, books, mail, and nothing at Stripe', async () => {
  const { account, client } = await customer()
  expect((await client.get('/billing')).text).toContain('href="/manual-payments"')
  const form = {
    ...formOf((await client.get('/manual-payments')).text, '/manual-payments'),
    price: YEAR,
    method: 'bank',
  }
  const clicks = await Promise.all([1, 2, 3].map(() => client.post('/manual-payments', form)))
  expect(clicks.map(({ status }) => status)).toEqual([200, 200, 200])
  const { id, reference } = await paymentOf(account)
  expect(clicks[0]?.text).toContain(reference)
  expect(clicks[0]?.text).toContain('To DE00 0000, Example Ltd.')
  expect(await mailsTo(account)).toEqual([expect.stringContaining(`Reference: ${reference}`)])
  expect((await client.post('/manual-payments', { ...form, price: MONTH })).status).toBe(409)

  const owner = await openStaff(world)
  const asBanksWriteIt = reference.replace('-', '').toLowerCase()
  const found = await owner.get(`/admin/manual-payments?reference=${asBanksWriteIt}`)
  expect(found.text).toContain(`/admin/manual-payments/${id}`)
  const page = `/admin/manual-payments/${id}`
  expect((await owner.submit(page, `${page}/approval`, { note: ' ' })).status).toBe(422)
  expect(await grantsOf(account)).toEqual([])
  const approval = { ...formOf((await owner.get(page)).text, `${page}/approval`), note: 'Statement of today, line 7' }
  const done = await Promise.all([1, 2, 3].map(() => owner.post(`${page}/approval`, approval)))
  expect(done.map(({ status }) => status)).toEqual([200, 200, 200])

  expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'pro' } })
  expect(await daysLeft(account)).toBe(365)
  expect(await booksOf(world, account)).toEqual({ manual: 10_000n, revenue: -10_000n })
  expect(await actsOf(account)).toEqual(['manual-payment.ask', 'manual-payment.approve'])
  expect(await mailsTo(account)).toHaveLength(2)
  expect((await mailsTo(account))[1]).toContain('Receipt: $100.00 for Pro')
  expect(
    await world.app.db.selectFrom('stripe_customers').selectAll().where('account_id', '=', account).execute(),
  ).toEqual([])
  expect((await owner.get(page)).text).toContain('Statement of today, line 7')
  expect((await client.get('/manual-payments')).text).not.toContain('Statement of today')
  expect((await owner.get('/admin')).text).toContain('Received, USD')
  const [shown] = (await exportAll(world.app, account)).accounts
  expect(shown?.manual_payments).toMatchObject([
    { id, plan: 'pro', amount: 10_000n, state: 'approved', method: 'bank' },
  ])
  expect(await broken()).toEqual([])
})

test('fifty approvals by two owners at once are one grant, one booking and one mail', async () => {
  const { account, payment } = await asked()
  const tries = await Promise.allSettled(Array.from({ length: 50 }, (_, at) => approve(payment, at % 2 ? ana : ben)))
  expect([tally(tries), refusals(tries, 'conflict')]).toEqual([25, 25]) // the clicks of the first one; those of the other
  expect(await grantsOf(account)).toHaveLength(1)
  expect(await booksOf(world, account)).toEqual({ manual: 1000n, revenue: -1000n })
  expect(await mailsTo(account)).toHaveLength(2)
  expect(await actsOf(account)).toEqual(['manual-payment.ask', 'manual-payment.approve'])
})

test('approvals, denials and a withdrawal at once: the first word stands, and time follows it', async () => {
  for (let round = 0; round < 5; round++) {
    const { account, payment } = await asked()
    const tries = await Promise.allSettled(
      Array.from({ length: 30 }, (_, at) =>
        at % 3 === 0
          ? deny(payment, ben)
          : at % 3 === 1
            ? withdrawManualPayment(world.app, { payment, account })
            : approve(payment, ana),
      ),
    )
    expect([tally(tries), refusals(tries, 'conflict')]).toEqual([10, 20])
    const isApproved = (await paymentOf(account)).state === 'approved'
    expect(await grantsOf(account)).toHaveLength(isApproved ? 1 : 0)
    expect(await booksOf(world, account)).toEqual(isApproved ? { manual: 1000n, revenue: -1000n } : {})
  }
  expect(await broken()).toEqual([])
})

test('two owners approve each other’s payments at the same moment, and neither waits for ever', async () => {
  for (let round = 0; round < 10; round++) {
    const [mine, yours] = await Promise.all(
      [ana, ben].map((account) =>
        askManualPayment(world.app, { account, price: MONTH, method: 'cash', actor: account }),
      ),
    )
    await Promise.all([approve(mine?.id ?? '', ben), approve(yours?.id ?? '', ana)])
    await world.app.throttle.forget('manual-payment-account', ana)
    await world.app.throttle.forget('manual-payment-account', ben)
  }
  expect(await booksOf(world, ana)).toEqual({ manual: 10_000n, revenue: -10_000n })
})

test('denied: the customer is told kindly what to do, and may ask again', async () => {
  const { account, payment } = await asked()
  await deny(payment)
  await expect(approve(payment)).rejects.toMatchObject({ code: 'conflict' })
  expect(await access(world, account)).toMatchObject({ state: 'none' })
  expect((await mailsTo(account))[1]).toContain('write to support with the day and the way you paid')
  const again = await askManualPayment(world.app, { account, price: MONTH, method: 'cash', actor: account })
  expect(again.id).not.toBe(payment)
})

test('only an owner with a fresh code decides, never on his own payment, and never by what looks like an id', async () => {
  const { account, payment } = await asked()
  const page = `/admin/manual-payments/${payment}`
  const support = await openStaff(world, 'support')
  const seen = await support.get(page)
  expect(formOf(seen.text, `${page}/approval`)).toBeNull()
  const { csrf = '' } = formOf(seen.text, '/log-out') ?? {}
  expect((await support.post(`${page}/approval`, { csrf, note: 'x' })).status).toBe(403)

  const owner = await openStaff(world)
  const { reference } = await paymentOf(account)
  const form = { ...formOf((await owner.get(page)).text, `${page}/approval`), note: 'x' }
  for (const name of [reference, 'ch_123456789', 'pi_123456789', 'PAY-0A1B2C3D4E5F', 'mp_none']) {
    expect((await owner.post(`/admin/manual-payments/${name}/approval`, form)).status, name).toBe(404)
  }
  await world.travel('6m')
  expect((await owner.submit(page, `${page}/approval`, { note: 'x' })).path).toBe('/step-up')
  expect(await grantsOf(account)).toEqual([])

  const own = await askManualPayment(world.app, { account: ana, price: MONTH, method: 'cash', actor: ana })
  await expect(approve(own.id, ana)).rejects.toMatchObject({ code: 'forbidden' })
  const byHand = world.app.db.updateTable('manual_payments').where('id', '=', own.id)
  const denied = { state: 'denied' as const, decider: ana, decided_at: world.app.clock(), note: 'x' }
  await expect(byHand.set(denied).execute()).rejects.toThrow('check constraint')
  await approve(own.id, ben)
  expect(await daysLeft(ana)).toBeGreaterThan(27)
})

test('support asks for a customer; an unknown one, an unverified one and a plan that is not sold are refused', async () => {
  const { account, email } = await customer()
  const support = await openStaff(world, 'support')
  const form = { email, price: MONTH, method: 'cash' }
  const page = '/admin/manual-payments'
  const { csrf = '' } = formOf((await support.get(page)).text, '/log-out') ?? {}
  const made = await support.post(page, { ...form, csrf })
  expect(made.path).toMatch(/^\/admin\/manual-payments\/mp_/)
  expect(await mailsTo(account)).toHaveLength(1)
  expect((await support.post(page, { ...form, csrf, email: 'nobody@example.com' })).status).toBe(404)
  expect((await support.post(page, { ...form, csrf, price: 'turnpike_gold_month_usd' })).status).toBe(409)
  const { account: unsure } = await createCustomer(world.app, {
    email: 'unsure@example.com',
    password: PASSWORD,
    verified: false,
  })
  const wish = { account: unsure, price: MONTH, method: 'bank' as const, actor: unsure }
  await expect(askManualPayment(world.app, wish)).rejects.toMatchObject({ code: 'forbidden' })
})

test('withdrawn by the customer alone; what is another’s is not there', async () => {
  const { account, client } = await customer()
  await client.submit('/manual-payments', '/manual-payments', { price: MONTH, method: 'bank' })
  const { id } = await paymentOf(account)
  const other = await customer()
  const { csrf = '' } = formOf((await other.client.get('/manual-payments')).text, '/manual-payments') ?? {}
  expect((await other.client.post(`/manual-payments/${id}/withdrawal`, { csrf })).status).toBe(404)
  const done = await client.submit('/manual-payments', `/manual-payments/${id}/withdrawal`)
  expect(done.text).toContain('The request is withdrawn')
  await expect(approve(id)).rejects.toMatchObject({ code: 'conflict' })
})

test('off: customers are not offered it, and staff are told which setting it is', async () => {
  const plain = await createWorld()
  try {
    const { account } = await createCustomer(plain.app, { email: 'p@example.com', password: PASSWORD, verified: true })
    const client = openClient(plain.url)
    await client.submit('/log-in', '/log-in', { email: 'p@example.com', password: PASSWORD })
    expect((await client.get('/billing')).text).not.toContain('/manual-payments')
    expect((await client.get('/manual-payments')).status).toBe(404)
    const wish = { account, price: MONTH, method: 'bank' as const, actor: account }
    await expect(askManualPayment(plain.app, wish)).rejects.toMatchObject({ code: 'not-for-sale' })
    expect((await (await openStaff(plain)).get('/admin/manual-payments')).text).toContain('MANUAL_PAYMENTS')
  } finally {
    await plain.close()
  }
})
