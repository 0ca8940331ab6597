// Secrets that are planted wherever the product takes or makes one, and looked for in all that it leaves behind: its log at its
// most talkative, the database, mails, figures, what Stripe holds, pages, argument lists. The number is that of the check in
// test/security/README.md.
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDb, openPool } from '../../src/db/open.ts'
import { createSeal } from '../../src/lib/seal.ts'
import type { EnrolResponse } from '../../src/agent/contract.ts'
import { signRequest } from '../../src/agent/sign-request.ts'
import { mailsWritten, tokenIn } from '../support/mails.ts'
import { newMachine } from '../support/machine.ts'
import { authenticator, secretOn } from '../support/second-factor.ts'
import { formOf, openClient } from '../support/web-client.ts'
import { until } from '../support/until.ts'
import { argumentLists, dumpDatabase, spellings } from './everywhere.ts'
import { beginPurchase, openShop, type ProductionShop } from './production-shop.ts'

const CARD = '4000056655665556' // one of Stripe's test numbers
const [PASSWORD, NEW_PASSWORD, TYPO] = [
  'canary of the first cage',
  'canary of the second cage',
  'canary of the firts cage',
]
const METRICS = randomBytes(16).toString('hex')
const MAIL_PASSWORD = randomBytes(12).toString('hex')
let shop: ProductionShop
/** What must be nowhere, by what it is. */
const planted = new Map<string, string>()
/** Everything that was shown to people other than whom a secret is for. */
const shown = new Map<string, string>()

beforeAll(async () => {
  shop = await openShop({
    LOG_LEVEL: 'trace',
    METRICS_TOKEN: METRICS,
    SMTP_URL: `smtp://mailer:${MAIL_PASSWORD}@127.0.0.1:1`, // nobody listens: each failure is kept with its reason
  })
  await shop.run(['migrate'])
  await shop.run(['plans', 'sync'])
}, 90_000)
afterAll(() => shop.close())

const found = (pattern: RegExp, text: string, what: string): string => {
  const [, secret] = pattern.exec(text) ?? []
  if (secret === undefined) throw new Error(`${what} is not where it should be`)
  return secret
}

/** A customer signs up by command, buys, adds a device, switches two steps on, makes a key, forgets the password. */
async function liveAsCustomer(origin: string): Promise<void> {
  const email = 'buyer@example.com'
  await shop.run(['customer', 'create', '--email', email, '--password-stdin', '--verified'], PASSWORD)
  const client = openClient(origin)
  const wrong = await client.submit('/log-in', '/log-in', { email, password: TYPO })
  shown.set('page of a wrong password', wrong.text)
  await client.submit('/log-in', '/log-in', { email, password: PASSWORD })
  planted.set('session', client.cookie('turnpike') ?? '')

  const cards = { card: CARD, number: CARD, 'card[number]': CARD, cvc: '999' }
  shop.simulator.control.completeCheckout(await beginPurchase(client, { origin, more: cards }))
  await until('the payment to be known', async () => (await client.get('/devices')).text.includes('0 of 10'), 60_000)

  const device = await client.submit('/devices', '/devices', { name: 'Phone', protocol: 'wireguard' })
  const made = await client.submit(device.path, `${device.path}/profile`, { as: 'file' })
  planted.set('private key', found(/PrivateKey = (\S+)/, made.text, 'the private key'))

  const enrolment = await client.get('/account/second-factor')
  const app = authenticator(secretOn(enrolment.text), () => new Date())
  planted.set('authenticator secret', app.secret)
  const form = formOf(enrolment.text, '/account/second-factor') ?? {}
  const codes = await client.post('/account/second-factor', { ...form, code: app.code(), password: PASSWORD })
  planted.set('recovery code', found(/<li[^>]*>([\w-]{29})<\/li>/, codes.text, 'the recovery code'))
  planted.set('session after the second factor', client.cookie('turnpike') ?? '')
  const key = { name: 'Router', days: '30', 'devices:read': 'on', password: PASSWORD }
  const keyPage = await client.submit('/account/api-keys', '/account/api-keys', key)
  planted.set('API key', found(/(tp_[\w-]{43})/, keyPage.text, 'the API key'))
  await forget(origin, email)
}

/** A new password by mail, which waits sealed for a mail server that is not there. */
async function forget(origin: string, email: string): Promise<void> {
  const client = openClient(origin)
  await client.submit('/reset-password', '/reset-password', { email })
  const db = openDb(openPool(shop.settings['DATABASE_URL'] ?? '', () => undefined, 1))
  const seal = createSeal(Buffer.from(shop.settings['MASTER_KEY'] ?? '', 'base64'))
  const token = tokenIn(await mailsWritten({ db, seal }, { to: email }), '/reset-password')
  await db.destroy()
  planted.set('reset token', token)
  const done = await client.submit(`/reset-password?token=${token}`, '/reset-password/new', { password: NEW_PASSWORD })
  shown.set('page after the reset', done.text)
}

async function liveAsNode(origin: string): Promise<void> {
  const line = await shop.run(['node', 'add', '--name', 'north', '--json'])
  const token = found(/\b([\w-]{43})\b/, line, 'the enrolment token')
  planted.set('enrolment token', token)
  const send = (path: string, headers: Record<string, string>, body: object) =>
    fetch(`${origin}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  const machine = newMachine(token)
  const answer = await send('/agent/v1/enrol', { 'content-type': 'application/json' }, machine.request)
  const node = machine.identity((await answer.json()) as EnrolResponse)
  const key = found(/\n(\S+)\n/, node.privateKey, 'the node’s key')
  planted.set('node key', key)
  // As a mistaken agent would, which sends what it must keep.
  const report = {
    method: 'POST',
    target: '/agent/v1/report',
    body: JSON.stringify({ wrong: node.privateKey, [key]: key }),
  }
  await fetch(origin + report.target, { ...report, headers: signRequest(node, report, Date.now()) })
  await send('/agent/v1/report', { signature: `node=:${key}:` }, {})
}

/** Secrets in places where they do not belong, as a mistaken program or a curious stranger sends them. */
async function astray(origin: string): Promise<void> {
  const secrets = new URLSearchParams(planted.entries().toArray())
  const tries: [string, RequestInit][] = [
    [
      '/webhooks/stripe',
      {
        method: 'POST',
        body: `{"id":"evt_1","card":"${CARD}"}`,
        headers: { 'stripe-signature': `t=1,v1=${planted.get('API key')}` },
      },
    ],
    ['/api/v1/devices', { headers: { authorization: `Bearer ${planted.get('API key')}x` } }],
    [
      '/api/v1/devices',
      {
        method: 'POST',
        body: JSON.stringify({ name: 'x', card: CARD }),
        headers: { 'content-type': 'application/json' },
      },
    ],
    ['/metrics', { headers: { authorization: `Bearer ${METRICS}x` } }],
    [`/devices?${secrets}`, {}],
    ['/log-in', { method: 'POST', body: new URLSearchParams({ card: CARD }), headers: { origin } }],
    ['/sign-up', { method: 'POST', body: secrets, headers: { origin: 'https://evil.example' } }],
  ]
  for (const [path, init] of tries) {
    const answer = await fetch(`${origin}${path}`, { ...init, redirect: 'manual' })
    expect(answer.status, path).toBeLessThan(500)
    shown.set(`answer of ${path}`, `${await answer.text()}${[...answer.headers].join()}`)
  }
}

test('57, 76: none of them is in the log, the database, the figures, at Stripe, on a page or in an argument list', async () => {
  const [port] = shop.ports
  const origin = `http://127.0.0.1:${port}`
  const serving = [await shop.startWeb(port), shop.start(['worker'])]
  planted.set('card number', CARD)
  planted.set('password', PASSWORD)
  planted.set('new password', NEW_PASSWORD)
  planted.set('mistyped password', TYPO)
  planted.set('password of the mail server', MAIL_PASSWORD)
  planted.set('token of the figures', METRICS)
  for (const name of ['MASTER_KEY', 'STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'])
    planted.set(name, shop.settings[name] ?? '')
  await liveAsNode(origin)
  await liveAsCustomer(origin)
  await astray(origin)
  const jobs = async () =>
    [...(await dumpDatabase(shop.settings['DATABASE_URL'] ?? ''))].filter(([name]) => /job/.test(name))
  await until(
    'a mail to have failed',
    async () => (await jobs()).some(([, rows]) => rows.includes('NotTaken ESOCKET')),
    30_000,
  )

  shown.set('argument lists', await argumentLists())
  shown.set('metrics', await (await fetch(`${origin}/metrics`)).text())
  for (const command of [
    ['export', '--json'],
    ['invariants', '--json'],
    ['audit', 'verify', '--json'],
  ])
    shown.set(command.join(' '), await shop.run(command))
  const doctor = shop.start(['doctor', '--json'])
  await doctor.ended
  shown.set('doctor', doctor.output() + doctor.said())
  for (const one of serving) one.child.kill('SIGTERM')
  await Promise.all(serving.map((one) => one.ended))
  for (const [index, one] of serving.entries()) shown.set(`log of process ${index}`, one.said() + one.output())
  for (const [table, rows] of await dumpDatabase(shop.settings['DATABASE_URL'] ?? '')) shown.set(table, rows)
  shown.set('Stripe', await stripeWithoutSecrets())

  expect(planted.size).toBeGreaterThanOrEqual(12)
  expect(shown.get('log of process 0')).toContain('an access was refused')
  expect([...planted].filter(([, secret]) => secret.length < 8)).toEqual([])
  expect([...planted].flatMap(([what, secret]) => placesOf(what, secret))).toEqual([])
}, 180_000)

function placesOf(what: string, secret: string): string[] {
  const places = [...shown].filter(([, text]) => spellings(secret).some((it) => text.includes(it)))
  return places.map(([place]) => `${what}: ${place}`)
}

/** What the simulator keeps, but for its endpoints, whose secret is theirs too, and the test cards that it was paid with. */
async function stripeWithoutSecrets(): Promise<string> {
  await shop.simulator.tick()
  const state = await readFile(join(shop.settings['DATA_DIR'] ?? '', 'stripe.json'), 'utf8')
  return state
    .split('\n')
    .filter((line) => !line.includes('webhook_endpoint'))
    .join('\n')
}

test('the looking finds what is there', async () => {
  await shop.run(['customer', 'create', '--email', 'canary@example.com', '--password-stdin'], PASSWORD)
  const dump = await dumpDatabase(shop.settings['DATABASE_URL'] ?? '')
  expect([...dump.values()].some((rows) => rows.includes('canary@example.com'))).toBe(true)
  expect(await argumentLists()).toContain('postgres')
  expect(spellings('canary').some((it) => '\\x63616e617279'.includes(it))).toBe(true)
}, 60_000)
