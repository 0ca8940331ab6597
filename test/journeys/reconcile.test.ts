// Our copies drift from Stripe in every way there is; reconciliation tells each, once, and repairs what is safe.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createOwner } from '../../src/accounts/owner.ts'
import { reconcile } from '../../src/billing/reconcile.ts'
import { bought, compareAll, losePayment, rested, strangerBuys, told, unheard } from '../support/reconciling.ts'
import { openStaff } from '../support/staff.ts'
import { until } from '../support/until.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
let boss: string
beforeAll(async () => {
  world = await createWorld()
  boss = (await createOwner(world.app, { email: 'own@example.com', password: 'correct horse battery staple' })).account
}, 60_000)
afterAll(() => world.close())

test('nothing is told when nothing differs; what is another system\u2019s is counted', async () => {
  const buyers = [await bought(world), await bought(world), await bought(world)]
  const [first, second] = buyers
  if (!first || !second) throw new Error('nobody bought')
  world.simulator.control.refund(first.charge, 300)
  world.simulator.control.openDispute(second.charge)
  await strangerBuys(world, 3)
  await world.settled()
  const outcome = await compareAll(world)
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

  const deleted = await bought(world)
  await losePayment(world, deleted.charge)
  repaired('missing-here-charge', deleted.charge)
  const gone = await bought(world)
  await db.deleteFrom('subscriptions').where('id', '=', gone.subscription).execute()
  repaired('missing-here-subscription', gone.subscription)
  const refunded = await bought(world)
  const refund = await unheard(world, () => control.refund(refunded.charge, 200))
  repaired('missing-here-refund', String(refund['id']))
  const disputed = await bought(world)
  const dispute = await unheard(world, () => control.openDispute(disputed.charge))
  repaired('missing-here-dispute', String(dispute['id']))

  const owner = await bought(world)
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

  const wrong = [await bought(world), await bought(world), await bought(world), await bought(world)]
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

  const first = await compareAll(world)
  expect(told(first)).toEqual(expected.toSorted())
  expect(new Set(first.differences.map((one) => one.class)).size).toBe(12)

  const second = await compareAll(world)
  const open = expected.filter((line) => line.endsWith('open')).map((line) => line.replace('new', 'known'))
  expect(told(second)).toEqual(open.toSorted())

  const alerts = await db.selectFrom('alerts').selectAll().where('kind', '=', 'drift').execute()
  expect(alerts.filter((alert) => alert.resolved_at === null)).toHaveLength(5)
  expect(alerts).toHaveLength(12)
  // Told once, of what no repair has ended.
  const stillOpen = alerts.filter((alert) => alert.resolved_at === null).map(({ id }) => `alert:${id}:${boss}`)
  const mails = await db.selectFrom('mails').select('dedupe_key').where('account_id', '=', boss).execute()
  const ofDrift = new Set(alerts.map(({ id }) => `alert:${id}:${boss}`))
  const toldOf = mails.map((mail) => mail.dedupe_key ?? '').filter((key) => ofDrift.has(key))
  expect(toldOf.toSorted()).toEqual(stillOpen.toSorted())
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
  expect((await compareAll(world)).differences).toEqual([])
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

test('a window leaves out what was created outside of it', async () => {
  const old = await bought(world)
  await world.travel('2d')
  const anHourAgo = new Date(world.app.clock().getTime() - 3_600_000)
  const daily = world.app.db.selectFrom('reconcile_runs').select('id').where('finished_at', '>', anHourAgo)
  await until('the daily run is over', async () => (await daily.execute()).length > 0, 30_000)
  await rested(world)
  const fresh = await bought(world)
  for (const { charge } of [old, fresh]) await losePayment(world, charge)
  const now = world.app.clock()
  const yesterday = new Date(now.getTime() - 86_400_000)
  expect(told(await reconcile(world.app, { from: yesterday, to: now }))).toEqual([
    `missing-here-charge ${fresh.charge} new repaired`,
  ])
  await expect(reconcile(world.app, { from: now, to: yesterday })).rejects.toThrow('The window is empty')
})

test('once a day by itself', async () => {
  const { db } = world.app
  const { charge } = await bought(world)
  await losePayment(world, charge)
  await world.travel('25h')
  const isBack = () => db.selectFrom('payments').select('id').where('stripe_id', '=', charge).executeTakeFirst()
  await until('the daily run', async () => (await isBack()) !== undefined, 30_000)
  const found = db.selectFrom('differences').select('resolution').where('stripe_id', '=', charge)
  await until('it is told', async () => (await found.executeTakeFirst())?.resolution === 'repaired')
})
