// Forty scripts in everything that is written by one and read by another. Number 46 of README.md.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LIMITS, type LimitName } from '../../src/accounts/throttle.ts'
import { PERMISSIONS } from '../../src/web/kit/permissions.ts'
import { formOf } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'
import { byCookie, type Caller } from './callers.ts'
import { everyWrite, type EveryWrite } from './every-write.ts'
import { aliveIn, PAYLOADS } from './scripts.ts'
import { reportProblems } from './visitors.ts'
import { mailsWritten } from '../support/mails.ts'

const TEN = 10
let world: World
let every: EveryWrite
const callers: Record<string, Caller> = {}
beforeAll(async () => {
  world = await createWorld({ TRUSTED_PROXIES: '127.0.0.1', MANUAL_PAYMENTS: 'Pay at the counter.' })
  every = await everyWrite(world)
  for (const as of ['visitor', 'customer', 'support', 'owner']) callers[as] = await every.callerOf({ as })
}, 120_000)
afterAll(() => world.close())

let network = 0
async function ask(as: string, path: string, fields?: Record<string, string>, more: Record<string, string> = {}) {
  const { headers, csrf } = callers[as] ?? { headers: {}, csrf: '' }
  const answer = await fetch(world.url + path, {
    ...(fields && { method: 'POST', body: new URLSearchParams({ csrf, ...fields }) }),
    headers: { ...headers, origin: world.url, 'x-forwarded-for': `203.2.${++network >> 8}.${network & 255}`, ...more },
    redirect: 'manual',
  })
  const isHtml = (answer.headers.get('content-type') ?? '').startsWith('text/html')
  const text = await answer.text()
  expect(isHtml ? aliveIn(text) : [], `${as} ${path}`).toEqual([])
  expect(answer.status, path).toBeLessThan(500)
  return { status: answer.status, text }
}

/** As if the times of all limits were over. */
async function unlimited(): Promise<void> {
  for (const name of Object.keys(LIMITS) as LimitName[])
    await world.app.throttle.forget(name, every.held.holder.account)
}

test('what is looked for is found when it is there', () => {
  for (const payload of PAYLOADS.filter((text) => /[<"]/.test(text)))
    expect(aliveIn(`<p>${payload}</p>`), payload).not.toEqual([])
  expect(aliveIn('<a href="javascript:alert(1)">x</a>', [])).not.toEqual([])
  expect(aliveIn('<input value="x" onfocus="alert(1)">', [])).not.toEqual([])
  expect(aliveIn('<a href="/x" title="on=1 onfocus=">&lt;img onerror=x></a>', [])).toEqual([])
})

test('46: in whatever customers and staff write, and in what a form gives back', { timeout: 240_000 }, async () => {
  const { ids } = every.held
  const customer = `/admin/customers/${ids['admin/customers']}`
  const ticket = `/tickets/${ids['tickets']}`
  const intentOf = async (page: string, act: string) => formOf((await ask('owner', page)).text, act)?.['intent'] ?? ''
  const refund = `/admin/payments/${ids['admin/payments']}`
  const writes: [
    as: string,
    path: string,
    fields: (text: string, at: number) => Promise<Record<string, string>> | Record<string, string>,
  ][] = [
    ['customer', `${ticket}/replies`, (text) => ({ text })],
    ['customer', '/tickets', (subject) => ({ subject, text: subject })],
    ['customer', '/devices', (name) => ({ name, protocol: 'wireguard' })],
    ['customer', '/vouchers', (code) => ({ code })],
    ['customer', '/affiliate/payout-details', (details) => ({ details })],
    ['customer', '/account/api-keys', (name) => ({ name, days: '30', 'account:read': 'on', password: 'x' })],
    ['visitor', '/sign-up', (email) => ({ email, password: 'ten green pots of paint' })],
    ['visitor', '/reset-password', (email) => ({ email })],
    ['support', '/checkouts', (code) => ({ price: 'turnpike_pro_month_usd', code })],
    [
      'support',
      `/admin/tickets/${ids['tickets']}/messages`,
      (text, at) => ({ text, answer: '', kind: at % 2 ? 'note' : 'reply' }),
    ],
    ['support', '/admin/answers', (text) => ({ name: text.slice(0, 60), text })],
    ['support', '/admin/nodes', (text) => ({ name: text, location: text, address: text })],
    ['owner', '/admin/staff', (email) => ({ email, role: 'support' })],
    ['owner', `${customer}/unban`, (reason) => ({ reason })],
    [
      'owner',
      `${customer}/grants`,
      async (reason) => ({ plan: 'pro', days: '1', reason, intent: await intentOf(customer, `${customer}/grants`) }),
    ],
    [
      'owner',
      '/admin/coupons',
      (code) => ({ code, off: code, duration: 'once', months: '', most: '', each: '1', last: '' }),
    ],
    [
      'owner',
      '/admin/vouchers',
      async (note) => ({
        plan: 'pro',
        length: '1',
        unit: 'day',
        size: '1',
        value: '',
        last: '',
        note,
        intent: await intentOf('/admin/vouchers', '/admin/vouchers'),
      }),
    ],
    [
      'owner',
      `${refund}/refunds`,
      async (reason) => ({ amount: '0.01', reason, intent: await intentOf(refund, `${refund}/refunds`) }),
    ],
    ['owner', `/admin/manual-payments/${ids['manual-payments']}/denial`, (note) => ({ note: note.slice(0, 500) })],
    ['owner', `${customer}/ban`, (reason) => ({ reason })],
  ]
  await ask('customer', '/affiliate', {})
  for (const [as, path, fields] of writes) {
    for (let from = 0; from < PAYLOADS.length; from += TEN) {
      await unlimited()
      const some = PAYLOADS.slice(from, from + TEN)
      await Promise.all(some.map(async (text, at) => ask(as, path, await fields(text, at))))
    }
  }
  const stored = async (table: 'ticket_messages' | 'canned_answers' | 'voucher_batches' | 'grants') =>
    (await world.app.db.selectFrom(table).selectAll().execute()).length
  for (const table of ['ticket_messages', 'canned_answers', 'voucher_batches', 'grants'] as const)
    expect(await stored(table), table).toBeGreaterThan(35)
})

test('46: in what a browser, a query and a node say of themselves', async () => {
  const sent = await reportProblems(world, every.held.node, PAYLOADS)
  expect(sent.status).toBe(204)
  const member = every.held.holder
  for (const agent of PAYLOADS) {
    const text = encodeURIComponent(agent)
    await ask('visitor', `/log-in?next=${text}`)
    await ask('visitor', `/plans?price=${text}&currency=${text}&interval=${text}&done=${text}`)
    await ask('visitor', `/verify-email?token=${text}&price=${text}`)
    await ask('visitor', `/nothing/${text}`, undefined, { 'user-agent': agent })
    await ask('owner', `/admin/customers?q=${text}`)
    await ask('owner', `/admin/audit?actor=${text}&subject=${text}`)
    const device = { device: agent.slice(0, 60), secondFactorAt: null }
    callers['customer'] ??= byCookie(world, 'customer', await member.session())
    await world.app.db
      .updateTable('sessions')
      .set({ device: device.device })
      .where('account_id', '=', member.account)
      .execute()
    await ask('customer', '/account')
  }
})

test('46: nothing of it lives on any page of anybody, nor in a mail', { timeout: 120_000 }, async () => {
  const { db } = world.app
  await db.updateTable('accounts').set({ banned_at: null }).where('id', '=', every.held.holder.account).execute()
  callers['customer'] = byCookie(world, 'customer', await every.held.holder.session())
  const all: Record<string, string[]> = {
    'tickets/:id': (await db.selectFrom('tickets').select('id').execute()).map(({ id }) => id),
    'admin/answers/:id': (await db.selectFrom('canned_answers').select('id').limit(10).execute()).map(({ id }) => id),
    'admin/vouchers/:id': (await db.selectFrom('voucher_batches').select('id').limit(10).execute()).map(({ id }) => id),
  }
  let escaped = 0
  for (const [name, { who }] of Object.entries(PERMISSIONS)) {
    const [method, route = ''] = name.split(' ')
    if (method !== 'GET' || !['visitor', 'enrolling', 'customer', 'support', 'owner'].includes(who)) continue
    const many = Object.entries(all).find(([path]) => route.endsWith(path))?.[1]
    const kind = Object.keys(every.held.ids).find((one) => route.includes(`/${one}/:id`))
    const ids = many ?? [kind === undefined ? 'none' : (every.held.ids[kind] ?? 'none')]
    for (const as of who === 'owner' || who === 'support' ? ['owner'] : ['customer', 'owner'])
      for (const id of ids) escaped += (await ask(as, route.replace(':id', id))).text.split('&lt;').length - 1
  }
  expect(escaped, 'so much of it is shown').toBeGreaterThan(300)
  const mails = await mailsWritten(world.app)
  expect(mails.filter(({ text }) => PAYLOADS.some((payload) => text.includes(payload))).length).toBeGreaterThan(10)
  for (const { subject, html } of mails) {
    expect(aliveIn(html), subject).toEqual([])
    expect(subject).not.toMatch(/[\r\n]/)
  }
})
