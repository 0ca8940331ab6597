// Exit statuses and what stands on which output, as scripts rely on them.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres.ts'
import { openDb, openPool } from '../db/open.ts'
import { runCommandLine } from './command-line.ts'

let dataDir: string
let database: TestDatabase
let said: { out: string; err: string }

beforeEach(async () => {
  dataDir = await mkdtemp('/tmp/turnpike-cli-')
  database = await createTestDatabase()
  said = { out: '', err: '' }
  vi.stubEnv('BASE_URL', '') // the test runner sets one of its own
  vi.stubEnv('DATA_DIR', dataDir)
  vi.stubEnv('DATABASE_URL', database.url)
  vi.stubEnv('MASTER_KEY', Buffer.from(Array.from({ length: 32 }, (_, place) => place)).toString('base64'))
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((said.out += String(text)), true))
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((said.err += String(text)), true))
})

afterEach(async () => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  await database.drop()
  await rm(dataDir, { recursive: true })
})

test.each([
  ['--help', 0],
  ['node add --help', 0],
  ['nonsense', 2],
  ['node', 2],
  ['node add', 2],
  ['node add --name', 2],
  ['export --nonsense', 2],
  ['sim advance tomorrow', 2],
  ['sim close-dispute dp_1 --as maybe', 2],
  ['node drain nobody', 1],
  ['owner reset-second-factor --email nobody@example.com', 1],
  ['export --account nobody@example.com', 1],
  ['sim refund ch_1', 2],
  ['voucher create --help', 0],
  ['voucher create --plan pro --count 1 --note x', 2],
  ['voucher create --plan pro --count 1 --note x --days 1 --value much', 2],
  ['voucher create --plan pro --count 1 --note x --days 1e1', 2],
  ['plans set pro --devices many', 2],
  ['voucher withdraw vb_none', 1],
])('turnpike %s ends with status %i', async (line, status) => {
  expect(await runCommandLine(line.split(' '))).toBe(status)
  expect(status === 0 ? said.out : said.err).not.toBe('')
  expect(status === 0 ? said.err : said.out).toBe('')
})

test('a wrong setting is named, without its value, and ends with status 2', async () => {
  vi.stubEnv('PORT', '99999')
  expect(await runCommandLine(['doctor', '--json'])).toBe(1) // it reports, as its checks do
  expect(JSON.parse(said.out)).toMatchObject({ ok: false, checks: [{ id: 'configuration', ok: false }] })
  expect(await runCommandLine(['export'])).toBe(2)
  expect(said.err).toMatch(/^turnpike: PORT: /)
})

test('a database without tables, or none at all, is said in a sentence', async () => {
  vi.stubEnv('DATABASE_URL', database.url.replace(/test_\w+/, 'turnpike'))
  expect(await runCommandLine(['invariants'])).toBe(1)
  expect(said.err).toContain('turnpike migrate')
  vi.stubEnv('DATABASE_URL', 'postgres://nobody@127.0.0.1:1/none')
  expect(await runCommandLine(['invariants'])).toBe(1)
  expect(said.err).toContain('DATABASE_URL')
  expect(said.err).not.toMatch(/^\s+at /m)
})

test('what web needs is said in one line for each setting', async () => {
  vi.stubEnv('DATABASE_URL', '')
  vi.stubEnv('MASTER_KEY', '')
  expect(await runCommandLine(['worker'])).toBe(2)
  for (const name of ['DATABASE_URL', 'MASTER_KEY', 'STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET']) {
    expect(said.err).toContain(`turnpike: ${name}: is not set.`)
  }
})

test('the demo refuses a key of the real Stripe, and never shows it', async () => {
  const key = ['sk', 'live', 'abcdefgh12345678'].join('_')
  vi.stubEnv('STRIPE_SECRET_KEY', key)
  expect(await runCommandLine(['demo'])).toBe(2)
  expect(said.err).toContain('STRIPE_SECRET_KEY')
  expect(said.err).not.toContain(key)
})

test('the clock moves by what is asked, again and again', async () => {
  vi.stubEnv('TURNPIKE_CLOCK', join(dataDir, 'time'))
  await writeFile(join(dataDir, 'time'), '+1d\n')
  expect(await runCommandLine(['sim', 'advance', '31d', '--json'])).toBe(0)
  expect(JSON.parse(said.out)).toMatchObject({ offset: '+32d' })
  vi.stubEnv('TURNPIKE_CLOCK', '+1d')
  expect(await runCommandLine(['sim', 'advance', '1d'])).toBe(2)
})

test('a lost second factor is switched off, on record', async () => {
  expect(await runCommandLine(['owner', 'create', '--email', 'owner@example.com', '--json'])).toBe(0)
  const account = /acct_\w+/.exec(said.out)?.[0] ?? ''
  const db = openDb(openPool(database.url, () => undefined, 1))
  const factor = { account_id: account, sealed_secret: 'v1.sample', last_step: 0n, enrolled_at: new Date() }
  await db.insertInto('second_factors').values(factor).execute()
  expect(await runCommandLine(['owner', 'reset-second-factor', '--email', 'Owner@Example.com'])).toBe(0)
  expect(await db.selectFrom('second_factors').selectAll().execute()).toEqual([])
  const record = await db.selectFrom('audit').select(['actor', 'action', 'subject']).orderBy('id', 'desc').execute()
  expect(record[0]).toEqual({ actor: 'command-line', action: 'second-factor.reset', subject: account })
  expect(await db.selectFrom('mails').select('to_address').execute()).toEqual([{ to_address: 'owner@example.com' }])
  await db.destroy()
})

test('an owner is added, and the export has the promised shape', async () => {
  expect(await runCommandLine(['owner', 'create', '--email', 'owner@example.com', '--json'])).toBe(0)
  expect(said.out).toMatch(/"set_up_link":"http[^"]+\/set-up\?token=/)
  const account = /acct_\w+/.exec(said.out)?.[0]
  said.out = ''
  expect(await runCommandLine(['export', '--json'])).toBe(0)
  const access = { state: 'none', until: null, plan: null, device_limit: 0 }
  const money = { subscriptions: [], payments: [], refunds: [], disputes: [], vouchers: [], manual_payments: [] }
  const empty = { ...money, commissions: [], devices: [] }
  expect(JSON.parse(said.out)).toEqual({
    accounts: [{ id: account, email: 'owner@example.com', role: 'owner', access, ...empty }],
    ledger: { balanced: true, by_currency: {} },
    nodes: [],
    alerts: [],
  })
})

test('vouchers are made, listed and withdrawn, each change audited as done here', async () => {
  const line = [
    'voucher',
    'create',
    '--plan',
    'pro',
    '--months',
    '3',
    '--count',
    '5',
    '--value',
    '4.50 EUR',
    '--note',
    'A shop',
  ]
  expect(await runCommandLine(line)).toBe(0)
  expect(said.out).toMatch(/^((\w{5}-){3}\w{5}\n){5}$/)
  said.out = ''
  expect(await runCommandLine(['voucher', 'list', '--json'])).toBe(0)
  const listed: unknown = JSON.parse(said.out)
  expect(listed).toMatchObject([
    { plan: 'pro', unit: 'month', length: 3, size: 5, redeemed: 0, amount: 450, currency: 'eur' },
  ])
  const id = /vb_\w+/.exec(said.out)?.[0] ?? ''
  said.out = ''
  expect(await runCommandLine(['voucher', 'withdraw', id, '--json'])).toBe(0)
  expect(JSON.parse(said.out)).toEqual({ batch: id, withdrawn: 5, redeemed: 0 })
  const db = openDb(openPool(database.url, () => undefined))
  const rows = await db
    .selectFrom('audit')
    .select(['action', 'actor'])
    .where('subject', '=', id)
    .orderBy('id')
    .execute()
  await db.destroy()
  expect(rows).toEqual([
    { action: 'voucher.make', actor: 'command-line' },
    { action: 'voucher.withdraw', actor: 'command-line' },
  ])
})
