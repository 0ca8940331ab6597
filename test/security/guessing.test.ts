// Guessing is slowed, forged addresses do not help, and the owner of an account is not locked out. What was refused is logged.
import { createHash } from 'node:crypto'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeApiKey } from '../../src/accounts/api-key.ts'
import { openCallRate } from '../../src/accounts/call-rate.ts'
import { readSession } from '../../src/accounts/session.ts'
import { startWeb } from '../../src/web/listen.ts'
import { formOf, openClient } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'
import { logIn, mailsTo, newcomer, ownerWithApp, PASSWORD, someone, type Client } from './visitors.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const WRONG = 'a wrong password at all'

/** So many tries, one after the other; their statuses. */
async function tries(times: number, send: (at: number) => Promise<{ status: number }>): Promise<number[]> {
  const statuses: number[] = []
  for (let at = 0; at < times; at++) statuses.push((await send(at)).status)
  return statuses
}

/** Sends the log-in form again and again with the token it was given once. */
async function guesser(origin = world.url) {
  const client: Client = openClient(origin)
  const csrf = formOf((await client.get('/log-in')).text, '/log-in')?.['csrf'] ?? ''
  return (email: string, headers: Record<string, string> = {}) =>
    client.raw('/log-in', {
      method: 'POST',
      body: new URLSearchParams({ csrf, email, password: WRONG }),
      headers: { origin: world.url, ...headers },
    })
}

test('76: each log-in is a line that says by which way, how it ended and whose it was, and of nobody’s nothing', async () => {
  const lines: string[] = []
  const log = pino({ base: null }, { write: (line) => void lines.push(line) })
  const web = await startWeb({ ...world.app, log }, { host: '127.0.0.1', port: 0 })
  const { owner: boss, authenticator } = await ownerWithApp(world)
  const { email, account } = await newcomer(world)
  const client = openClient(web.url)
  const wrong = await logIn(client, world.url, email, WRONG)
  await logIn(client, world.url, 'nobody-at-all@example.com', WRONG)
  await logIn(client, world.url, email, PASSWORD)
  const staff = openClient(web.url)
  await logIn(staff, world.url, boss.email, PASSWORD)
  const guess = async (code: string) => {
    const csrf = formOf((await staff.get('/log-in/code')).text, '/log-in/code')?.['csrf'] ?? ''
    const body = new URLSearchParams({ csrf, code })
    return staff.raw('/log-in/code', { method: 'POST', body, headers: { origin: world.url } })
  }
  await guess('no code')
  expect((await guess(authenticator.code())).headers.get('location')).toBe('/admin')
  await web.close()

  const markOf = (id: string) => createHash('sha256').update(id).digest('hex').slice(0, 12)
  const [customer, owner] = [markOf(account), markOf(boss.account)]
  const events = lines.map((line) => JSON.parse(line) as { event: string; way?: string; account?: string })
  expect(events.filter(({ way }) => way !== undefined).map((line) => [line.event, line.way, line.account])).toEqual([
    ['log-in-failed', 'password', customer],
    ['log-in-failed', 'password', undefined],
    ['logged-in', 'password', customer],
    ['log-in-half', 'password', owner],
    ['log-in-failed', 'code', owner],
    ['logged-in', 'code', owner],
  ])
  expect(await wrong.text(), 'the answer does not tell it').not.toContain(customer)
  for (const secret of [email, boss.email, 'nobody-at-all', PASSWORD, WRONG])
    expect(lines.join('')).not.toContain(secret)
})

test('25: a flood of calls is held back for its account alone, on pages and with an API key, and its wait is told', async () => {
  const web = await startWeb({ ...world.app, callRate: openCallRate(60, () => 0) }, { host: '127.0.0.1', port: 0 })
  const [ana, ben] = [await someone(world), await someone(world)]
  const pages = (who: Client) => (page: number) =>
    fetch(`${web.url}/${page % 2 ? 'devices' : 'account'}`, {
      headers: { cookie: `turnpike=${who.cookie('turnpike')}` },
    })
  expect((await pages(ben.client)(0)).status).toBe(200)
  const statuses = await tries(62, pages(ana.client))
  expect(statuses).toEqual([...Array<number>(60).fill(200), 429, 429])
  const held = await pages(ana.client)(0)
  expect([held.status, held.headers.get('retry-after')]).toEqual([429, '1'])
  expect((await pages(ben.client)(0)).status, 'nobody else').toBe(200)

  const session = await readSession(world.app, ben.client.cookie('turnpike') ?? '')
  if (!session) throw new Error('no session')
  const key = await makeApiKey(world.app, session, {
    name: 'flood',
    scopes: ['account:read'],
    days: 30,
    password: PASSWORD,
  })
  const call = () => fetch(`${web.url}/api/v1/account`, { headers: { authorization: `Bearer ${key}` } })
  expect(await tries(59, call)).toEqual([...Array<number>(58).fill(200), 429]) // two were pages
  expect((await call()).headers.get('retry-after')).toBe('1')
  await web.close()
})

test('25: mails and enrolments have limits', async () => {
  const ana = await someone(world, world.url, false)
  const resend = () => ana.client.post('/verification-mails', { csrf: ana.csrf })
  expect(await tries(7, resend)).toEqual([200, 200, 200, 200, 200, 429, 429])
  const ben = await newcomer(world)
  const client = openClient(world.url)
  await tries(8, () => client.submit('/reset-password', '/reset-password', { email: ben.email }))
  expect(await mailsTo(world, ben.email)).toHaveLength(5)
})

test('21: after ten wrong passwords it is 429, but a device the account knows still gets in', async () => {
  const { email, client, csrf } = await someone(world)
  await client.post('/log-out', { csrf })
  const guess = await guesser()
  expect(await tries(12, () => guess(email))).toEqual([...Array<number>(10).fill(422), 429, 429])
  expect(Number((await guess(email)).headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await logIn(openClient(world.url), world.url, email, PASSWORD)).status).toBe(429)
  expect((await logIn(client, world.url, email, PASSWORD)).status).toBe(303)
})

test('22, 24: many accounts from one address are limited, whatever X-Forwarded-For a stranger writes', async () => {
  const guess = await guesser()
  const statuses = await tries(40, (at) => guess(`nobody-${at}@example.com`, { 'x-forwarded-for': `198.51.100.${at}` }))
  expect(statuses.at(-1)).toBe(429)
  expect(statuses.filter((status) => status === 422).length).toBeLessThan(30)
})

test('22, 24: behind our own proxy each client counts, and many of them on one account are limited too', async () => {
  const config = { ...world.app.config, trustedProxies: ['127.0.0.1'] }
  const web = await startWeb({ ...world.app, config }, { host: '127.0.0.1', port: 0 })
  const { email } = await newcomer(world)
  const guess = await guesser(web.url)
  const statuses = await tries(14, (at) => guess(email, { 'x-forwarded-for': `203.0.113.9, 198.51.100.${at}` }))
  expect(statuses).toEqual([...Array<number>(10).fill(422), 429, 429, 429, 429])
  await web.close()
})

test('76 (in part): failed log-ins and refused accesses are logged, without address, name or secret', async () => {
  const lines: string[] = []
  const log = pino({ base: null }, { write: (line) => void lines.push(line) })
  const config = { ...world.app.config, trustedProxies: ['127.0.0.1'] }
  const web = await startWeb({ ...world.app, config, log }, { host: '127.0.0.1', port: 0 })
  const guess = await guesser(web.url)
  await guess('canary@example.com', { 'x-forwarded-for': '192.0.2.77' })
  await openClient(web.url).post('/devices?canary=1', { name: 'canary\n\u001b[31m' })
  const { headers } = await fetch(`${web.url}/account/password`, { method: 'POST' })
  await web.close()
  const events = lines.map(
    (line) => JSON.parse(line) as { event: string; code?: string; request: string; route: string; time: string },
  )
  const failed = events.find(({ event }) => event === 'log-in-failed')
  expect(failed).toMatchObject({ route: '/log-in', code: 'invalid' })
  expect(failed?.request).toMatch(/^[0-9a-f]{12}$/)
  const refused = events.filter(({ event }) => event === 'access-refused')
  expect(refused.map(({ route }) => route)).toEqual(['/devices', '/account/password'])
  expect(refused[1]?.request).toBe(headers.get('x-request-id'))
  expect(lines.join('')).not.toMatch(/canary|192\.0\.2\.77|password at all/)
})
