// Our copies drift from Stripe in every way there is; reconciliation tells each, once, and repairs what is safe.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reconcile, type Outcome } from '../../src/billing/reconcile.ts'
import { buy, lastCharge, newBuyer } from '../support/buyer.ts'
import { startCommand } from '../support/start-command.ts'
import { openStaff } from '../support/staff.ts'
import { until } from '../support/until.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
}, 60_000)
afterAll(() => world.close())

const command = () => startCommand(world, ['reconcile', '--json'])
const compareAll = () => reconcile(world.app, { from: null, to: world.app.clock() })
const told = ({ differences }: Outcome) =>
  differences.map((one) => `${one.class} ${one.stripe_id} ${one.isNew ? 'new' : 'known'} ${one.resolution}`).toSorted()

/** Somebody who bought: account, charge and subscription, as they stand here. */
async function bought() {
  const account = await newBuyer(world)
  await buy(world, account, 'turnpike_pro_month_usd')
  await rested()
  const { id: subscription } = await world.app.db
    .selectFrom('subscriptions')
    .select('id')
    .where('account_id', '=', account)
    .executeTakeFirstOrThrow()
  return { account, charge: await lastCharge(world, account), subscription }
}

/** No sync runs or waits that could heal what a test breaks. */
async function rested(): Promise<void> {
  await until('no job waits', async () => {
    const { rows } = await sql`select from jobs.job where state < 'completed'`.execute(world.app.db)
    return rows.length === 0
  })
}

/** What happens meanwhile at Stripe is not heard of here. */
async function unheard<T>(work: () => T): Promise<T> {
  world.simulator.control.setWebhooks({ drop: 1 })
  const result = work()
  await world.settled()
  world.simulator.control.setWebhooks({ drop: 0 })
  return result
}

/** Only the walk asks by the time of creation. */
function createdFrom({ created }: { created?: unknown }): unknown {
  return typeof created === 'object' && created !== null && 'gte' in created ? created.gte : null
}

async function api(path: string, params: Record<string, string>): Promise<string> {
  const answer = await fetch(`${world.simulator.apiBase}/v1/${path}`, {
    method: 'POST',
    headers: { authorization: world.stripeKey },
    body: new URLSearchParams(params),
  })
  const { id } = (await answer.json()) as { id: string } // every object that is made answers with its id
  return id
}

/** A customer of another system at the same Stripe account buys: each time a charge and a subscription. */
async function strangerBuys(times: number): Promise<void> {
  const { id: price } = await world.app.db.selectFrom('stripe_prices').select('id').executeTakeFirstOrThrow()
  const customer = await api('customers', { email: 'stranger@example.com' })
  const item = { 'line_items[0][price]': price, 'line_items[0][quantity]': '1' }
  const params = { mode: 'subscription', customer, success_url: 'https://example.com', ...item }
  const sessions: string[] = []
  for (let i = 0; i < times; i++) sessions.push(await api('checkout/sessions', params))
  await unheard(() => sessions.map((session) => world.simulator.control.completeCheckout(session)))
}

test('nothing is told when nothing differs; what is another system\u2019s is counted', async () => {
  const buyers = [await bought(), await bought(), await bought()]
  const [first, second] = buyers
  if (!first || !second) throw new Error('nobody bought')
  world.simulator.control.refund(first.charge, 300)
  world.simulator.control.openDispute(second.charge)
  await strangerBuys(3)
  await world.settled()
  const outcome = await compareAll()
  expect(outcome.differences).toEqual([])
  expect(outcome.foreign).toBe(6n)
  expect(outcome.compared).toEqual({ charge: 6n, refund: 1n, dispute: 1n, subscription: 6n })
})

test('twelve of twelve, none besides; the second run tells nothing new', async () => {
  const { db } = world.app
  const { control } = world.simulator
  const expected: string[] = []
  const repaired = (name: string, id: string) => expected.push(`${name} ${id} new repaired`)
  const left = (name: string, id: string) => expected.push(`${name} ${id} new open`)

  const deleted = await bought()
  await db.deleteFrom('payments').where('stripe_id', '=', deleted.charge).execute()
  repaired('missing-here-charge', deleted.charge)
  const gone = await bought()
  await db.deleteFrom('subscriptions').where('id', '=', gone.subscription).execute()
  repaired('missing-here-subscription', gone.subscription)
  const refunded = await bought()
  const refund = await unheard(() => control.refund(refunded.charge, 200))
  repaired('missing-here-refund', String(refund['id']))
  const disputed = await bought()
  const dispute = await unheard(() => control.openDispute(disputed.charge))
  repaired('missing-here-dispute', String(dispute['id']))

  const owner = await bought()
  const row = { amount: 100n, currency: 'usd', status: 'succeeded', created_at: world.app.clock() }
  await db
    .insertInto('payments')
    .values({
      ...row,
      status: 'succeeded',
      id: 'pay_forged',
      account_id: owner.account,
      stripe_id: 'ch_forged',
      invoice_id: null,
    })
    .execute()
  left('missing-there-charge', 'ch_forged')
  await db
    .insertInto('refunds')
    .values({ ...row, stripe_id: 're_forged', charge_id: owner.charge })
    .execute()
  left('missing-there-refund', 're_forged')
  await db
    .insertInto('disputes')
    .values({ ...row, stripe_id: 'du_forged', charge_id: owner.charge, status: 'lost' })
    .execute()
  left('missing-there-dispute', 'du_forged')
  const copied = await db
    .selectFrom('subscriptions')
    .selectAll()
    .where('id', '=', owner.subscription)
    .executeTakeFirstOrThrow()
  await db
    .insertInto('subscriptions')
    .values({ ...copied, id: 'sub_forged', status: 'canceled' })
    .execute()
  left('missing-there-subscription', 'sub_forged')

  const wrong = [await bought(), await bought(), await bought(), await bought()]
  const [amount, currency, status, customer] = wrong
  if (!amount || !currency || !status || !customer) throw new Error('nobody bought')
  await db.updateTable('payments').set({ amount: 999n }).where('stripe_id', '=', amount.charge).execute()
  repaired('wrong-amount', amount.charge)
  await db.updateTable('payments').set({ currency: 'eur' }).where('stripe_id', '=', currency.charge).execute()
  repaired('wrong-currency', currency.charge)
  await db.updateTable('subscriptions').set({ status: 'past_due' }).where('id', '=', status.subscription).execute()
  repaired('wrong-status', status.subscription)
  await db.updateTable('payments').set({ account_id: owner.account }).where('stripe_id', '=', customer.charge).execute()
  left('wrong-customer', customer.charge)

  const first = await compareAll()
  expect(told(first)).toEqual(expected.toSorted())
  expect(new Set(first.differences.map((one) => one.class)).size).toBe(12)

  const second = await compareAll()
  const open = expected.filter((line) => line.endsWith('open')).map((line) => line.replace('new', 'known'))
  expect(told(second)).toEqual(open.toSorted())

  const alerts = await db.selectFrom('alerts').selectAll().where('kind', '=', 'drift').execute()
  expect(alerts.filter((alert) => alert.resolved_at === null)).toHaveLength(5)
  expect(alerts).toHaveLength(12)
})

test('staff see what is left', async () => {
  const staff = await openStaff(world)
  const page = await staff.get('/admin/reconciliation')
  for (const id of ['ch_forged', 're_forged', 'du_forged', 'sub_forged']) expect(page.text).toContain(id)
})

test('what ends by itself is gone in the next run, and its alert with it', async () => {
  const { db } = world.app
  await db.deleteFrom('refunds').where('stripe_id', '=', 're_forged').execute()
  await db.deleteFrom('disputes').where('stripe_id', '=', 'du_forged').execute()
  await db.deleteFrom('payments').where('stripe_id', '=', 'ch_forged').execute()
  await db.deleteFrom('subscriptions').where('id', '=', 'sub_forged').execute()
  await db
    .updateTable('payments as p')
    .from('differences as d')
    .set((eb) => ({ account_id: eb.ref('d.account_id').$notNull() }))
    .whereRef('d.stripe_id', '=', 'p.stripe_id')
    .where('d.class', '=', 'wrong-customer')
    .execute()
  expect((await compareAll()).differences).toEqual([])
  const open = await db
    .selectFrom('alerts')
    .select('id')
    .where('kind', '=', 'drift')
    .where('resolved_at', 'is', null)
    .execute()
  expect(open).toEqual([])
  const gone = await db.selectFrom('differences').select('id').where('resolution', '=', 'gone').execute()
  expect(gone).toHaveLength(5)
})

test('refused for its pace in the middle, it waits and goes on', async () => {
  await strangerBuys(150)
  await world.travel('1m')
  await strangerBuys(150)
  const { charge } = await bought()
  await world.app.db.deleteFrom('payments').where('stripe_id', '=', charge).execute()
  for (const nth of [1, 3])
    world.simulator.control.failNext({ method: 'GET', path: '/v1/charges', nth, times: 2, kind: 'error', status: 429 })
  expect(told(await compareAll())).toEqual([`missing-here-charge ${charge} new repaired`])
})

test('stopped in the middle, it goes on where it stood, and compares each object once', async () => {
  const whole = await compareAll()
  const { control } = world.simulator
  // The SDK asks three times.
  control.failNext({ method: 'GET', path: '/v1/charges', nth: 4, times: 3, kind: 'error', status: 500 })
  await expect(compareAll()).rejects.toThrow('An unknown error occurred')
  const { charge } = await bought() // and what happens meanwhile is compared too
  await world.app.db.deleteFrom('payments').where('stripe_id', '=', charge).execute()
  control.clearCalls()
  const rest = await compareAll()
  expect(rest.compared.charge).toBe(whole.compared.charge + 1n)
  expect(rest.compared.subscription).toBe(whole.compared.subscription + 1n)
  expect(told(rest)).toEqual([`missing-here-charge ${charge} new repaired`])
  // Of four pages three were read; what shares the last second with what was not read is read again.
  const again = control.calls().filter(({ path, params }) => path === '/v1/charges' && createdFrom(params) === '0')
  expect(again.length).toBeLessThanOrEqual(2)
})

test('the command: killed in the middle, run again, and once more', async () => {
  const { charge } = await bought()
  await world.app.db.deleteFrom('payments').where('stripe_id', '=', charge).execute()
  world.simulator.control.failNext({ method: 'GET', path: '/v1/charges', nth: 4, kind: 'timeout' })
  const killed = command()
  const compared = async () => {
    const open = world.app.db.selectFrom('reconcile_runs').select('id').where('finished_at', 'is', null)
    const windows = world.app.db.selectFrom('reconcile_windows').select('compared').where('run_id', 'in', open)
    return Number((await windows.where('kind', '=', 'charge').executeTakeFirst())?.compared ?? 0)
  }
  await until('a page is compared', async () => (await compared()) >= 100, 30_000)
  killed.child.kill('SIGKILL')
  await killed.ended

  world.simulator.control.clearCalls()
  const again = command()
  expect(await again.ended, again.said()).toBe(3)
  const known = { class: 'missing-here-charge', stripe_id: charge, resolution: 'repaired', new: true }
  expect(JSON.parse(again.output())).toMatchObject({ found: 1, repaired: 1, open: 0, differences: [known] })
  const pages = world.simulator.control.calls().filter(({ path }) => path === '/v1/charges')
  expect(pages.map(({ params }) => createdFrom(params)).filter((from) => from === '0').length).toBeLessThanOrEqual(3)

  const last = command()
  expect(await last.ended, last.said()).toBe(0)
  expect(JSON.parse(last.output())).toMatchObject({ found: 0, open: 0, differences: [] })
  expect(last.said()).toBe('') // no progress where nobody watches

  const people = startCommand(world, ['reconcile', '--from', world.app.clock().toISOString().slice(0, 10)])
  expect(await people.ended, people.said()).toBe(0)
  expect(people.output()).toMatch(/^Compared \d+ charges, .* of other systems\.\nNothing differs\.\n$/)
  expect(await startCommand(world, ['reconcile', '--from', 'yesterday']).ended).toBe(2)
}, 180_000)

test('a window leaves out what was created outside of it', async () => {
  const old = await bought()
  await world.travel('2d')
  const anHourAgo = new Date(world.app.clock().getTime() - 3_600_000)
  const daily = world.app.db.selectFrom('reconcile_runs').select('id').where('finished_at', '>', anHourAgo)
  await until('the daily run is over', async () => (await daily.execute()).length > 0, 30_000)
  await rested()
  const fresh = await bought()
  for (const { charge } of [old, fresh])
    await world.app.db.deleteFrom('payments').where('stripe_id', '=', charge).execute()
  const now = world.app.clock()
  const yesterday = new Date(now.getTime() - 86_400_000)
  expect(told(await reconcile(world.app, { from: yesterday, to: now }))).toEqual([
    `missing-here-charge ${fresh.charge} new repaired`,
  ])
  await expect(reconcile(world.app, { from: now, to: yesterday })).rejects.toThrow('The window is empty')
})

test('once a day by itself', async () => {
  const { db } = world.app
  const { charge } = await bought()
  await db.deleteFrom('payments').where('stripe_id', '=', charge).execute()
  await world.travel('25h')
  const isBack = () => db.selectFrom('payments').select('id').where('stripe_id', '=', charge).executeTakeFirst()
  await until('the daily run', async () => (await isBack()) !== undefined, 30_000)
  const found = db.selectFrom('differences').select('resolution').where('stripe_id', '=', charge)
  await until('it is told', async () => (await found.executeTakeFirst())?.resolution === 'repaired')
})
