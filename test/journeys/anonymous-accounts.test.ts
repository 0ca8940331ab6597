// Accounts without e-mail: the number is the only key, shown once, and money comes by voucher alone.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openAccountNumbers } from '../../src/accounts/account-numbers.ts'
import { completeNumber } from '../../src/accounts/core/account-number.ts'
import { findAccountByNumber } from '../../src/accounts/anonymous-queries.ts'
import { authenticateKey } from '../../src/accounts/api-key.ts'
import { startCheckout } from '../../src/billing/checkout.ts'
import { askManualPayment } from '../../src/billing/ask-manual-payment.ts'
import { makeVouchers } from '../../src/billing/vouchers.ts'
import { closureOf } from '../../src/accounts/closure-queries.ts'
import { logInByNumber } from '../../src/accounts/log-in-number.ts'
import { createSeal } from '../../src/lib/seal.ts'
import { newSecret } from '../../src/lib/token.ts'
import { exportAll } from '../../src/ops/export.ts'
import { rotateKeys } from '../../src/ops/rotate-keys.ts'
import { anchorFileOf } from '../../src/ops/audit-anchors.ts'
import { randomBytes } from 'node:crypto'
import { access } from '../support/buyer.ts'
import { openStaff } from '../support/staff.ts'
import { until } from '../support/until.ts'
import { formOf, openClient, type Answer } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'

const [oldKey, newKey] = [randomBytes(32), randomBytes(32)]
let world: World
beforeAll(async () => {
  const keys = { MASTER_KEY: oldKey.toString('base64'), MASTER_KEY_ALSO: newKey.toString('base64') }
  world = await createWorld({
    ANONYMOUS_ACCOUNTS: 'on',
    MANUAL_PAYMENTS: 'At the counter.',
    TRUSTED_PROXIES: '127.0.0.1',
    ...keys,
  })
}, 60_000)
afterAll(() => world.close())

type Client = ReturnType<typeof openClient>
const CONFIRM = '/sign-up/number/confirmation'
const numberIn = (html: string) => /(?:\d{4} ){6}\d{4}/.exec(html)?.[0] ?? ''
const from = (network: string) => ({ origin: world.url, 'x-forwarded-for': network })

async function offered(client: Client): Promise<{ number: string; page: Answer }> {
  const page = await client.submit('/sign-up/number', '/sign-up/number')
  expect(page.status).toBe(200)
  return { number: numberIn(page.text), page }
}
async function joined(client = openClient(world.url)): Promise<{ client: Client; number: string; account: string }> {
  const { number, page } = await offered(client)
  const done = await client.post(CONFIRM, { ...formOf(page.text, CONFIRM), last: number.slice(-4) })
  expect([done.status, done.path]).toEqual([200, '/dashboard'])
  const accountNumbers = await openAccountNumbers(world.app)
  const hash = accountNumbers.hashOf(number.replaceAll(' ', ''))
  return { client, number, account: (await findAccountByNumber(world.app.db, hash))?.id ?? '' }
}
async function enter(number: string, client = openClient(world.url), network = '192.0.2.1'): Promise<Answer> {
  const form = formOf((await client.get('/log-in/number')).text, '/log-in/number')
  return client.post('/log-in/number', { ...form, number }, from(network))
}
async function voucher(): Promise<string> {
  const gift = { plan: 'pro', unit: 'day' as const, length: 30, size: 1, value: { amount: 450n, currency: 'usd' } }
  const about = { note: 'A sample', expiresAt: null, intent: newSecret(), actor: 'command-line' }
  return (await makeVouchers(world.app, { ...gift, ...about })).codes[0] ?? ''
}

test('a visitor writes a number down, redeems a voucher, adds a device, leaves and comes back by the number', async () => {
  const { client, number, account } = await joined()
  expect(number).toMatch(/^(\d{4} ){6}\d{4}$/)
  const redeemed = await client.submit('/billing', '/vouchers', { code: await voucher() })
  expect(redeemed.text).toContain('Your voucher is redeemed')
  expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'pro' } })
  const device = await client.submit('/devices', '/devices', { name: 'Phone', protocol: 'wireguard' })
  expect(device.status).toBe(200)
  await client.submit('/account', '/log-out')
  expect((await client.get('/dashboard')).path).toBe('/log-in')

  const back = await enter(number.replaceAll(' ', '-'), client)
  expect([back.status, back.path]).toEqual([200, '/dashboard'])
  expect((await client.get('/devices')).text).toContain('Phone')
})

test('the number is in one answer, and nowhere afterwards: no page, no log, no row, no file', async () => {
  const logged: string[] = []
  const note = (...said: unknown[]) => void logged.push(JSON.stringify(said))
  Object.assign(world.app.log, { trace: note, debug: note, info: note, warn: note, error: note })
  const { client, number, account } = await joined()
  const digits = number.replaceAll(' ', '')
  expect((await enter(number)).status).toBe(200)
  expect((await enter(completeNumber('3'.repeat(27)))).status).toBe(422)
  const pages = ['/dashboard', '/billing', '/plans', '/account', '/account/data', '/account/deletion', '/tickets']
  const texts = await Promise.all(pages.map(async (page) => (await client.get(page)).text))
  const mine = await client.submit('/account/data', '/account/data', { password: number })
  expect(mine.text).toContain(account)
  const file = JSON.stringify(await exportAll(world.app, null), (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  )
  const tables = await sql<{ name: string }>`select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(world.app.db)
  const rows = await Promise.all(
    tables.rows.map(({ name }) => sql`select t::text as t from ${sql.table(name)} t`.execute(world.app.db)),
  )
  expect(logged.join('')).toContain('log-in-failed')
  for (const text of [...texts, mine.text, logged.join(''), JSON.stringify(rows.map((one) => one.rows)), file]) {
    expect(text).not.toContain(digits)
    expect(text).not.toContain(number)
  }
})

test('nothing is made before the last group is typed, and one number makes one account, whoever sends the form how often', async () => {
  const count = async () => (await world.app.db.selectFrom('accounts').select('id').execute()).length
  const before = await count()
  const client = openClient(world.url)
  const { number, page } = await offered(client)
  const form = { ...formOf(page.text, CONFIRM) }
  const last = number.slice(-4)
  const wrong = await client.post(CONFIRM, { ...form, last: last === '0000' ? '1111' : '0000' })
  expect([wrong.status, numberIn(wrong.text)]).toEqual([422, ''])
  expect(wrong.text).toContain('not the last group')
  expect(await count()).toBe(before)
  const stranger = openClient(world.url)
  const { page: other } = await offered(stranger)
  const stolen = { ...formOf(other.text, CONFIRM), sealed: form['sealed'] ?? '', last }
  expect((await stranger.post(CONFIRM, stolen)).status).toBe(410)
  expect(await count()).toBe(before)

  const cookie = `turnpike-visitor=${client.cookie('turnpike-visitor') ?? ''}`
  const body = () => new URLSearchParams({ ...form, last })
  const sent = await Promise.all(
    Array.from({ length: 20 }, () =>
      fetch(`${world.url}${CONFIRM}`, {
        method: 'POST',
        redirect: 'manual',
        headers: { origin: world.url, cookie },
        body: body(),
      }),
    ),
  )
  const statuses = sent.map((one) => one.status)
  expect([statuses.filter((one) => one === 303).length, statuses.filter((one) => one === 409).length]).toEqual([1, 19])
  expect(await count()).toBe(before + 1)
})

test('an offer ends after an hour', async () => {
  const client = openClient(world.url)
  const { number, page } = await offered(client)
  world.pass('+61m')
  const late = await client.post(CONFIRM, { ...formOf(page.text, CONFIRM), last: number.slice(-4) })
  expect([late.status, late.text.includes('shown too long ago')]).toEqual([410, true])
})

test('50 sign-ups at once are 50 accounts with numbers of their own', async () => {
  const made = await Promise.all(Array.from({ length: 50 }, () => joined()))
  expect(new Set(made.map(({ number }) => number)).size).toBe(50)
  const hashes = await world.app.db
    .selectFrom('accounts')
    .select('number_hash')
    .where('number_hash', 'is not', null)
    .execute()
  expect(new Set(hashes.map((row) => row.number_hash?.toString('hex'))).size).toBe(hashes.length)
  expect((await enter(made[49]?.number ?? '')).path).toBe('/dashboard')
}, 60_000)

test('wrong numbers are counted for their network, whichever they are; a device that was in before is counted apart', async () => {
  const { client, number } = await joined()
  await client.submit('/account', '/log-out')
  const guesser = openClient(world.url)
  const network = '198.51.100.9'
  for (let guess = 0; guess < 30; guess++) {
    const wrong = await enter(completeNumber(String(guess).padStart(27, '7')), guesser, network)
    expect([wrong.status, wrong.text.includes('There is no account with this number.')]).toEqual([422, true])
  }
  const full = await enter(completeNumber('8'.repeat(27)), guesser, network)
  expect([full.status, Number(full.headers.get('retry-after')) > 0]).toEqual([429, true])
  expect((await enter(number, openClient(world.url), network)).status).toBe(429)
  expect((await enter(number, openClient(world.url), '198.51.100.10')).path).toBe('/dashboard')
  expect((await enter(number, client, network)).path).toBe('/dashboard')
}, 30_000)

test('what is no whole number is said to be mistyped, and is not counted', async () => {
  const { number } = await joined()
  const mistyped = number.slice(0, -1) + String((Number(number.at(-1)) + 1) % 10)
  for (let at = 0; at < 40; at++) {
    const said = await enter(at % 2 ? mistyped : '1234', openClient(world.url), '198.51.100.77')
    expect([said.status, said.text.includes('not a whole account number')]).toEqual([422, true])
  }
  expect((await enter(number, openClient(world.url), '198.51.100.77')).path).toBe('/dashboard')
})

test('it cannot pay by card or another way, has no trial, no free plan, no address and no mail', async () => {
  const { client, account } = await joined()
  const { app } = world
  await expect(startCheckout(app, account, 'turnpike_pro_month_usd')).rejects.toMatchObject({ code: 'forbidden' })
  const wish = { account, price: 'turnpike_pro_month_usd', method: 'cash', actor: account } as const
  await expect(askManualPayment(app, wish)).rejects.toMatchObject({ code: 'forbidden' })
  const plans = await client.get('/plans')
  expect(formOf(plans.text, '/checkouts')).toBeNull()
  expect(plans.text).toContain('paid by voucher')
  const billing = (await client.get('/billing')).text
  expect([formOf(billing, '/vouchers') !== null, billing.includes('/manual-payments')]).toEqual([true, false])
  expect((await client.get('/account/email')).status).toBe(403)
  expect((await client.get('/affiliate')).status).toBe(403)
  expect((await client.get('/manual-payments')).status).toBe(404)
  const page = (await client.get('/account')).text
  expect([page.includes('/account/email'), page.includes('/account/password')]).toEqual([false, false])

  await app.db.updateTable('plans').set({ for_sale: true }).where('id', '=', 'free').execute()
  expect(await access(world, account)).toMatchObject({ state: 'none' })
  await app.db.updateTable('plans').set({ for_sale: false }).where('id', '=', 'free').execute()
  await client.submit('/billing', '/vouchers', { code: await voucher() })
  expect(await app.db.selectFrom('mails').select('id').where('to_address', 'like', '%.invalid').execute()).toEqual([])
  expect(await app.db.selectFrom('mails').select('id').where('account_id', '=', account).execute()).toEqual([])
  expect(await app.db.selectFrom('stripe_customers').select('id').where('account_id', '=', account).execute()).toEqual(
    [],
  )
})

test('the number is asked for where others give a password: for a key, and to delete the account', async () => {
  const { client, number, account } = await joined()
  const wish = { name: 'Script', days: '30', 'account:read': 'on' }
  const refused = await client.submit('/account/api-keys', '/account/api-keys', { ...wish, password: '1234' })
  expect([refused.status, refused.text.includes('The account number is wrong.')]).toEqual([422, true])
  const made = await client.submit('/account/api-keys', '/account/api-keys', { ...wish, password: number })
  const key = /tp_[\w-]{43}/.exec(made.text)?.[0] ?? ''
  expect(await authenticateKey(world.app, key)).toMatchObject({ account })

  const gone = await client.submit('/account/deletion', '/account/deletion', { password: number, understood: 'yes' })
  expect(gone.path).toBe('/')
  await until('the account is closed', async () => (await closureOf(world.app.db, account))?.closed_at instanceof Date)
  expect((await enter(number)).status).toBe(422)
  expect(await authenticateKey(world.app, key)).toBeNull()
  const mails = world.app.db.selectFrom('mails').select('id').where('to_address', 'like', '%.invalid')
  expect(await mails.execute()).toEqual([])
})

test('staff find it by its id and see that it is anonymous', async () => {
  const { account, number } = await joined()
  const staff = await openStaff(world)
  const list = await staff.get(`/admin/customers?q=${account}`)
  expect(list.text).toContain(`Anonymous ${account}`)
  expect((await staff.get(`/admin/customers/${account}`)).text).toContain('none: anonymous')
  expect((await staff.get(`/admin/customers?q=${encodeURIComponent(number)}`)).text).not.toContain(account)
})

test('nobody takes its stand-in for an address: not to sign up, to log in, nor to ask for a new password', async () => {
  const { number, account } = await joined()
  const email = `${account}@anonymous.invalid`
  const visitor = openClient(world.url)
  const password = number.replaceAll(' ', '')
  expect((await visitor.submit('/log-in', '/log-in', { email, password })).status).toBe(422)
  expect((await visitor.submit('/sign-up', '/sign-up', { email, password })).status).toBe(422)
  expect((await visitor.submit('/reset-password', '/reset-password', { email })).status).toBe(422)
  const change = world.app.db.updateTable('accounts').set({ email_key: 'ana@example.com' }).where('id', '=', account)
  await expect(change.execute()).rejects.toThrow('violates check constraint')
})

test('numbers go on working when the master key is changed', async () => {
  const { number } = await joined()
  const during = createSeal(newKey, [oldKey])
  await rotateKeys({ ...world.app, seal: during, anchors: anchorFileOf(world.app.config, during) }, 'command-line')
  const accountNumbers = await openAccountNumbers({ db: world.app.db, seal: createSeal(newKey) })
  const from = { network: '192.0.2.77', knownDevice: null }
  const opened = await logInByNumber({ ...world.app, accountNumbers }, { number, ...from })
  expect(opened.step).toBe('done')
})

test('where they are switched off none of it is there', async () => {
  const off = await createWorld()
  const visitor = openClient(off.url)
  const { text } = await visitor.get('/log-in')
  const csrf = formOf(text, '/log-in')?.['csrf'] ?? ''
  expect([text, (await visitor.get('/sign-up')).text].join('')).not.toContain('number')
  expect((await visitor.get('/sign-up/number')).status).toBe(404)
  expect((await visitor.get('/log-in/number')).status).toBe(404)
  for (const path of ['/sign-up/number', CONFIRM, '/log-in/number']) {
    const fields = { csrf, number: completeNumber('1'.repeat(27)), sealed: 'x', last: '1234' }
    expect((await visitor.post(path, fields)).status, path).toBe(404)
  }
  await off.close()
}, 60_000)
