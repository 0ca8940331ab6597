// Money that came by hand goes back by hand, at once or in parts: never more than came, and its time ends when all of it went.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askManualPayment } from '../../src/billing/ask-manual-payment.ts'
import { changeGranted, grantAccess } from '../../src/billing/grant.ts'
import { returnManualPayment } from '../../src/billing/return-manual-payment.ts'
import { newSecret } from '../../src/lib/token.ts'
import { access, booksOf } from '../support/buyer.ts'
import { openShopByHand, paymentsByHand } from '../support/manual-payments.ts'
import { refusals, tally } from '../support/people.ts'
import { openStaff } from '../support/staff.ts'
import { formOf } from '../support/web-client.ts'
import type { World } from '../support/world.ts'

const MONTH = 'turnpike_pro_month_usd'
let world: World
let [ana, ben] = ['', '']
beforeAll(async () => {
  ;({ world, ana, ben } = await openShopByHand())
}, 60_000)
afterAll(() => world.close())
const { actsOf, approve, asked, broken, daysLeft, mailsTo, paymentOf } = paymentsByHand(() => ({ world, ana }))

const giveBack = (payment: string, amount: bigint, actor = ana, before = 0n) =>
  returnManualPayment(world.app, { payment, amount, before, note: 'Too slow', actor })

test('given back: the rest of its time ends, later time moves up, the books say so, once', async () => {
  const { account, payment } = await asked()
  await approve(payment)
  const next = await askManualPayment(world.app, { account, price: MONTH, method: 'cash', actor: ana })
  await approve(next.id)
  await world.travel('10d')
  const before = await daysLeft(account)
  await expect(giveBack(payment, 1001n)).rejects.toMatchObject({ code: 'invalid' })
  await expect(giveBack(payment, 0n)).rejects.toMatchObject({ code: 'invalid' })

  const owner = await openStaff(world)
  const page = `/admin/manual-payments/${payment}`
  const done = await owner.submit(page, `${page}/reversal`, { amount: '10.00', note: 'Too slow' })
  expect(done.text).toContain('Send the money now')
  const rest = await daysLeft(account)
  expect(rest).toBeGreaterThan(27)
  expect(rest).toBeLessThan(before - 17)
  expect(await booksOf(world, account)).toEqual({ manual: 1000n, revenue: -2000n, refunds: 1000n })
  await expect(giveBack(payment, 650n)).rejects.toMatchObject({ code: 'conflict' })
  expect((await mailsTo(account)).at(-1)).toContain('The time that this payment bought has ended')
  const tries = await Promise.allSettled(
    Array.from({ length: 50 }, (_, at) => giveBack(next.id, 1000n, at % 2 ? ana : ben)),
  )
  expect([tally(tries), refusals(tries, 'conflict')]).toEqual([25, 25])
  expect(await booksOf(world, account)).toEqual({ manual: 0n, revenue: -2000n, refunds: 2000n })
  expect(await access(world, account)).toMatchObject({ state: 'none' })
  expect(await broken()).toEqual([])
})

test('given back in parts: the time stays until all of it went back, and never more goes than came', async () => {
  const { account, payment } = await asked()
  await approve(payment)
  const owner = await openStaff(world)
  const page = `/admin/manual-payments/${payment}`
  const part = { ...formOf((await owner.get(page)).text, `${page}/reversal`), amount: '2.50', note: 'A slow week' }
  const clicks = await Promise.all([1, 2, 3].map(() => owner.post(`${page}/reversal`, part)))
  expect(clicks.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(await booksOf(world, account)).toEqual({ manual: 750n, revenue: -1000n, refunds: 250n })
  expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'pro' } })
  expect((await mailsTo(account)).at(-1)).toContain('your time stays as it is')
  expect((await owner.get(page)).text).toContain('Of $7.50 at most.')
  await expect(giveBack(payment, 751n, ana, 250n)).rejects.toMatchObject({ code: 'invalid' })
  await expect(giveBack(payment, 250n)).rejects.toMatchObject({ code: 'conflict' }) // seen before the first part

  const tries = await Promise.allSettled(
    Array.from({ length: 50 }, (_, at) => giveBack(payment, 500n, at % 2 ? ana : ben, 250n)),
  )
  expect([tally(tries), refusals(tries, 'conflict')]).toEqual([25, 25])
  expect(await booksOf(world, account)).toEqual({ manual: 250n, revenue: -1000n, refunds: 750n })
  expect(await access(world, account)).toMatchObject({ state: 'active' })
  await owner.submit(page, `${page}/reversal`, { amount: '2.50', note: 'The rest' })
  expect(await booksOf(world, account)).toEqual({ manual: 0n, revenue: -1000n, refunds: 1000n })
  expect(await access(world, account)).toMatchObject({ state: 'none' })
  expect(formOf((await owner.get(page)).text, `${page}/reversal`)).toBeNull()
  expect((await mailsTo(account)).filter((mail) => mail.includes('on its way back'))).toHaveLength(3)
  expect((await actsOf(account)).filter((act) => act === 'manual-payment.return')).toHaveLength(3)
  const more = world.app.db.updateTable('manual_payments').where('id', '=', payment).set({ returned: 1001n })
  await expect(more.execute()).rejects.toThrow('check constraint')
  expect(await broken()).toEqual([])
})

test('given back after staff moved the time to other plans: what became of it ends, and nothing else', async () => {
  const { account, payment } = await asked('turnpike_basic_month_usd')
  await approve(payment)
  const gift = { account, days: 60, reason: 'A gift', actor: ana, by: 'owner' as const }
  const moved = { account, reason: 'Asked for it', actor: ana }
  const intent = newSecret()
  for (const plan of ['pro', 'premium', 'premium']) {
    await changeGranted(world.app, { ...moved, plan, intent: plan === 'premium' ? intent : newSecret() })
  }
  await grantAccess(world.app, { ...gift, plan: 'basic', intent: newSecret() })
  expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'premium' } })
  const moves = world.app.db.selectFrom('audit').select('id').where('subject', '=', account)
  expect(await moves.where('action', '=', 'access.change').execute()).toHaveLength(2)
  const { amount } = await paymentOf(account)
  await giveBack(payment, amount)
  expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'basic' } })
  expect(await daysLeft(account)).toBe(60)
  expect(await broken()).toEqual([])
})
