// The second factor from outside: who must have one, what half a log-in opens, and what a code is good for.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { banAccount } from '../../src/accounts/ban.ts'
import { codeOf, stepAt } from '../../src/accounts/totp.ts'
import { resetSecondFactor } from '../../src/accounts/two-factor-off.ts'
import { authenticator, enrolClient, secretOn } from '../support/second-factor.ts'
import { formOf, openClient } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'
import {
  csrfOf,
  logIn,
  ownerWithApp,
  PASSWORD,
  someone,
  tokenFor,
  unenrolledOwner,
  type Client,
  type Person,
} from './visitors.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const PAGE = '/account/second-factor'
const CODE = '/log-in/code'

async function enrolled() {
  const person = await someone(world)
  return { person, app: await enrolClient(world, person.client) }
}

/** The right password in a browser that is new. */
async function half({ email }: Person): Promise<Client> {
  const client = openClient(world.url)
  const answer = await logIn(client, world.url, email, PASSWORD)
  expect(answer.headers.get('location')).toBe(CODE)
  return client
}

const giveCode = async (client: Client, code: string, form?: Record<string, string>) =>
  client.raw(CODE, {
    method: 'POST',
    body: new URLSearchParams({ ...(form ?? formOf((await client.get(CODE)).text, CODE)), code }),
    headers: { origin: world.url },
  })
const entersWith = async (person: Person, code: string) => (await giveCode(await half(person), code)).status === 303
const stepUp = (client: Client, next: string, code: string) =>
  client.submit(`/step-up?next=${next}`, '/step-up', { code })

test('20: for staff without a second factor nothing answers but switching it on', async () => {
  const boss = await unenrolledOwner(world)
  const open = async (path: string) => (await boss.client.get(path)).path
  const pages = ['/admin', '/admin/customers', '/admin/nodes', '/admin/inbox', '/admin/audit', '/admin/reconciliation']
  for (const page of [...pages, '/dashboard', '/account', '/devices', '/billing', '/step-up'])
    expect(await open(page), page).toBe(PAGE)
  const nodes = await world.app.db.selectFrom('nodes').select('id').execute()
  const acts = [
    '/admin/nodes',
    '/account/password',
    '/devices',
    `/admin/customers/${boss.account}/ban`,
    `${PAGE}/removal`,
  ]
  for (const act of [...acts, '/account/recovery-codes', '/account/sessions/end-others']) {
    const answer = await boss.client.post(act, { csrf: boss.csrf, name: 'fra-9', current: PASSWORD, password: 'x' })
    expect(answer.status, act).toBe(403)
  }
  expect(await world.app.db.selectFrom('nodes').select('id').execute()).toEqual(nodes)

  const { owner } = await ownerWithApp(world)
  expect((await owner.client.get('/admin')).status).toBe(200)
  const removal = await owner.client.post(`${PAGE}/removal`, { csrf: owner.csrf })
  expect(removal.status, 'staff cannot switch it off again').toBe(403)
})

test('16: it counts once a code was right; its secret is sealed and on no page afterwards', async () => {
  const { client, account } = await someone(world)
  const { text } = await client.get(PAGE)
  const app = authenticator(secretOn(text), world.app.clock)
  const form = { ...formOf(text, PAGE), password: PASSWORD }
  const code = app.code()
  const stolen = await client.post(PAGE, { ...form, password: 'wrong wrong wrong', code })
  expect(stolen.status, 'a session alone switches nothing on').toBe(422)
  const wrong = await client.post(PAGE, { ...form, code: code === '000000' ? '000001' : '000000' })
  expect(wrong.status).toBe(422)
  expect(secretOn(wrong.text), 'the code that was scanned stays').toBe(app.secret)
  const other = await someone(world)
  const foreign = await other.client.post(PAGE, { ...form, csrf: other.csrf, code })
  expect(foreign.status, 'an offer is good in its own session').toBe(422)
  const factors = world.app.db.selectFrom('second_factors').selectAll()
  expect(await factors.where('account_id', 'in', [account, other.account]).execute()).toEqual([])

  const before = client.cookie('turnpike')
  expect((await client.post(PAGE, { ...form, code })).status).toBe(200)
  expect(client.cookie('turnpike'), '27: a new session').not.toBe(before)
  expect((await client.post(PAGE, { ...form, csrf: await csrfOf(client, PAGE), code })).status).toBe(422)
  for (const page of [PAGE, '/account', '/dashboard']) expect((await client.get(page)).text).not.toContain(app.secret)
  const row = await factors.where('account_id', '=', account).executeTakeFirstOrThrow()
  expect(row.sealed_secret).toMatch(/^v1\./)
  expect(row.sealed_secret).not.toContain(app.secret)
})

test('18, 27: half a log-in opens the page of the code and nothing else; the whole has a value of its own', async () => {
  const { person, app } = await enrolled()
  await world.travel('1m')
  const client = await half(person)
  expect(client.cookie('turnpike')).toBeUndefined()
  const token = client.cookie('turnpike-half') ?? ''
  for (const page of ['/dashboard', '/account', '/devices', '/billing', PAGE, '/step-up'])
    expect((await client.get(page)).path, page).toBe('/log-in')
  const csrf = await csrfOf(client, CODE, CODE)
  const code = app.code()
  for (const act of ['/devices', '/account/password', PAGE, '/step-up'])
    expect((await client.post(act, { csrf, name: 'Phone', code })).status, act).toBe(401)
  const posing = await fetch(`${world.url}/account`, { headers: { cookie: `turnpike=${token}` }, redirect: 'manual' })
  expect(posing.status, 'half a session is none').toBe(303)

  const form = formOf((await client.get(CODE)).text, CODE) ?? {}
  expect((await giveCode(client, code, form)).headers.get('location'), 'none of them took the code').toBe('/dashboard')
  expect(client.cookie('turnpike')).not.toBe(token)
  expect(client.cookie('turnpike-half')).toBeUndefined()
  expect((await client.get('/account')).status).toBe(200)
})

test('18: half a session ends after ten minutes, with a ban and with a new password', async () => {
  const { person, app } = await enrolled()
  const late = await half(person)
  const form = formOf((await late.get(CODE)).text, CODE) ?? {}
  await world.travel('11m')
  expect((await giveCode(late, app.code(), form)).status).toBe(401)
  const early = await half(person)
  const again = formOf((await early.get(CODE)).text, CODE) ?? {}
  const { person: bad, app: theirs } = await enrolled()
  const banned = await half(bad)
  const last = formOf((await banned.get(CODE)).text, CODE) ?? {}
  await banAccount(world.app, { account: bad.account, actor: 'system' })
  expect((await giveCode(banned, theirs.code(), last)).status).toBe(401)
  const { client, email } = person
  await client.submit('/reset-password', '/reset-password', { email })
  const token = await tokenFor(world, email)
  const password = 'another long password'
  await client.submit(`/reset-password?token=${token}`, '/reset-password/new', { password })
  expect((await giveCode(early, app.code(), again)).status).toBe(401)
  const fresh = await logIn(openClient(world.url), world.url, email, password)
  expect(fresh.headers.get('location'), '11: a reset leaves the second factor on').toBe(CODE)
})

test('13, 14: a code counts once in its half minute, one beside it is taken, two are not', async () => {
  const { person, app } = await enrolled()
  await world.travel('5m')
  const now = stepAt(world.app.clock())
  expect(await entersWith(person, codeOf(app.secret, now - 3))).toBe(false)
  expect(await entersWith(person, codeOf(app.secret, now + 4))).toBe(false)
  const code = codeOf(app.secret, stepAt(world.app.clock()))
  const browsers = await Promise.all(Array.from({ length: 5 }, () => half(person)))
  const answers = await Promise.all(browsers.map((client) => giveCode(client, code)))
  expect(answers.filter((answer) => answer.status === 303)).toHaveLength(1)
  expect(await entersWith(person, code)).toBe(false)
  expect(await entersWith(person, codeOf(app.secret, stepAt(world.app.clock()) + 1))).toBe(true)
})

test('15: ten wrong codes are slowed, in however many half log-ins they are tried, and nobody else is', async () => {
  const { person, app } = await enrolled()
  const { person: other, app: others } = await enrolled()
  await world.travel('1m')
  for (let i = 0; i < 2; i++) {
    const guesser = await half(person)
    const form = formOf((await guesser.get(CODE)).text, CODE) ?? {}
    for (let at = 0; at < 5; at++) expect((await giveCode(guesser, 'abcd-efgh', form)).status).toBe(422)
  }
  const stopped = await giveCode(await half(person), app.code())
  expect(stopped.status).toBe(429)
  expect(Number(stopped.headers.get('retry-after'))).toBeGreaterThan(60)
  expect(await entersWith(other, others.code())).toBe(true)
})

test('17: recovery codes count once each, new ones end the old, and only hashes are kept', async () => {
  const { person, app } = await enrolled()
  const [first = '', second = '', third = ''] = app.recoveryCodes
  expect(new Set(app.recoveryCodes).size).toBe(10)
  expect(await entersWith(person, first)).toBe(true)
  expect(await entersWith(person, first)).toBe(false)
  expect(await entersWith(person, ` ${second.toUpperCase().replaceAll('-', ' ')}`)).toBe(true)
  const { person: other } = await enrolled()
  expect(await entersWith(other, third), "another's").toBe(false)

  const { client } = person
  const renewed = await client.submit(PAGE, '/account/recovery-codes')
  const fresh = [...renewed.text.matchAll(/<li[^>]*>([\w-]{29})<\/li>/g)].map(([, code = '']) => code)
  expect(fresh).toHaveLength(10)
  expect(await entersWith(person, third)).toBe(false)
  expect(await entersWith(person, fresh[0] ?? '')).toBe(true)
  expect((await client.get(PAGE)).text).not.toContain(fresh[1])
  const rows = await world.app.db
    .selectFrom('recovery_codes')
    .selectAll()
    .where('account_id', '=', person.account)
    .execute()
  expect(rows).toHaveLength(10)
  for (const row of rows) expect(row.code_hash).toHaveLength(32)
})

test('27, 32 (in part): after five minutes nodes and recovery codes ask for a code; it makes a new session value', async () => {
  const { owner, authenticator: app } = await ownerWithApp(world)
  const { client, csrf } = owner
  const add = async (token: string, name: string) =>
    client.raw('/admin/nodes', {
      method: 'POST',
      body: new URLSearchParams({ csrf: token, name }),
      headers: { origin: world.url },
    })
  expect((await add(csrf, 'fresh-1')).status).toBe(200)
  const node = await world.app.db
    .selectFrom('nodes')
    .select('id')
    .where('name', '=', 'fresh-1')
    .executeTakeFirstOrThrow()
  await world.travel('6m')
  const asked = await add(csrf, 'stale-1')
  expect([asked.status, asked.headers.get('location')]).toEqual([303, '/step-up?next=%2Fadmin%2Fnodes'])
  expect((await client.post(`/admin/nodes/${node.id}/retirement`, { csrf })).path).toBe('/step-up')
  expect((await client.post('/account/recovery-codes', { csrf })).path).toBe('/step-up')
  const row = world.app.db.selectFrom('nodes').select(['name', 'mode']).where('name', 'in', ['fresh-1', 'stale-1'])
  expect(await row.execute()).toEqual([{ name: 'fresh-1', mode: 'active' }])

  const before = client.cookie('turnpike') ?? ''
  const led = await stepUp(client, '/admin/nodes', app.code())
  expect([led.status, led.path]).toEqual([200, '/admin/nodes'])
  expect(client.cookie('turnpike')).not.toBe(before)
  const old = await fetch(`${world.url}/admin`, { headers: { cookie: `turnpike=${before}` }, redirect: 'manual' })
  expect(old.headers.get('location')).toMatch(/^\/log-in/)
  expect((await add(await csrfOf(client, '/account'), 'stale-1')).status).toBe(200)
  const elsewhere = await stepUp(client, '//evil.example', 'abcd')
  expect(elsewhere.text).not.toContain('evil.example')
})

test('a customer switches it off with a fresh code; the operator does it for whoever lost all, and it is on record', async () => {
  const { person, app } = await enrolled()
  await world.travel('6m')
  const { client } = person
  expect((await client.submit(PAGE, `${PAGE}/removal`)).path).toBe('/step-up')
  await stepUp(client, PAGE, app.code())
  expect((await client.submit(PAGE, `${PAGE}/removal`, { password: PASSWORD })).path).toBe('/account')
  const entered = await logIn(openClient(world.url), world.url, person.email, PASSWORD)
  expect(entered.headers.get('location')).toBe('/dashboard')

  const { owner } = await ownerWithApp(world)
  await resetSecondFactor(world.app, owner.email)
  expect((await owner.client.get('/admin')).path).toBe('/log-in')
  const audit = await world.app.db
    .selectFrom('audit')
    .select(['actor', 'action'])
    .where('subject', '=', owner.account)
    .orderBy('id')
    .execute()
  expect(audit).toContainEqual({ actor: 'command-line', action: 'second-factor.reset' })
  await logIn(owner.client, world.url, owner.email, PASSWORD)
  expect((await owner.client.get('/admin')).path, 'and asked to switch it on again').toBe(PAGE)
})
