// Sessions: what the cookie is, when it ends, and who ends it. Numbers are those of README.md.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditOf } from '../../src/accounts/queries.ts'
import { startWeb } from '../../src/web/listen.ts'
import { formOf, openClient } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'
import { csrfOf, logIn, owner, ownerWithApp, PASSWORD, someone, stable, type Person } from './visitors.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const MINUTE = 60_000

/** What the product answers to this cookie when so many minutes have passed. */
async function statusAfter(minutes: number, token: string | undefined): Promise<number> {
  const clock = () => new Date(world.app.clock().getTime() + minutes * MINUTE)
  const web = await startWeb({ ...world.app, clock }, { host: '127.0.0.1', port: 0 })
  const { status } = await fetch(`${web.url}/account`, { redirect: 'manual', headers: { cookie: `turnpike=${token}` } })
  await web.close()
  return status
}

test('26: the cookie is opaque, random, for this host alone and out of the reach of scripts', async () => {
  const https = { ...world.app, baseUrl: new URL('https://vpn.example.com') }
  const web = await startWeb(https, { host: '127.0.0.1', port: 0 })
  const { email } = await someone(world)
  const client = openClient(web.url)
  const answer = await logIn(client, 'https://vpn.example.com', email, PASSWORD)
  const cookies = answer.headers.getSetCookie()
  const names = ['__Host-turnpike', '__Host-turnpike-device', '__Host-turnpike-half']
  expect(new Set(cookies.map((line) => line.split('=')[0]))).toEqual(new Set(names))
  expect(cookies.find((line) => line.startsWith('__Host-turnpike-half='))).toContain('Max-Age=0')
  for (const line of cookies) {
    for (const attribute of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']) expect(line).toContain(attribute)
    expect(line).not.toMatch(/domain/i)
  }
  expect(client.cookie('__Host-turnpike')).toMatch(/^[\w-]{43}$/)
  await web.close()
})

test('27: a log-in makes a new value, ends the old one and adopts none that was brought along', async () => {
  const { client, email } = await someone(world)
  const first = client.cookie('turnpike')
  const fixed = 'A'.repeat(43)
  const planted = await fetch(`${world.url}/log-in`, { headers: { cookie: `turnpike=${fixed}` } })
  const visitor = planted.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const csrf = formOf(await planted.text(), '/log-in')?.['csrf'] ?? ''
  const entered = await fetch(`${world.url}/log-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: `turnpike=${fixed}; ${visitor}`, origin: world.url },
    body: new URLSearchParams({ csrf, email, password: PASSWORD }),
  })
  const second = /(?:^|\n)turnpike=([^;]+)/.exec(entered.headers.getSetCookie().join('\n'))?.[1]
  expect(second).toMatch(/^[\w-]{43}$/)
  expect([first, fixed]).not.toContain(second)
  expect(await statusAfter(0, fixed)).toBe(303)
})

test('28: after log-out the cookie opens nothing, here and at another server', async () => {
  const { client, csrf } = await someone(world)
  const token = client.cookie('turnpike')
  const left = await client.raw('/log-out', {
    method: 'POST',
    body: new URLSearchParams({ csrf }),
    headers: { origin: world.url },
  })
  expect(left.headers.get('clear-site-data')).toContain('"cache"')
  expect(await statusAfter(0, token)).toBe(303)
  const headers = { cookie: `turnpike=${token}`, origin: world.url }
  const body = new URLSearchParams({ csrf })
  expect((await fetch(`${world.url}/account/sessions/end-others`, { method: 'POST', headers, body })).status).toBe(401)
})

test('28: after a deletion of the account the browser keeps no page of it either', async () => {
  const { client, csrf } = await someone(world)
  const left = await client.raw('/account/deletion', {
    method: 'POST',
    body: new URLSearchParams({ csrf, password: PASSWORD, understood: 'on' }),
    headers: { origin: world.url },
  })
  expect(left.headers.get('location')).toBe('/?done=account-deleted')
  expect(left.headers.get('clear-site-data')).toBe('"cache", "storage"')
  expect(client.cookie('turnpike')).toBeUndefined()
})

test('29: a session ends by itself: unused after 30 minutes, 15 for staff, and at last in any case', async () => {
  const [ana, ben, boss] = [await someone(world), await someone(world), await owner(world)]
  const [anas, bens, bosss] = [ana, ben, boss].map(({ client }) => client.cookie('turnpike'))
  expect(await statusAfter(14, bosss)).toBe(200)
  expect(await statusAfter(28, ana.client.cookie('turnpike'))).toBe(200)
  expect(await statusAfter(31, bens)).toBe(303)
  expect(await statusAfter(31, bosss)).toBe(303) // 17 minutes after it was used last

  const inUse = async (account: string, minutes: number) => {
    const last_seen_at = new Date(world.app.clock().getTime() + minutes * MINUTE)
    await world.app.db.updateTable('sessions').set({ last_seen_at }).where('account_id', '=', account).execute()
  }
  const [month, halfDay] = [30 * 24 * 60, 12 * 60]
  await inUse(ana.account, month - 2)
  expect(await statusAfter(month - 1, anas)).toBe(200)
  expect(await statusAfter(month + 1, anas)).toBe(303)
  await inUse(boss.account, halfDay - 2)
  expect(await statusAfter(halfDay - 1, bosss)).toBe(200)
  expect(await statusAfter(halfDay + 1, bosss)).toBe(303)
})

test('30: one sees and ends one’s own sessions and nobody else’s; staff end anybody’s, and a ban ends all', async () => {
  const [ana, ben] = [await someone(world), await someone(world)]
  const other = openClient(world.url)
  await logIn(other, world.url, ana.email, PASSWORD)
  const id = /name="session" value="([0-9a-f]{64})"/.exec((await ana.client.get('/account')).text)?.[1] ?? ''
  const foreign = await ben.client.post('/account/sessions/end', { csrf: ben.csrf, session: id })
  const absent = await ben.client.post('/account/sessions/end', { csrf: ben.csrf, session: '0'.repeat(64) })
  expect(foreign.status).toBe(404)
  expect(stable(foreign.text)).toBe(stable(absent.text))
  expect((await other.get('/dashboard')).path).toBe('/dashboard')
  await ana.client.post('/account/sessions/end', { csrf: ana.csrf, session: id })
  expect((await other.get('/dashboard')).path).toBe('/log-in')
  expect((await ana.client.get('/dashboard')).path).toBe('/dashboard')
  const boss = await owner(world)
  await boss.client.post(`/admin/customers/${ben.account}/log-out`, { csrf: boss.csrf })
  expect((await ben.client.get('/dashboard')).path, 'staff end anybody’s').toBe('/log-in')
  expect((await auditOf(world.app.db, ben.account))[0]).toMatchObject({
    actor: boss.account,
    action: 'account.end-sessions',
  })
  expect((await logIn(openClient(world.url), world.url, ben.email, PASSWORD)).status).toBe(303)
  await boss.client.post(`/admin/customers/${ana.account}/ban`, { csrf: boss.csrf, reason: 'Stolen card' })
  const [{ actor, action, detail } = {}] = await auditOf(world.app.db, ana.account)
  expect([actor, action, detail]).toEqual([boss.account, 'account.ban', { reason: 'Stolen card' }])
  expect((await ana.client.get('/dashboard')).path).toBe('/log-in')
  expect((await logIn(openClient(world.url), world.url, ana.email, PASSWORD)).status).toBe(403)
})

test('30: who ends a session proves himself anew: with the password, or with the second factor where there is one', async () => {
  const boss = await ownerWithApp(world)
  const ana = await someone(world)
  const other = openClient(world.url)
  await logIn(other, world.url, ana.email, PASSWORD)
  const minutes = new Date(world.app.clock().getTime() - 6 * MINUTE)
  await world.app.db
    .updateTable('sessions')
    .set({ created_at: minutes })
    .where('account_id', '=', ana.account)
    .execute()
  const factor = { second_factor_at: minutes, created_at: minutes }
  await world.app.db.updateTable('sessions').set(factor).where('account_id', '=', boss.owner.account).execute()

  expect((await ana.client.get('/account')).text, 'they may be seen').toContain('Log out everywhere else')
  const endOthers = async ({ client }: Pick<Person, 'client'>) => {
    const csrf = await csrfOf(client, '/account')
    return client.post('/account/sessions/end-others', { csrf })
  }
  const asked = await endOthers(ana)
  expect(asked.path).toBe('/step-up')
  expect(asked.text).toContain('name="password"')
  expect((await other.get('/dashboard')).path, 'nothing was ended').toBe('/dashboard')
  const page = '/step-up?next=/account'
  expect((await ana.client.submit(page, '/step-up', { password: 'a wrong one, really' })).status).toBe(422)
  expect((await endOthers(ana)).path).toBe('/step-up')
  const before = ana.client.cookie('turnpike')
  const proven = await ana.client.submit(page, '/step-up', { password: PASSWORD })
  expect(proven.path).toBe('/account')
  expect(await statusAfter(0, before), 'the session has a new id').toBe(303)
  expect((await endOthers(ana)).path).toBe('/account')
  expect((await other.get('/dashboard')).path).toBe('/log-in')

  expect((await endOthers(boss.owner)).text, 'a password is not enough beside a second factor').toContain('name="code"')
  const csrf = await csrfOf(boss.owner.client, '/account')
  await boss.owner.client.post('/step-up', { csrf, password: PASSWORD, next: '/account' })
  expect((await endOthers(boss.owner)).path).toBe('/step-up')
  await boss.owner.client.submit(page, '/step-up', { code: boss.authenticator.code() })
  expect((await endOthers(boss.owner)).path).toBe('/account')
})

test('31: no secret stands in an address, and no page of one’s own is cached', async () => {
  const { client } = await owner(world)
  const secrets = ['turnpike', 'turnpike-device'].map((name) => client.cookie(name) ?? '')
  expect(secrets.every((secret) => secret.length > 20)).toBe(true)
  for (const page of ['/dashboard', '/devices', '/billing', '/account', '/admin', '/admin/customers', '/admin/nodes']) {
    const { text, headers, status } = await client.get(page)
    expect(status, page).toBe(200)
    expect(headers.get('cache-control'), page).toContain('no-store')
    const csrf = await csrfOf(client, page)
    for (const [, address = ''] of text.matchAll(/(?:href|src|action)="([^"]*)"/g)) {
      for (const secret of [...secrets, csrf]) expect(address).not.toContain(secret)
    }
  }
})
