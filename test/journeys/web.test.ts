// The web from outside: a customer's way through all pages, a staff member's, and what strangers are refused.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { listOffers } from '../../src/billing/plans.ts'
import { startWeb } from '../../src/web/listen.ts'
import { createServer } from '../../src/web/server.tsx'
import { access, buy, newBuyer } from '../support/buyer.ts'
import { newWireguardKey } from '../support/machine.ts'
import { openStaff } from '../support/staff.ts'
import { formOf, openClient } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'

const PASSWORD = 'correct horse battery staple'
let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

let count = 0
async function customerClient() {
  const email = `web-${++count}@example.com`
  const { account } = await createCustomer(world.app, { email, password: PASSWORD, verified: true })
  const client = openClient(world.url)
  const answer = await client.submit('/log-in', '/log-in', { email, password: PASSWORD })
  expect(answer).toMatchObject({ status: 200, path: '/dashboard' })
  return { client, account, email }
}

async function buyPlan(account: string) {
  const [offer] = (await listOffers(world.app.db)).filter((one) => one.forSale && one.interval === 'month')
  await buy(world, account, offer?.lookupKey ?? '')
}

test('from the first visit to a device with its key, in pages alone', async () => {
  const client = openClient(world.url)
  const landing = await client.get('/')
  const price = /sign-up\?price=([\w-]+)/.exec(landing.text)?.[1]
  expect(price).toBeDefined()
  const email = 'ana@example.com'
  const signedUp = await client.submit(`/sign-up?price=${price}`, '/sign-up', { email, password: PASSWORD })
  expect(signedUp.status).toBe(200)
  expect(signedUp.text).toContain(email)

  const mails = await client.get('/dev/mail')
  const mail = await client.get(/\/dev\/mail\/[\w-]+/.exec(mails.text)?.[0] ?? '')
  const link = new URL(/href="([^"]*verify-email[^"]*)"/.exec(mail.text)?.[1] ?? '')
  const verified = await client.submit(link.pathname + link.search, '/verify-email')
  expect(verified.path).toBe('/log-in')
  expect((await client.submit('/log-in?next=/plans', '/log-in', { email, password: PASSWORD })).path).toBe('/plans')

  const plans = await client.get('/plans')
  const form = formOf(plans.text, '/checkouts') ?? {}
  const toStripe = await client.raw('/checkouts', {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: { origin: world.url },
  })
  expect(toStripe.status).toBe(303)
  const page = toStripe.headers.get('location') ?? ''
  const payPage = new URL(page).pathname
  expect((await client.get(payPage)).text).toContain('<form')
  const paid = await client.post(`${payPage}/pay`, { card: 'pm_card_visa', email })
  expect(paid.path).toMatch(/^\/checkouts\/chk_/)
  expect(paid.text).toContain('You have access')
  expect((await client.get('/dashboard')).text).toContain('You have access')

  const device = await client.submit('/devices', '/devices', { name: 'Phone', protocol: 'wireguard' })
  expect(device.path).toMatch(/^\/devices\/dev_/)
  const key = newWireguardKey()
  const keyed = await client.post(`${device.path}/key`, { ...formOf(device.text, '/log-out'), public_key: key })
  expect(keyed).toMatchObject({ status: 200, path: device.path })
  expect(keyed.text).toContain(key)
  for (const path of ['/billing', '/account', '/privacy', '/devices'])
    expect((await client.get(path)).status, path).toBe(200)
})

describe('a form', () => {
  test('without its token, from another site, or too strange is refused', async () => {
    const { client } = await customerClient()
    const form = formOf((await client.get('/account')).text, '/account/password') ?? {}
    const send = (fields: Record<string, string>, headers?: Record<string, string>) =>
      client.post('/account/sessions/end-others', fields, headers)
    expect((await send({})).status).toBe(403)
    expect((await send(form, { origin: 'https://example.net' })).status).toBe(403)
    expect((await send(form, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await send(form)).status).toBe(200)
    const twice = new URLSearchParams([...Object.entries(form), ...Object.entries(form)])
    const post = (body: BodyInit, headers: Record<string, string> = {}) =>
      client.raw('/account/password', { method: 'POST', body, headers: { origin: world.url, ...headers } })
    expect((await post(twice)).status).toBe(400)
    expect((await post('a'.repeat(70_000), { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(413)
    expect((await post('{}', { 'content-type': 'application/json' })).status).toBe(415)
  })

  test('with the token of somebody else is refused', async () => {
    const [ana, ben] = [await customerClient(), await customerClient()]
    const form = formOf((await ana.client.get('/account')).text, '/account/password') ?? {}
    expect((await ben.client.post('/account/sessions/end-others', form)).status).toBe(403)
  })

  test('that is refused comes again with the sentence and what was typed', async () => {
    const client = openClient(world.url)
    const answer = await client.submit('/log-in', '/log-in', {
      email: 'ana@example.com',
      password: 'wrong wrong wrong',
    })
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('wrong.')
    expect(answer.text).toContain('value="ana@example.com"')
  })
})

test('every route that acts refuses strangers, but those that have their own proof', async () => {
  const routes = createServer(world.app).routes.filter(({ method, path }) => method === 'POST' && path !== '/*')
  const own = routes.filter(({ path }) => /^\/(webhooks|agent|sim)\//.test(path))
  const pages = routes.filter((route) => !own.includes(route))
  expect(pages.length).toBeGreaterThan(25)
  for (const { path } of pages) {
    const answer = await openClient(world.url).post(path.replaceAll(':id', 'x'), {})
    expect([401, 403], path).toContain(answer.status)
  }
})

test('what is not yours and what does not exist look the same', async () => {
  const [ana, ben] = [await customerClient(), await customerClient()]
  await buyPlan(ana.account)
  const device = await ana.client.submit('/devices', '/devices', { name: 'Laptop', protocol: 'openvpn' })
  const foreign = await ben.client.get(device.path)
  const absent = await ben.client.get('/devices/dev_none')
  expect(foreign.status).toBe(404)
  const stable = (text: string) => text.replaceAll(/name="csrf" value="[^"]*"/g, '')
  expect(stable(foreign.text)).toBe(stable(absent.text))
  const form = formOf((await ben.client.get('/account')).text, '/log-out') ?? {}
  expect((await ben.client.post(`${device.path}/removal`, form)).status).toBe(404)
  expect((await ben.client.get('/admin')).status).toBe(404)
  expect((await ana.client.get(device.path)).status).toBe(200)
})

test('log-in goes on to our own pages only, and log-out ends the session', async () => {
  const { client, email } = await customerClient()
  const token = client.cookie('turnpike')
  const out = await client.submit('/dashboard', '/log-out')
  expect(out.path).toBe('/')
  expect(client.cookie('turnpike')).toBeUndefined()
  const old = await fetch(`${world.url}/dashboard`, { redirect: 'manual', headers: { cookie: `turnpike=${token}` } })
  expect(old.headers.get('location')).toBe('/log-in?next=%2Fdashboard')
  for (const next of ['//example.net', 'https://example.net', '/\\example.net', 'javascript:alert(1)']) {
    const visitor = openClient(world.url)
    const form = formOf((await visitor.get('/log-in')).text, '/log-in') ?? {}
    const answer = await visitor.raw('/log-in', {
      method: 'POST',
      body: new URLSearchParams({ ...form, email, password: PASSWORD, next }),
    })
    expect(answer.headers.get('location'), next).toBe('/dashboard')
  }
})

test('staff see a customer whole, ban him and lift the ban', async () => {
  const account = await newBuyer(world)
  await buyPlan(account)
  const owner = await openStaff(world)
  for (const path of ['/admin', '/admin/customers', '/admin/nodes', '/admin/inbox'])
    expect((await owner.get(path)).status, path).toBe(200)
  const path = `/admin/customers/${account}`
  expect((await owner.get(path)).text).toContain('paid')
  const noReason = await owner.submit(path, `${path}/ban`, { reason: ' ' })
  expect(noReason.status).toBe(422)
  expect((await owner.submit(path, `${path}/ban`, { reason: 'Stolen card' })).text).toContain('Stolen card')
  expect(await access(world, account)).toEqual({ state: 'suspended', reason: 'ban' })
  await owner.submit(path, `${path}/unban`, { reason: 'It was not' })
  expect(await access(world, account)).toMatchObject({ state: 'active' })
  expect((await owner.get('/admin/customers?q=buyer')).text).toContain(path)
  expect((await owner.get('/admin/customers/acct_none')).status).toBe(404)
})

test('every answer is guarded by its headers, and machines get theirs', async () => {
  const page = await fetch(`${world.url}/log-in`)
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(page.headers.get('cache-control')).toBe('no-store')
  expect(page.headers.getSetCookie().every((line) => /HttpOnly/i.test(line) && /SameSite=Lax/i.test(line))).toBe(true)
  expect((await fetch(`${world.url}/livez`)).status).toBe(200)
  expect((await fetch(`${world.url}/readyz`)).status).toBe(200)
  expect((await fetch(`${world.url}/nothing`)).status).toBe(404)
  expect((await fetch(`${world.url}/log-in`, { method: 'DELETE' })).status).toBe(405)
  expect((await fetch(`${world.url}/log-in`, { method: 'HEAD' })).status).toBe(200)
  expect((await fetch(`${world.url}/metrics`)).status).toBe(200)
  const forwarded = { 'x-forwarded-for': '203.0.113.7' }
  expect((await fetch(`${world.url}/metrics`, { headers: forwarded })).status).toBe(404)
  const webhook = (body: string) => fetch(`${world.url}/webhooks/stripe`, { method: 'POST', body })
  const unsigned = await webhook('{}')
  expect(unsigned.status).toBe(400)
  expect(await unsigned.json()).toHaveProperty('error')
  expect((await webhook('a'.repeat(1_100_000))).status).toBe(413)
})

test('a process that ends finishes what came in and then answers nobody', async () => {
  const other = await startWeb(world.app, { host: '127.0.0.1', port: 0 })
  expect((await fetch(`${other.url}/readyz`)).status).toBe(200)
  const underWay = fetch(`${other.url}/plans`)
  await fetch(`${other.url}/livez`) // the one before it has arrived by now
  const [answer] = await Promise.all([underWay, other.close()])
  expect(answer.status).toBe(200)
  await expect(fetch(`${other.url}/livez`)).rejects.toThrow('fetch failed')
})
