// Every field that somebody types into, or that comes from outside, is fed the one corpus of hostile names; then everything that such
// a field could come out of is read back. What was not refused is in no way a line, a header, a label or a cell of its own.
import fs from 'node:fs'
import { randomBytes } from 'node:crypto'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { joinAffiliates, savePayoutDetails } from '../../src/affiliates/join.ts'
import { payOut } from '../../src/affiliates/pay-out.ts'
import { makeCoupon } from '../../src/billing/coupons.ts'
import { makeVouchers } from '../../src/billing/vouchers.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import { newSecret } from '../../src/lib/token.ts'
import { deliverMail, type Smtp } from '../../src/mail/deliver.ts'
import { makeAnswer } from '../../src/support/canned-answers.ts'
import { writeInTicket } from '../../src/support/handle-ticket.ts'
import { closeTicket, openTicket } from '../../src/support/tickets.ts'
import { addDevice } from '../../src/vpn/add-device.ts'
import { addNode } from '../../src/vpn/add-node.ts'
import { enrolNode } from '../../src/vpn/enrol-node.ts'
import { makeProfile } from '../../src/vpn/make-profile.ts'
import { csvLine } from '../../src/web/kit/csv.ts'
import { codeOf, comeBy } from '../support/affiliates.ts'
import { buy } from '../support/buyer.ts'
import { HOSTILE_NAMES } from '../support/hostile-names.ts'
import { newMachine } from '../support/machine.ts'
import { deliverEvent } from '../support/stripe-event.ts'
import { createWorld, type World } from '../support/world.ts'
import { byCookie, holdings, member, type Member } from './callers.ts'
import * as sinks from './sinks.ts'
import { PASSWORD } from './visitors.ts'

const METRICS = randomBytes(16).toString('hex')
const AGENT = { sha256: '0'.repeat(64) }
const COMPUTED = '=cmd+calc' // may stand before the @ of an address
let world: World
let held: Awaited<ReturnType<typeof holdings>>
let owner: Member
let count = 0
const logged: string[] = []
const askers: string[] = []
const mailTo: string[] = []

beforeAll(async () => {
  vi.spyOn(fs, 'writeSync').mockImplementation((_, text) => {
    logged.push(String(text)) // as the log writes each line
    return Buffer.byteLength(String(text))
  })
  world = await createWorld({ LOG_LEVEL: 'trace', METRICS_TOKEN: METRICS })
  held = await holdings(world)
  owner = await member(world, 'owner')
}, 120_000)
afterAll(async () => {
  vi.restoreAllMocks()
  await world.close()
})

const customerOf = async (email: string) => {
  const { account } = await createCustomer(world.app, { email, password: PASSWORD, verified: true })
  return account
}

async function node(input: { name?: string; location?: string; address?: string }): Promise<void> {
  const { token } = await addNode({ ...world.app, agent: AGENT }, 'command-line', { name: `far ${++count}`, ...input })
  await enrolNode(world.app, newMachine(token).request, '192.0.2.7')
}

/** Few tickets are open at a time and few an hour come from one account. */
async function ticket(subject: string, account: string): Promise<void> {
  const { id } = await openTicket(world.app, account, { subject, text: 'It is slow.' })
  await writeInTicket(world.app, owner.account, id, { kind: 'staff', text: 'Try another server.' })
  await closeTicket(world.app, account, id)
}

async function address(email: string): Promise<void> {
  const account = await customerOf(email)
  mailTo.push(email)
  await ticket('Help', account)
}

const coupon = { off: { percent: 10 }, duration: 'once', months: null, maxRedemptions: null, perCustomer: 1 } as const
const batch = { plan: 'pro', unit: 'day' as const, length: 30, size: 1, expiresAt: null, actor: 'command-line' }
const voucher = (note: string) =>
  makeVouchers(world.app, { ...batch, note, intent: newSecret(), value: { amount: 0n, currency: 'usd' } })

/** `takes`: whether any of the corpus is let in, as text. */
const FIELDS: {
  field: string
  takes: boolean
  prepare?: () => Promise<void>
  feed: (text: string) => Promise<unknown>
}[] = [
  {
    field: 'name of a WireGuard device',
    takes: false,
    feed: (name) => addDevice(world.app, held.holder.account, { name, protocol: 'wireguard' }),
  },
  {
    field: 'name of an OpenVPN device',
    takes: false,
    feed: (name) => addDevice(world.app, held.holder.account, { name, protocol: 'openvpn' }),
  },
  { field: 'name of a node', takes: false, feed: (name) => node({ name }) },
  { field: 'location of a node', takes: true, feed: (location) => node({ location }) },
  { field: 'address of a node', takes: true, feed: (given) => node({ address: given }) },
  {
    field: 'code of a coupon',
    takes: true,
    feed: (code) => makeCoupon(world.app, 'command-line', { ...coupon, code, expiresAt: null, plans: null }),
  },
  { field: 'note of vouchers', takes: true, feed: voucher },
  {
    field: 'subject of a ticket',
    takes: true,
    prepare: async () => {
      for (const name of ['a', 'b', 'c', 'd', 'e']) askers.push(await customerOf(`asks-${name}@example.com`))
    },
    feed: (subject) => ticket(subject, askers[++count % askers.length] ?? ''),
  },
  {
    field: 'title of an answer',
    takes: true,
    feed: (name) => makeAnswer(world.app, 'command-line', { name, text: 'Try another server.' }),
  },
  {
    field: 'payout details',
    takes: true,
    prepare: () => joinAffiliates(world.app, held.holder.account),
    feed: (details) => savePayoutDetails(world.app, held.holder.account, details),
  },
  { field: 'e-mail address', takes: true, feed: (text) => address(`${text}@example.com`) },
  { field: 'domain of an e-mail address', takes: false, feed: (text) => address(`someone@${text}`) },
  {
    field: 'User-Agent',
    takes: true,
    feed: (text) => visit({ 'user-agent': text }),
  },
  {
    field: 'name of a customer at Stripe',
    takes: true,
    feed: (name) => rename(name),
  },
  {
    field: 'type of an event',
    takes: true,
    feed: async (type) => {
      const object = { object: 'customer', id: 'cus_none' }
      const status = await deliverEvent(world, { id: `evt_${randomBytes(8).toString('hex')}`, type, object })
      if (status >= 400) throw new Refusal('invalid', `It was answered ${status}.`)
    },
  },
]

/** What may not stand in a header at all is refused before it is sent. */
async function visit(headers: Record<string, string>): Promise<void> {
  const answer = await fetch(`${world.url}/log-in`, { headers }).catch(() => null)
  if (answer === null) throw new Refusal('invalid', 'It is no header.')
  expect(answer.status).toBe(200)
}

async function rename(name: string): Promise<void> {
  const mine = world.app.db.selectFrom('stripe_customers').select('id').where('account_id', '=', held.holder.account)
  const { id } = await mine.executeTakeFirstOrThrow()
  const init = { method: 'POST', headers: { authorization: world.stripeKey }, body: new URLSearchParams({ name }) }
  const answer = await fetch(`${world.simulator.apiBase}/v1/customers/${id}`, init)
  if (!answer.ok) throw new Refusal('invalid', `Stripe answered ${answer.status}.`)
}

test.each(FIELDS)('59: $field: each is refused, or taken as text', async ({ takes, prepare, feed }) => {
  await prepare?.()
  let taken = 0
  for (const text of HOSTILE_NAMES) {
    const error = await feed(text).then(
      () => null,
      (thrown: unknown) => thrown,
    )
    if (error === null) taken += 1
    else if (!(error instanceof Refusal)) throw new Error(JSON.stringify(text.slice(0, 60)), { cause: error })
  }
  expect(taken > 0).toBe(takes)
})

test('59: configurations and names of files have no line and no part that was typed', async () => {
  const { account } = held.holder
  const tablet = await addDevice(world.app, account, { name: 'Tablet', protocol: 'openvpn' })
  const [openvpn] = await makeProfile(world.app, account, tablet.id)
  expect(openvpn?.text).toContain('remote nul 1194') // one of the corpus, which is a host name too
  expect(sinks.strangeInOpenvpn(openvpn?.text ?? '')).toEqual([])
  const files = await makeProfile(world.app, account, held.ids['devices'] ?? '')
  expect(files.length).toBeGreaterThan(10)
  expect(files.flatMap(({ text }) => sinks.strangeInWireguard(text))).toEqual([])
  for (const one of [...files, openvpn]) expect(one?.fileName).toMatch(/^[a-z0-9-]+\.(conf|ovpn)$/)
  for (const device of [tablet.id, held.ids['devices']]) {
    const caller = byCookie(world, 'customer', await held.holder.session())
    const body = new URLSearchParams({ csrf: caller.csrf, as: 'file' })
    const init = { method: 'POST', body, headers: { ...caller.headers, origin: world.url } }
    const answer = await fetch(`${world.url}/devices/${device}/profile`, init)
    expect(sinks.strangeInDisposition(answer.headers.get('content-disposition'))).toEqual([])
  }
})

test('59: mails have our headers and one receiver', async () => {
  const mails = await world.app.db.selectFrom('mails').select(['id', 'to_address', 'subject']).execute()
  expect(mails.some(({ subject }) => subject.includes('X-Canary: 1'))).toBe(true) // as text
  expect(mailTo.length).toBeGreaterThan(0)
  const post = createTransport({ streamTransport: true, buffer: true })
  for (const { id, to_address: to } of mails) {
    let raw = ''
    const sendMail = async (letter: Parameters<typeof post.sendMail>[0]) => {
      const { message } = await post.sendMail(letter)
      raw = Buffer.isBuffer(message) ? message.toString('utf8') : ''
    }
    await deliverMail({ ...world.app, smtp: { sendMail } as unknown as Smtp, from: 'Shop <shop@example.com>' }, id) // it does no more
    expect(sinks.strangeInMail(raw, to), raw.slice(0, 600)).toEqual([])
  }
})

test('59: tables have the cells of their head, and none that is computed', async () => {
  const email = `${COMPUTED}@example.com`
  const account = await customerOf(email)
  await joinAffiliates(world.app, account)
  const details = HOSTILE_NAMES.find((text) => text.startsWith('=HYPERLINK')) ?? ''
  await savePayoutDetails(world.app, account, details)
  const came = await comeBy(world, [`/?via=${await codeOf(world, account)}`], '=sum@example.com')
  await buy(world, came.account, 'turnpike_pro_year_usd')
  await world.travel('31d')
  const run = await payOut(world.app, 'command-line')
  const caller = byCookie(world, 'owner', await owner.session())
  for (const path of ['/admin/ledger.csv', `/admin/affiliates/runs/${run}/payouts.csv`]) {
    const answer = await fetch(world.url + path, { headers: caller.headers })
    const text = await answer.text()
    expect(answer.status, path).toBe(200)
    expect(sinks.strangeInDisposition(answer.headers.get('content-disposition'))).toEqual([])
    expect(text).toMatch(/"'=(cmd|sum)/)
    expect(sinks.strangeInCsv(text), path).toEqual([])
  }
  const table =
    csvLine(['before', 'hostile', 'after']) + HOSTILE_NAMES.map((text) => csvLine(['x', text, 'y'])).join('')
  expect(sinks.strangeInCsv(table)).toEqual([])
  const asTyped = (cell = '') => cell.replace(/^'/, '').replaceAll(/([;\t\r\n])'(?=[=+\-@])/g, '$1')
  expect(sinks.csvRows(table).map((row) => asTyped(row[1]))).toEqual([
    'hostile',
    ...HOSTILE_NAMES.map((text) => text.replace(/^'/, '')),
  ])
})

test('59: figures have our labels, and the log our lines', async () => {
  const answer = await fetch(`${world.url}/metrics`, { headers: { authorization: `Bearer ${METRICS}` } })
  expect(sinks.strangeInMetrics(await answer.text())).toEqual([])
  expect(logged.length).toBeGreaterThan(100)
  expect(sinks.strangeInLog(logged)).toEqual([])
})

test('the readers find what is strange', () => {
  expect(sinks.strangeInWireguard('[Interface]\nPostUp = id\n')).not.toEqual([])
  expect(sinks.strangeInOpenvpn('client\nup /tmp/owned\n')).toEqual(['up /tmp/owned'])
  expect(sinks.strangeInDisposition('attachment; filename="a"; filename="x.exe"')).not.toEqual([])
  expect(sinks.strangeInLog(['{"level":30,"time":"t","a":"x\n{"level":60,"event":"canary"}"}\n'])).not.toEqual([])
  expect(sinks.strangeInMail('To: a@b\r\nBcc: c@d\r\n\r\n', 'a@b')).toEqual(['Bcc: c@d'])
  expect(sinks.strangeInMail('To: a@b, c@d\r\n\r\n', 'a@b')).not.toEqual([])
  expect(sinks.strangeInMetrics('# TYPE canary counter\ncanary{a="b"} 1')).toEqual(['canary{a="b"} 1'])
  expect(sinks.strangeInCsv('a,b\r\n1,2,3\r\n=1,x\r\n')).toEqual(['1 | 2 | 3', '=1'])
})
