// Who may reach what: other people's things, fields that are nobody's to send, and other spellings of an address.
import { sessionIn } from '../support/buyer.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCheckout } from '../../src/billing/checkout.ts'
import { openClient } from '../support/web-client.ts'
import { newWireguardKey } from '../support/machine.ts'
import { createWorld, type World } from '../support/world.ts'
import { csrfOf, exact, logIn, monthly, PASSWORD, someone, stable, withPlan, type Person } from './visitors.ts'

let world: World
let [ana, ben] = [{} as Person, {} as Person] // beforeAll makes them
beforeAll(async () => {
  world = await createWorld()
  ;[ana, ben] = [await withPlan(world, await someone(world)), await withPlan(world, await someone(world))]
})
afterAll(() => world.close())

const addDevice = async ({ client, csrf }: Person, name: string, protocol = 'wireguard') =>
  (await client.post('/devices', { csrf, name, protocol })).path
const rowsOf = async () => ({
  devices: await world.app.db.selectFrom('devices').selectAll().orderBy('id').execute(),
  accounts: await world.app.db.selectFrom('accounts').selectAll().orderBy('id').execute(),
  access: await world.app.db.selectFrom('access').selectAll().orderBy('account_id').execute(),
})

test('34 (in part), 35: what belongs to another looks as if it did not exist, and stays as it was', async () => {
  const paths = [await addDevice(ben, 'Phone'), await addDevice(ben, 'Router', 'openvpn')]
  const before = await rowsOf()
  const acts: [string, Record<string, string>][] = [
    ['', { name: 'Mine now' }],
    ['/removal', {}],
    ['/key', { public_key: newWireguardKey() }],
    ['/profile', { as: 'file' }],
  ]
  for (const path of paths) {
    const [foreign, absent] = [await ana.client.get(path), await ana.client.get('/devices/dev_none')]
    expect(foreign.status).toBe(404)
    expect(stable(foreign.text)).toBe(stable(absent.text))
    for (const [act, fields] of acts) {
      const send = (target: string) => ana.client.post(`${target}${act}`, { csrf: ana.csrf, ...fields })
      const [refused, nowhere] = [await send(path), await send('/devices/dev_none')]
      expect(refused.status, act).toBe(404)
      expect(stable(refused.text), act).toBe(stable(nowhere.text))
    }
  }
  expect(await rowsOf()).toEqual(before)
  expect(paths[0]).toMatch(/^\/devices\/dev_[\w-]{16,}$/)
})

test('34 (in part), 54: the checkout of another is not found, and what it paid for is not given', async () => {
  const [buyer, thief] = [await someone(world), await someone(world)]
  const url = await startCheckout(world.app, buyer.account, (await monthly(world)).lookupKey)
  world.simulator.control.completeCheckout(sessionIn(url), 'pm_card_visa')
  await world.settled()
  const { id } = await world.app.db
    .selectFrom('checkouts')
    .select('id')
    .where('account_id', '=', buyer.account)
    .executeTakeFirstOrThrow()
  const [foreign, absent] = [
    await thief.client.get(`/checkouts/${id}`),
    await thief.client.get(`/checkouts/${id.slice(0, -4)}none`),
  ]
  expect(foreign.status).toBe(404)
  expect(stable(foreign.text)).toBe(stable(absent.text))
  const add = await thief.client.post('/devices', { csrf: thief.csrf, name: 'Phone', protocol: 'wireguard' })
  expect(add.status).toBe(403)
  expect((await buyer.client.get(`/checkouts/${id}`)).text).toContain('You have access')
})

test('34 (in part): pages of staff do not exist for a customer, nor do their acts', async () => {
  const before = await rowsOf()
  const pages = ['/admin', '/admin/customers', `/admin/customers/${ben.account}`, '/admin/nodes', '/admin/inbox']
  for (const page of [...pages, '/admin/reconciliation', '/admin/audit', '/admin/audit.csv'])
    expect((await ana.client.get(page)).status, page).toBe(404)
  const acts = [`/admin/customers/${ben.account}/ban`, `/admin/customers/${ana.account}/unban`, '/admin/nodes']
  for (const act of acts) {
    const answer = await ana.client.post(act, { csrf: ana.csrf, reason: 'For fun', name: 'node' })
    expect(answer.status, act).toBe(404)
  }
  expect(await rowsOf()).toEqual(before)
})

const EXTRA = {
  role: 'owner',
  balance: '100000',
  emailVerified: 'true',
  email_verified_at: '2020-01-01',
  paidUntil: '2099-01-01',
  paid_until: '2099-01-01',
  userId: 'acct_other',
  account_id: 'acct_other',
  device_limit: '1000',
  banned_at: '',
  __proto__x: 'x',
  'constructor.prototype': 'x',
  'constructor[prototype][role]': 'owner',
}
const withExtra = (fields: Record<string, string>) =>
  new URLSearchParams([
    ...Object.entries({ ...EXTRA, ...fields }),
    ['__proto__', '{"role":"owner"}'],
    ['__proto__.role', 'owner'],
  ])

test('36: fields that are not of the form are never stored', async () => {
  const visitor = openClient(world.url)
  const email = 'greedy@example.com'
  const post = (client: Person['client'], path: string, fields: Record<string, string>) =>
    client.raw(path, { method: 'POST', body: withExtra(fields), headers: { origin: world.url } })
  const joined = await post(visitor, '/sign-up', {
    csrf: await csrfOf(visitor, '/sign-up', '/sign-up'),
    email,
    password: PASSWORD,
  })
  expect(joined.status).toBe(200)
  expect((await logIn(visitor, world.url, email, PASSWORD)).headers.get('location')).toBe('/dashboard')
  const row = await world.app.db.selectFrom('accounts').selectAll().where('email_key', '=', email).executeTakeFirst()
  expect(row).toMatchObject({ role: 'customer', email_verified_at: null, banned_at: null })

  const before = await rowsOf()
  const path = await addDevice(ana, 'Tablet')
  await post(ana.client, path, { csrf: ana.csrf, name: 'Tablet 2' })
  await post(ana.client, `${path}/key`, { csrf: ana.csrf, public_key: newWireguardKey() })
  await post(ana.client, '/account/sessions/end-others', { csrf: ana.csrf })
  const after = await rowsOf()
  expect(after.accounts).toEqual(before.accounts)
  expect(after.access).toEqual(before.access)
  const device = after.devices.find(({ id }) => path.endsWith(id))
  expect(device).toMatchObject({ account_id: ana.account, name: 'Tablet 2' })
  expect(({} as Record<string, unknown>)['role']).toBeUndefined()
})

test('37: no page of a customer holds a hash, a secret or anything of another', async () => {
  const hash = (await rowsOf()).accounts.find(({ id }) => id === ana.account)?.password_hash ?? ''
  for (const page of ['/dashboard', '/devices', '/billing', '/account', '/plans']) {
    const { text } = await ana.client.get(page)
    expect(text).not.toContain(hash)
    expect(text).not.toMatch(/argon2|sk_test_|whsec_|cus_/)
    expect(text).not.toContain(ben.email)
    expect(text).not.toContain(ben.account)
  }
})

test('40: another spelling of the address or the method changes no decision', async () => {
  const headers = { cookie: `turnpike=${ana.client.cookie('turnpike')}`, origin: world.url }
  const spellings = [
    '/admin/',
    '//admin',
    '/./admin',
    '/devices/../admin',
    '/%2e%2e/admin',
    '/%61dmin',
    '/ADMIN',
    '/admin;x',
    '/admin%00',
  ]
  for (const path of spellings) {
    const { status, text } = await exact(world.url, path, { headers })
    expect([400, 404], path).toContain(status)
    expect(text).not.toContain('Customers')
  }
  for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])
    expect((await exact(world.url, '/account', { method, headers })).status, method).toBe(405)
  expect((await exact(world.url, '/admin', { method: 'HEAD', headers })).status).toBe(404)
  const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded', 'x-http-method-override': 'POST' }
  const path = await addDevice(ana, 'Console')
  await exact(world.url, `${path}/removal`, { headers: form })
  await exact(world.url, `${path}/removal?_method=POST`, { headers: form })
  expect((await ana.client.get(path)).status).toBe(200)
  const json = { ...headers, 'content-type': 'application/json' }
  const body = JSON.stringify({ csrf: ana.csrf })
  expect((await exact(world.url, `${path}/removal`, { method: 'POST', headers: json, body })).status).toBe(415)
  expect((await exact(world.url, `${path}/removal`, { method: 'POST', headers: form, body })).status).toBe(403)
})
