// Production as an operator runs it, with two `web` and one `worker`. A worker is killed while a payment is on its way.
import { randomBytes } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openClient } from '../support/web-client.ts'
import { until } from '../support/until.ts'
import { beginPurchase, openShop, type ProductionShop } from './production-shop.ts'

let shop: ProductionShop
beforeAll(async () => {
  shop = await openShop()
}, 60_000)
afterAll(() => shop.close())

interface Exported {
  accounts: { email: string; access: { state: string; plan: string }; payments: unknown[] }[]
}
async function accessOf(email: string): Promise<string | undefined> {
  const exported = JSON.parse(await shop.run(['export', '--json'])) as Exported // contract: export
  return exported.accounts.find((account) => account.email === email)?.access.state
}

test('migrate, publish, serve; a payment survives the worker that was killed; SIGTERM ends each with 0', async () => {
  const { ports, simulator, run, start } = shop
  const early = start(['web'], { PORT: String(ports[0]) })
  expect(await early.ended).toBe(1)
  expect(early.said()).toContain('turnpike migrate')

  await run(['migrate'])
  await run(['plans', 'sync'])
  const password = 'correct horse battery staple'
  await run(['customer', 'create', '--email', 'buyer@example.com', '--password-stdin', '--verified'], password)
  const webs = await Promise.all(ports.map(shop.startWeb))

  const session = await openCheckout(password)
  const worker = start(['worker'])
  simulator.control.completeCheckout(session)
  worker.child.kill('SIGKILL')
  await worker.ended
  const second = start(['worker'])
  await until('the payment to be known', async () => (await accessOf('buyer@example.com')) === 'active', 60_000)
  expect(JSON.parse(await run(['invariants', '--json']))).toBeDefined()
  const doctor = start(['doctor'])
  await doctor.ended // with what it finds wrong besides, such as no mail server
  expect(doctor.output() + doctor.said()).toContain('cannot rewrite ledger and audit')

  const serving = [...webs, second]
  for (const one of serving) one.child.kill('SIGTERM')
  const endings = await Promise.all(serving.map((one) => one.ended))
  expect(endings, serving.map((one) => one.said() + one.output()).join('\n')).toEqual([0, 0, 0])
}, 180_000)

test('one role for both is refused at the update, and one role alone is told of', async () => {
  const { DATABASE_URL = '' } = shop.settings
  const same = shop.start(['migrate'], { DATABASE_OWNER_URL: DATABASE_URL })
  expect(await same.ended).not.toBe(0)
  expect(same.said()).toContain('DATABASE_OWNER_URL: is the role of DATABASE_URL, turnpike_product')
  const far = `postgresql://turnpike:${randomBytes(16).toString('hex')}@192.0.2.1/turnpike` // RFC 5737: nobody is there
  const plain = shop.start(['migrate'], { DATABASE_OWNER_URL: far })
  expect(await plain.ended).not.toBe(0)
  expect(plain.said()).toContain('DATABASE_OWNER_URL: goes over a network in clear')
  const alone = shop.start(['doctor'], { DATABASE_URL: DATABASE_URL.replace('turnpike_product@', 'turnpike@') })
  await alone.ended
  expect(alone.output() + alone.said()).toContain('could rewrite ledger and audit')
}, 60_000)

test('a Stripe that is none is named at the start', async () => {
  const [publicPort, port] = shop.ports
  const { ended, said } = shop.start(['web'], {
    PORT: String(port),
    STRIPE_API_BASE: `http://127.0.0.1:${publicPort}`,
  })
  expect(await ended).not.toBe(0)
  expect(said()).toContain('STRIPE_API_BASE')
}, 60_000)

test.each([
  ['web', 'MASTER_KEY', ''],
  ['worker', 'MASTER_KEY', Buffer.alloc(32).toString('base64')],
  ['worker', 'STRIPE_WEBHOOK_SECRET', 'whsec_short'],
  ['web', 'METRICS_TOKEN', 'changeme-changeme'],
  ['web', 'STRIPE_WEBHOOK_SECRET', `whsec_${'x'.repeat(16)}`],
  ['web', 'REDIS_URL', 'rediss://:password@cache'],
  ['worker', 'DATABASE_URL', 'postgres://shop:x@db/shop?sslmode=verify-full'],
  ['worker', 'DATABASE_OWNER_URL', 'postgres://owner:8f1c02d7b6a34e59@127.0.0.1/shop'],
])(
  '72: %s refuses to start with a bad %s, in one line (%#)',
  async (command, name, value) => {
    const { ended, said } = shop.start([command], { [name]: value })
    expect([await ended, said().trim().split('\n').length], said()).toEqual([2, 1])
    expect(said()).toContain(`${name}: `)
    expect(said()).not.toContain(value || 'undefined')
  },
  60_000,
)

test('72: a live key is refused beside the simulator, in the folder of the data, and on an address in clear', async () => {
  const live = `sk_live_${randomBytes(16).toString('hex')}`
  const file = join(shop.settings['DATA_DIR'] ?? '', 'stripe-key')
  await writeFile(file, live, { mode: 0o600 })
  const cases: [string, string[], Record<string, string>][] = [
    ['STRIPE_API_BASE: ', ['web'], { STRIPE_SECRET_KEY: live, BASE_URL: 'https://vpn.example.com' }],
    ['BASE_URL: ', ['web'], { STRIPE_SECRET_KEY: live, STRIPE_API_BASE: '' }],
    ['STRIPE_SECRET_KEY_FILE: ', ['web'], { STRIPE_SECRET_KEY: '', STRIPE_SECRET_KEY_FILE: file }],
    ['STRIPE_SECRET_KEY: ', ['demo'], { STRIPE_SECRET_KEY: live }],
  ]
  for (const [named, command, changed] of cases) {
    const { ended, said } = shop.start(command, changed)
    expect([await ended, said().trim().split('\n').length], said()).toEqual([2, 1])
    expect(said()).toContain(named)
    expect(said()).not.toContain(live)
  }
}, 60_000)

test('72: a key of the other mode is refused where the shop began, with how to go on; doctor says the same', async () => {
  const owner = new Client({ connectionString: shop.ownerUrl })
  await owner.connect()
  const turn = (from: string, to: string) =>
    owner.query(`update stripe_state set value = $2 where key = 'mode' and value = $1`, [from, to])
  expect((await turn('test', 'live')).rowCount, 'the first start kept the mode').toBe(1)
  for (const command of [['web'], ['worker'], ['plans', 'sync'], ['reconcile']]) {
    const { ended, said } = shop.start(command)
    expect([await ended, said().trim().split('\n').length], said()).toEqual([2, 1])
    expect(said()).toMatch(/STRIPE_SECRET_KEY: is no live key, .* a database of its own \(DATABASE_URL\)\.$/m)
  }
  const doctor = shop.start(['doctor'])
  await doctor.ended
  expect(doctor.output()).toMatch(/^FAIL stripe +STRIPE_SECRET_KEY: is no live key/m)
  await turn('live', 'test')
  await owner.end()
  await shop.run(['plans', 'sync'])
}, 180_000)

test('72: a secret in a file that everybody can read is refused; doctor says the same', async () => {
  const file = join('/tmp', `turnpike-token-${randomBytes(6).toString('hex')}`)
  await writeFile(file, randomBytes(16).toString('hex'), { mode: 0o644 })
  for (const command of ['web', 'doctor']) {
    const { ended, said, output } = shop.start([command], { METRICS_TOKEN_FILE: file })
    expect(await ended).toBe(command === 'web' ? 2 : 1)
    expect(said() + output()).toMatch(/METRICS_TOKEN_FILE: everybody on this machine can read .*chmod o-r/)
  }
  await rm(file)
}, 180_000)

/** A customer logs in on one web and buys on the other: nothing is kept in a process. */
async function openCheckout(password: string): Promise<string> {
  const [origin, elsewhere] = shop.ports.map((port) => `http://127.0.0.1:${port}`)
  const client = openClient(origin ?? '')
  await client.submit('/log-in', '/log-in', { email: 'buyer@example.com', password })
  return beginPurchase(client, { origin: origin ?? '', at: elsewhere ?? '' })
}
