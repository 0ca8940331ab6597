// Vouchers: made once as a file, redeemed once whoever tries at the same time, and worth what they were sold for.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { redeemVoucher } from '../../src/billing/redeem-voucher.ts'
import { makeVouchers, withdrawVouchers, type BatchWish } from '../../src/billing/vouchers.ts'
import { newReadable, newSecret } from '../../src/lib/token.ts'
import { exportAll } from '../../src/ops/export.ts'
import { checkInvariants } from '../../src/ops/invariants.ts'
import { access, booksOf, buy, newBuyer } from '../support/buyer.ts'
import { refusals, tally } from '../support/people.ts'
import { openStaff } from '../support/staff.ts'
import { formOf, openClient } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'

const PASSWORD = 'correct horse battery staple'
const DAY = 86_400_000
let world: World
beforeAll(async () => {
  world = await createWorld()
}, 60_000)
afterAll(() => world.close())

let networks = 0
const elsewhere = () => `10.0.${++networks >> 8}.${networks & 255}`
const redeem = (account: string, code: string) => redeemVoucher(world.app, { account, code, network: elsewhere() })

async function made(wish: Partial<BatchWish> = {}) {
  const gift = { plan: 'pro', unit: 'day' as const, length: 30, size: 1, value: { amount: 450n, currency: 'usd' } }
  const about = { note: 'A sample', expiresAt: null, intent: newSecret(), actor: 'command-line' }
  const { batch, codes } = await makeVouchers(world.app, { ...gift, ...about, ...wish })
  return { batch, codes, code: codes[0] ?? '' }
}

async function customer() {
  const email = `holder-${++networks}@example.com`
  const { account } = await createCustomer(world.app, { email, password: PASSWORD, verified: true })
  const client = openClient(world.url)
  await client.submit('/log-in', '/log-in', { email, password: PASSWORD })
  return { account, client, email }
}

async function daysLeft(account: string): Promise<number> {
  const now = await access(world, account)
  return now.state === 'active' && now.until ? Math.round((now.until.getTime() - world.app.clock().getTime()) / DAY) : 0
}

const grantsOf = (account: string) =>
  world.app.db.selectFrom('grants').selectAll().where('account_id', '=', account).orderBy('starts_at').execute()
const actsOf = async (subject: string) => {
  const rows = world.app.db.selectFrom('audit').select('action').where('subject', '=', subject).orderBy('id')
  return (await rows.where('action', 'like', 'voucher.%').execute()).map(({ action }) => action)
}
const mailsOf = async (account: string) =>
  (await world.app.db.selectFrom('mails').select('subject').where('account_id', '=', account).execute()).filter(
    ({ subject }) => subject.includes('voucher'),
  )

async function broken(): Promise<string[]> {
  const checks = await checkInvariants({ ...world.app, anchors: null })
  return checks.filter((check) => !check.ok).flatMap((check) => [check.id, ...check.detail])
}

test('the owner makes a batch, the file is the only place of its codes, a customer redeems one on the page of billing', async () => {
  const owner = await openStaff(world)
  const fields = { plan: 'pro', length: '2', unit: 'month', size: '3', value: '9.00 USD', note: '=SUM(A1)', last: '' }
  const form = { ...formOf((await owner.get('/admin/vouchers')).text, '/admin/vouchers'), ...fields }
  const file = await owner.post('/admin/vouchers', form)
  expect([file.status, file.headers.get('content-type'), file.headers.get('cache-control')]).toEqual([
    200,
    'text/csv; charset=utf-8',
    'no-store',
  ])
  const [head, ...lines] = file.text.trim().split('\r\n')
  expect(head).toBe('code,plan,time,last day')
  expect(lines).toHaveLength(3)
  for (const line of lines) expect(line).toMatch(/^([2-9A-Z]{5}-){3}[2-9A-Z]{5},pro,2 months,$/)
  expect((await owner.post('/admin/vouchers', form)).status).toBe(409)

  const code = lines[0]?.split(',')[0] ?? ''
  const stored = await world.app.db.selectFrom('vouchers').selectAll().execute()
  expect(JSON.stringify(stored)).not.toContain(code)

  const { account, client } = await customer()
  const done = await client.submit('/billing', '/vouchers', { code: code.toLowerCase().replaceAll('-', ' ') })
  expect([done.status, done.path]).toEqual([200, '/billing'])
  expect(done.text).toContain('Your voucher is redeemed')
  expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'pro' } })
  expect(await booksOf(world, account)).toEqual({ vouchers: 900n, revenue: -900n })
  expect(await actsOf(account)).toEqual(['voucher.redeem'])
  expect(await mailsOf(account)).toHaveLength(1)

  const again = await client.submit('/billing', '/vouchers', { code })
  expect(again.status).toBe(409)
  expect(again.text).toContain('You have used this voucher already. It gave you Pro until')
  const [shown] = (await exportAll(world.app, account)).accounts
  expect(shown?.access).toMatchObject({ state: 'active', plan: 'pro' })
  expect(shown?.vouchers).toMatchObject([{ plan: 'pro', amount: 900n, currency: 'usd' }])

  const list = await owner.get('/admin/vouchers')
  expect(list.text).toContain('1 of 3')
  expect(list.text).toContain('=SUM(A1)')
  expect(await broken()).toEqual([])
})

test('fifty at once for one code: one has it, the others hear the same as of a code that never was', async () => {
  const { code } = await made()
  const accounts = await Promise.all(Array.from({ length: 50 }, () => newBuyer(world)))
  const tries = await Promise.allSettled(accounts.map((account) => redeem(account, code)))
  expect([tally(tries), refusals(tries, 'invalid')]).toEqual([1, 49])
  const stranger = await newBuyer(world)
  const unknown = await redeem(stranger, newReadable(4)).catch(String)
  const words = new Set(tries.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : [])))
  expect([...words]).toEqual([unknown])
  const books = await Promise.all(accounts.map((account) => booksOf(world, account)))
  expect(books.filter((one) => one['revenue'] !== undefined)).toEqual([{ vouchers: 450n, revenue: -450n }])
  expect(await broken()).toEqual([])
}, 60_000)

test('fifty clicks of one customer are one grant; fifty vouchers of his at once are fifty in a row', async () => {
  const account = await newBuyer(world)
  const { code } = await made()
  const clicks = await Promise.allSettled(Array.from({ length: 50 }, () => redeem(account, code)))
  expect([tally(clicks), refusals(clicks, 'taken') + refusals(clicks, 'too-many')]).toEqual([1, 49])
  expect(await daysLeft(account)).toBe(30)
  expect(await actsOf(account)).toEqual(['voucher.redeem'])
  expect(await mailsOf(account)).toHaveLength(1)

  const collector = await newBuyer(world)
  const { codes } = await made({ size: 50, length: 1 })
  for (let from = 0; from < 50; from += 10) {
    const done = await Promise.allSettled(codes.slice(from, from + 10).map((one) => redeem(collector, one)))
    expect(tally(done)).toBe(10)
  }
  expect(await daysLeft(collector)).toBe(50)
  const grants = await grantsOf(collector)
  const gaps = grants.slice(1).filter((one, at) => one.starts_at.getTime() !== grants[at]?.ends_at.getTime())
  expect(gaps).toEqual([])
}, 60_000)

test('its time begins where what is paid ends, and beside another plan at once', async () => {
  const account = await newBuyer(world)
  await buy(world, account, 'turnpike_pro_month_usd')
  const paid = await access(world, account)
  const { codes } = await made({ size: 1 })
  const grant = await redeem(account, codes[0] ?? '')
  expect(grant.starts_at).toEqual(paid.state === 'active' ? paid.until : null)
  const higher = await made({ plan: 'premium', length: 5 })
  await redeem(account, higher.code)
  expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'premium' } })
  await world.travel('6d')
  expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'pro' } })
})

test('a withdrawn batch gives nothing more, what was redeemed stays, and a race with the withdrawal has one end', async () => {
  const { batch, codes } = await made({ size: 20 })
  const early = await newBuyer(world)
  await redeem(early, codes[0] ?? '')
  const rest = codes.slice(1)
  const accounts = await Promise.all(rest.map(() => newBuyer(world)))
  const [withdrawal, ...tries] = await Promise.allSettled([
    withdrawVouchers(world.app, { batch, actor: 'command-line' }),
    ...rest.map((code, at) => redeem(accounts[at] ?? '', code)),
  ])
  expect(withdrawal?.status).toBe('fulfilled')
  expect(tally(tries) + refusals(tries, 'invalid')).toBe(19)
  const { withdrawn, redeemed } = await world.app.db
    .selectFrom('audit')
    .select('detail')
    .where('subject', '=', batch)
    .where('action', '=', 'voucher.withdraw')
    .executeTakeFirstOrThrow()
    .then(({ detail }) => detail as { withdrawn: number; redeemed: number }) // as vouchers.ts writes it
  expect([withdrawn, redeemed]).toEqual([19 - tally(tries), 1 + tally(tries)])
  expect(await daysLeft(early)).toBe(30)

  const owner = await openStaff(world)
  const page = `/admin/vouchers/${batch}`
  expect((await owner.get(page)).text).toContain('Withdrawn')
  expect(formOf((await owner.get(page)).text, `${page}/withdrawal`)).toBeNull()
  await expect(withdrawVouchers(world.app, { batch, actor: 'command-line' })).rejects.toMatchObject({
    code: 'conflict',
  })
})

test('an expired one says so; a wrong form of a batch is refused and nothing is made', async () => {
  const { code } = await made({ expiresAt: new Date(world.app.clock().getTime() + DAY) })
  await world.travel('25h')
  await expect(redeem(await newBuyer(world), code)).rejects.toMatchObject({ code: 'expired' })

  const owner = await openStaff(world)
  const count = async () => (await world.app.db.selectFrom('vouchers').select('id').execute()).length
  const before = await count()
  const right = { plan: 'pro', length: '1', unit: 'month', size: '1', value: '', note: 'x', last: '' }
  const wrongs = [
    { length: '0' },
    { length: '121' },
    { size: '0' },
    { size: '10001' },
    { size: '1e3' },
    { value: '-3 USD' },
  ]
  for (const wrong of [...wrongs, { value: '4.505 USD' }, { note: ' ' }, { last: '2020-01-01' }, { last: 'soon' }]) {
    const answer = await owner.submit('/admin/vouchers', '/admin/vouchers', { ...right, ...wrong })
    expect(answer.status, JSON.stringify(wrong)).toBe(422)
  }
  expect((await owner.submit('/admin/vouchers', '/admin/vouchers', { ...right, plan: 'gold' })).status).toBe(404)
  expect(await count()).toBe(before)
})

test('ten thousand are made at once, all different', async () => {
  const { batch, codes } = await made({ size: 10_000 })
  expect(new Set(codes).size).toBe(10_000)
  const rows = world.app.db.selectFrom('vouchers').select('id').where('batch_id', '=', batch).execute()
  expect(await rows).toHaveLength(10_000)
}, 60_000)

test('the database itself lets nobody redeem twice or take a voucher back', async () => {
  const { code, batch } = await made()
  const account = await newBuyer(world)
  await redeem(account, code)
  const vouchers = world.app.db.updateTable('vouchers').where('batch_id', '=', batch)
  await expect(vouchers.set({ redeemed_at: world.app.clock() }).execute()).rejects.toThrow('only be redeemed, once')
  await expect(world.app.db.deleteFrom('vouchers').where('batch_id', '=', batch).execute()).rejects.toThrow(
    'permission denied',
  )
})

test('whatever is typed in as a code is refused, nothing is given, and the product lives', async () => {
  const words = [
    '',
    ' ',
    "' or 1=1 --",
    '<b>x</b>',
    '名前',
    '\ud800',
    'A'.repeat(20),
    '2'.repeat(60_000),
    '../..',
    'x\ny',
  ]
  for (const code of words) {
    const { account, client } = await customer()
    const answer = await client.submit('/billing', '/vouchers', { code })
    expect(answer.status, code.slice(0, 20)).toBe(422)
    expect(answer.text).toContain('This code cannot be used')
    expect(answer.text).not.toContain('<b>x</b>')
    expect(await grantsOf(account)).toEqual([])
  }
}, 60_000)

test('guessing ends: per account and per network, and a right code costs no try', async () => {
  const guesser = await newBuyer(world)
  for (let guess = 0; guess < 10; guess++) await redeem(guesser, newReadable(4)).catch(() => undefined)
  const { code, codes } = await made({ size: 12 })
  await expect(redeem(guesser, code)).rejects.toMatchObject({ code: 'too-many' })

  const network = elsewhere()
  for (let guess = 0; guess < 60; guess++) {
    const account = await newBuyer(world)
    await redeemVoucher(world.app, { account, code: 'x', network }).catch(() => undefined)
  }
  const held = redeemVoucher(world.app, { account: await newBuyer(world), code, network })
  await expect(held).rejects.toMatchObject({ code: 'too-many' })

  const owner = await newBuyer(world)
  for (const one of codes) await redeem(owner, one)
  expect(await grantsOf(owner)).toHaveLength(12)
}, 60_000)
