// The owner plays the shop through: time moves by the press of a button, the bank says no, and the page tells what followed.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { access, buy, lastPayment, newBuyer } from '../support/buyer.ts'
import { openStaff } from '../support/staff.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
let owner: Awaited<ReturnType<typeof openStaff>>
beforeAll(async () => {
  world = await createWorld()
  owner = await openStaff(world)
}, 60_000)
afterAll(() => world.close())

const PAGE = '/admin/rehearsal'
const move = (step: string) => owner.submit(PAGE, `${PAGE}/time`, { step })
const play = (account: string, scene: string) => owner.submit(PAGE, `${PAGE}/scenes`, { account, scene })
const plain = (html: string) => html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')

test('a renewal, a card that fails, grace and its end, a dispute and a refund that fails', async () => {
  const { app } = world
  const empty = await owner.get(PAGE)
  expect(empty.text).toContain('No step was taken yet')
  expect(empty.text).toContain('Nobody has bought anything yet')

  const account = await newBuyer(world)
  await buy(world, account, 'turnpike_basic_month_usd')
  const bought = app.clock().getTime()
  const hour = await move('hour')
  expect(hour.text).toContain('Time has moved, and all that followed is done.')
  expect(app.clock().getTime() - bought).toBeGreaterThanOrEqual(3_600_000)
  expect(plain(hour.text)).toContain('A plan renews')

  const month = plain((await move('month')).text)
  expect(app.clock().getTime() - bought).toBeGreaterThan(31 * 86_400_000)
  expect(month).toContain('Payment of $5.00: succeeded')
  expect(month).toContain('Access is on: Basic until')
  expect((await access(world, account)).state).toBe('active')

  expect((await play(account, 'payments-fail')).text).toContain('It happened, and all that followed is done.')
  const failed = plain((await move('month')).text) // the renewal fails
  expect(failed).toContain('invoice. payment_ failed')
  expect(failed).toContain('Access is on by grace until')
  expect((await access(world, account)).state).toBe('grace')
  const ended = plain((await move('month')).text) // and so does every retry
  const payments = await app.db.selectFrom('payments').select('status').where('account_id', '=', account).execute()
  expect(payments.filter(({ status }) => status === 'succeeded')).toHaveLength(2)
  expect((await access(world, account)).state).toBe('ended')
  expect(ended).toContain('Access has ended')
  const mails = await app.db.selectFrom('mails').select(['id', 'subject', 'created_at']).execute()
  const [last] = mails.toSorted((one, other) => other.created_at.getTime() - one.created_at.getTime())
  expect((await owner.get(PAGE)).text).toContain(`/dev/mail/${last?.id ?? ''}`)

  const other = await newBuyer(world)
  await buy(world, other, 'turnpike_pro_month_usd')
  const disputed = plain((await play(other, 'dispute')).text)
  expect(disputed).toContain('Access is suspended: dispute')
  expect((await access(world, other)).state).toBe('suspended')
  expect(plain((await play(other, 'dispute-won')).text)).toContain('Access is on: Pro')

  const third = await newBuyer(world)
  await buy(world, third, 'turnpike_pro_month_usd')
  expect(plain((await play(third, 'refund')).text)).toContain('Refund of $10.00: succeeded')
  expect((await lastPayment(world, third)).refunded).toBe(1000n)
  expect(plain((await play(third, 'refund-fails')).text)).toContain('It happened')
  expect((await lastPayment(world, third)).refunded).toBe(0n)
})

test('to what comes next: of a trial first the notice, then its end', async () => {
  const account = await newBuyer(world)
  await world.app.db.updateTable('plans').set({ trial_days: 7 }).where('id', '=', 'premium').execute()
  await buy(world, account, 'turnpike_premium_month_usd')
  expect(plain((await owner.get(PAGE)).text)).toContain('A trial ends in three days')
  const ending = async () => plain((await owner.get(PAGE)).text).includes('A trial ends in three days')
  for (let step = 0; step < 10 && (await ending()); step += 1) await move('next')
  const mails = await world.app.db.selectFrom('mails').select('subject').where('account_id', '=', account).execute()
  expect(mails.map(({ subject }) => subject).join('\n')).toMatch(/trial/i)
})

test('what cannot be played is said on the page; each step leaves a row in the audit, a look none', async () => {
  const account = await newBuyer(world)
  const rows = () => world.app.db.selectFrom('audit').select('id').where('action', 'like', 'rehearsal.%').execute()
  const before = (await rows()).length
  const none = await play(account, 'dispute-won')
  expect(none.status).toBe(409)
  expect(none.text).toContain('This customer has no open dispute yet.')
  expect((await play(account, 'all-is-well')).status).toBe(422)
  const now = world.app.clock().getTime()
  await owner.get(PAGE)
  expect(world.app.clock().getTime() - now).toBeLessThan(60_000)
  expect((await rows()).length).toBe(before)
  await move('hour')
  expect((await rows()).length).toBe(before + 1)
})

test('two moves at once: one is told to wait', async () => {
  const both = await Promise.all([move('day'), move('day')])
  expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 409]))
})

test('support and customers have no rehearsal', async () => {
  const support = await openStaff(world, 'support')
  expect((await support.get(PAGE)).status).toBe(403)
  expect((await support.get('/admin')).text).not.toContain(PAGE)
  expect((await owner.get('/admin')).text).toContain(PAGE)
})
