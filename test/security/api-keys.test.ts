// Keys of the JSON API: what they open, for how long, and that nothing else opens it.
import { inspect } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { banAccount, unbanAccount } from '../../src/accounts/ban.ts'
import { fifty, refusals, tally } from '../support/people.ts'
import { openStaff } from '../support/staff.ts'
import { createWorld, type World } from '../support/world.ts'
import { byCookie, member } from './callers.ts'
import { csrfOf, mailsTo, PASSWORD, someone, withPlan } from './visitors.ts'

let world: World
beforeAll(async () => {
  world = await createWorld({ TRUSTED_PROXIES: '127.0.0.1' })
})
afterAll(() => world.close())

const PAGE = '/account/api-keys'
interface Sent {
  method?: string
  body?: string
  headers?: Record<string, string>
}
const call = (path: string, key: string, init: Sent = {}) =>
  fetch(`${world.url}/api/v1${path}`, { ...init, headers: { ...init.headers, authorization: `Bearer ${key}` } })
const statusOf = async (path: string, key: string, init: Sent = {}) => (await call(path, key, init)).status
const keyIn = (text: string) => /tp_[\w-]{43}/.exec(text)?.[0] ?? ''

test('39: a key is made with the password, shown once, and stored as a hash', async () => {
  const { client, account, email } = await someone(world)
  const fields = { name: 'Router', days: '30', 'devices:read': 'on' }
  const wrong = await client.submit(PAGE, PAGE, { ...fields, password: 'not my password at all' })
  expect(wrong.status).toBe(422)
  expect(wrong.text).toContain('The current password is wrong.')
  const made = await client.submit(PAGE, PAGE, { ...fields, password: PASSWORD })
  const key = keyIn(made.text)
  expect(key).toHaveLength(46)
  expect(made.headers.get('cache-control')).toBe('no-store')
  const again = await client.get(PAGE)
  expect(again.text).toContain('Router')
  expect(again.text).not.toContain(key)
  const rows = await world.app.db.selectFrom('api_keys').selectAll().where('account_id', '=', account).execute()
  const audit = await world.app.db.selectFrom('audit').selectAll().where('subject', '=', account).execute()
  expect(inspect([rows, audit])).not.toContain(key.slice(3))
  expect((await mailsTo(world, email)).join()).toContain('"Router"')
  expect(await statusOf('/devices', key)).toBe(200)
})

test('39: a right that was not given is refused, and none can be invented', async () => {
  const { client, csrf } = await someone(world)
  const form = { csrf, name: 'Reader', days: '30', password: PASSWORD }
  expect((await client.post(PAGE, { ...form, 'staff:read': 'on' })).status).toBe(422)
  expect((await client.post(PAGE, { ...form, 'everything:all': 'on' })).status).toBe(422)
  for (const days of ['366', '0', '-1', '1e9', 'x', ''])
    expect((await client.post(PAGE, { ...form, days, 'devices:read': 'on' })).status, days).toBe(422)
  const key = keyIn((await client.post(PAGE, { ...form, 'devices:read': 'on' })).text)
  const add = { method: 'POST', body: JSON.stringify({ name: 'Phone', protocol: 'wireguard' }) }
  const refused = await call('/devices', key, { ...add, headers: { 'content-type': 'application/json' } })
  expect(refused.status).toBe(403)
  expect(await refused.json()).toMatchObject({
    error: { code: 'forbidden', message: expect.stringContaining('devices:write') as string },
  })
  expect(await statusOf('/account', key)).toBe(403)
})

test('39: it ends at once when it is revoked, in time by itself, and by nobody else’s hand', async () => {
  const [one, thief] = [await someone(world), await someone(world)]
  const made = await one.client.post(PAGE, {
    csrf: one.csrf,
    name: 'A',
    days: '30',
    password: PASSWORD,
    'account:read': 'on',
  })
  const key = keyIn(made.text)
  const { id } = await world.app.db
    .selectFrom('api_keys')
    .select('id')
    .where('account_id', '=', one.account)
    .executeTakeFirstOrThrow()
  expect((await thief.client.post(`${PAGE}/${id}/revocation`, { csrf: thief.csrf })).status).toBe(404)
  expect(await statusOf('/account', key)).toBe(200)
  expect((await one.client.post(`${PAGE}/${id}/revocation`, { csrf: one.csrf })).status).toBe(200)
  expect(await statusOf('/account', key)).toBe(401)
  expect((await one.client.post(`${PAGE}/${id}/revocation`, { csrf: one.csrf })).status).toBe(404)
})

test('39: a ban ends it for good, and so does another role', async () => {
  const [banned, demoted] = [await member(world, 'customer'), await member(world, 'owner')]
  const [first, second] = [await banned.key(), await demoted.key()]
  expect(await statusOf('/account', first)).toBe(200)
  await banAccount(world.app, { account: banned.account, actor: 'command-line' })
  expect(await statusOf('/account', first)).toBe(401)
  await unbanAccount(world.app, { account: banned.account, actor: 'command-line' })
  expect(await statusOf('/account', first)).toBe(401)
  expect(await statusOf('/staff/nodes', second)).toBe(200)
  await world.app.db.updateTable('accounts').set({ role: 'customer' }).where('id', '=', demoted.account).execute()
  expect(await statusOf('/account', second)).toBe(401)
})

test('39: a key of staff needs their second factor, when it is made and after', async () => {
  const staff = await member(world, 'support')
  const key = await staff.key()
  expect(await statusOf('/staff/nodes', key)).toBe(200)
  await world.app.db.deleteFrom('second_factors').where('account_id', '=', staff.account).execute()
  expect(await statusOf('/staff/nodes', key)).toBe(401)
  const owner = await openStaff(world)
  expect((await owner.get(PAGE)).text).toContain('name="staff:read"')
  await world.travel('+6m')
  expect((await owner.get(PAGE)).text).toContain('/step-up?next=%2Faccount%2Fapi-keys')
  const csrf = await csrfOf(owner, '/account')
  const late = await owner.post(PAGE, { csrf, name: 'A', days: '30', 'staff:read': 'on', password: PASSWORD })
  expect(late.path).toBe('/step-up')
})

test('39: no cookie opens the API, no key opens a page, and no key makes a key', async () => {
  const one = await member(world, 'customer')
  const [key, token] = [await one.key(), await one.session()]
  const { headers } = byCookie(world, 'one', token)
  expect((await fetch(`${world.url}/api/v1/account`, { headers })).status).toBe(401)
  for (const page of ['/dashboard', '/account', PAGE]) {
    const answer = await fetch(world.url + page, { headers: { authorization: `Bearer ${key}` }, redirect: 'manual' })
    expect(answer.headers.get('location'), page).toMatch(/^\/log-in/)
  }
  const body = new URLSearchParams({ name: 'B', days: '30', 'account:read': 'on', password: PASSWORD })
  const made = await fetch(world.url + PAGE, { method: 'POST', body, headers: { authorization: `Bearer ${key}` } })
  expect(made.status).toBe(401)
})

test('39: wrong keys are slowed by network, a right one is let in all the same', async () => {
  const key = await (await member(world, 'customer')).key()
  const from = { 'x-forwarded-for': '198.51.100.77' }
  const wrong = `tp_${'x'.repeat(43)}`
  const guesses = await Promise.all(Array.from({ length: 70 }, () => statusOf('/account', wrong, { headers: from })))
  expect(guesses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(10)
  const last = await call('/account', wrong, { headers: from })
  expect(last.status).toBe(429)
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await statusOf('/account', key, { headers: from })).toBe(200)
})

test('52: of fifty keys asked for at once, twenty are made', async () => {
  const one = await member(world, 'support') // whose code is fresh, so that no password is counted
  const results = await fifty(() => one.key(['account:read']))
  expect([tally(results), refusals(results, 'limit')]).toEqual([20, 30])
})

test('only the day of its use is kept, and every answer is kept by no cache', async () => {
  const one = await withPlan(world, await someone(world))
  const made = await one.client.post(PAGE, {
    csrf: one.csrf,
    name: 'A',
    days: '365',
    password: PASSWORD,
    'billing:read': 'on',
  })
  const answer = await call('/payments', keyIn(made.text))
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  const { text } = await one.client.get(PAGE)
  expect(text).toContain(world.app.clock().toISOString().slice(0, 10))
})

test('39: it ends by itself on its day', async () => {
  const key = await (await member(world, 'customer')).key()
  await world.travel('+29d')
  expect(await statusOf('/account', key)).toBe(200)
  await world.travel('+2d')
  expect(await statusOf('/account', key)).toBe(401)
})
