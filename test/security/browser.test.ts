// What a browser is made to do by other sites, and what it is told by ours. Numbers are those of README.md.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDb, openPool } from '../../src/db/open.ts'
import { loadAssets } from '../../src/web/kit/assets.ts'
import { startWeb } from '../../src/web/listen.ts'
import { createServer } from '../../src/web/server.tsx'
import { openClient } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'
import { enrolled } from './callers.ts'
import { csrfOf, logIn, owner, PASSWORD, reportProblems, someone, talk, withPlan } from './visitors.ts'
import { mailsWritten } from '../support/mails.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const PAGES = [
  '/',
  '/plans',
  '/privacy',
  '/sign-up',
  '/log-in',
  '/reset-password',
  '/reset-password/new?token=x',
  '/verify-email?token=x',
]
const OWN_PAGES = [
  '/dashboard',
  '/devices',
  '/billing',
  '/account',
  '/admin',
  '/admin/customers',
  '/admin/nodes',
  '/admin/inbox',
  '/admin/audit',
  '/admin/reconciliation',
]
const auditRows = async () => (await world.app.db.selectFrom('audit').select('id').execute()).length

test('41: no form of another site, of another kind or with another’s token acts, at any route', async () => {
  const [boss, other] = [await owner(world), await someone(world)]
  const routes = createServer(world.app).routes.filter(({ method }) => method === 'POST')
  const paths = routes
    .map(({ path }) => path.replaceAll(':id', 'x'))
    .filter((path) => !/^\/(webhooks|agent|sim|api)\//.test(path)) // these take no cookie: access-matrix.test.ts
  expect(paths.length).toBeGreaterThan(25)
  const before = await auditRows()
  const fields = { csrf: boss.csrf, name: 'x', reason: 'x', password: PASSWORD, current: PASSWORD }
  const form = new URLSearchParams(fields).toString()
  const typed = { 'content-type': 'application/x-www-form-urlencoded' }
  const attacks: [string, string, Record<string, string>][] = [
    ['another site', form, { ...typed, origin: 'https://evil.example' }],
    ['a sub-domain', form, { ...typed, origin: world.url.replace('127.0.0.1', 'x.127.0.0.1') }],
    ['no origin named', form, { ...typed, origin: 'null' }],
    ['cross-site', form, { ...typed, 'sec-fetch-site': 'cross-site' }],
    ['same site, other host', form, { ...typed, 'sec-fetch-site': 'same-site' }],
    ['plain text', JSON.stringify(fields), { 'content-type': 'text/plain', origin: world.url }],
    ['no token', form.replace(/csrf=[^&]*/, ''), { ...typed, origin: world.url }],
    ['another’s token', form.replace(boss.csrf, other.csrf), { ...typed, origin: world.url }],
  ]
  for (const path of paths) {
    for (const [name, body, headers] of attacks) {
      const { status } = await boss.client.raw(path, { method: 'POST', body, headers })
      expect(name === 'plain text' ? [403, 415] : [403], `${path}: ${name}`).toContain(status)
    }
  }
  for (const page of [...PAGES, ...OWN_PAGES, '/log-out', '/admin/nodes/x/drain', '/devices/x/removal'])
    await boss.client.get(page)
  expect(await auditRows()).toBe(before)
  expect((await boss.client.get('/account')).path).toBe('/account')
})

test('42: nobody is logged in by another site', async () => {
  const { email } = await someone(world)
  const client = openClient(world.url)
  const answer = await logIn(client, world.url, email, PASSWORD, { origin: 'https://evil.example' })
  expect(answer.status).toBe(403)
  expect(client.cookie('turnpike')).toBeUndefined()
})

test('43, 57 (in part): pages run no script but our files, and ask for no card', async () => {
  const { client } = await owner(world)
  for (const page of [...PAGES, ...OWN_PAGES, '/nothing-here']) {
    const { text, headers } = await client.get(page)
    const policy = headers.get('content-security-policy') ?? ''
    for (const rule of ["default-src 'none'", "script-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"])
      expect(policy, page).toContain(rule)
    expect(policy).not.toMatch(/unsafe|\*|data: *;.*script/)
    // Without `unsafe-inline` a browser would not run these; that there are none shows nobody will need it.
    expect(text, page).not.toMatch(/<script(?![^>]*\ssrc="\/assets\/)[^>]*>|\son\w+="|\sstyle="|javascript:/i)
    expect(text, page).not.toMatch(/autocomplete="cc-|name="(card|cvc|number)"/)
  }
})

test('44, 45, 71: every answer has its headers, faults too; none opens to another origin or says what it runs on', async () => {
  const lost = openPool('postgres://nobody@127.0.0.1:1/none', () => undefined)
  const https = { ...world.app, baseUrl: new URL('https://vpn.example.com') }
  const [web, broken] = [
    await startWeb(https, { host: '127.0.0.1', port: 0 }),
    await startWeb({ ...https, db: openDb(lost) }, { host: '127.0.0.1', port: 0 }),
  ]
  const cookie = `__Host-turnpike=${'A'.repeat(43)}`
  const asked: [string, number, Omit<RequestInit, 'headers'> & { headers?: Record<string, string> }][] = [
    [`${web.url}/`, 200, {}],
    [`${web.url}/nothing`, 404, {}],
    [`${web.url}/devices`, 303, {}],
    [`${web.url}/log-in`, 405, { method: 'DELETE' }],
    [`${web.url}/log-in`, 405, { method: 'OPTIONS' }],
    [`${web.url}/devices`, 403, { method: 'POST' }],
    [`${web.url}/webhooks/stripe`, 400, { method: 'POST', body: '{}' }],
    [`${web.url}/webhooks/stripe`, 413, { method: 'POST', body: 'a'.repeat(1_100_000) }],
    [`${web.url}/agent/v1/state`, 401, {}],
    [`${web.url}/livez`, 200, {}],
    [`${web.url}${loadAssets().url('app.css')}`, 200, {}],
    [`${web.url}${loadAssets().url('icon.svg')}`, 200, {}],
    [`${broken.url}/account`, 500, { headers: { cookie } }],
  ]
  for (const [url, status, init] of asked) {
    for (const origin of ['https://evil.example', 'null']) {
      const answer = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, origin } })
      expect(answer.status, url).toBe(status)
      const { headers } = answer
      expect(headers.get('strict-transport-security'), url).toBe('max-age=31536000; includeSubDomains')
      expect(headers.get('x-content-type-options'), url).toBe('nosniff')
      expect(headers.get('referrer-policy'), url).toBe('same-origin')
      expect(headers.get('cross-origin-opener-policy'), url).toBe('same-origin')
      expect(headers.get('cross-origin-resource-policy'), url).toBe('same-origin')
      expect(headers.get('permissions-policy'), url).toContain('camera=()')
      expect(
        [...headers.keys()].filter((name) => /^access-control-|^server$|^x-powered-by$/.test(name)),
        url,
      ).toEqual([])
      const [type, body] = [headers.get('content-type') ?? '', await answer.text()]
      const isSaid = /^application\/json$|^text\/[a-z]+; ?charset=utf-8$|^image\/svg\+xml; charset=utf-8$/i.test(type)
      expect(isSaid || body === '', `${url}: ${type}`).toBe(true)
      expect(body).not.toMatch(/ at \S+ \(|\/src\/|\/dist\/|node_modules|ECONNREFUSED/)
    }
  }
  await Promise.all([web.close(), broken.close()])
  await lost.end()
})

test('44: what the parser cannot read is answered with the same headers, and never in the middle of another answer', async () => {
  const web = await startWeb(
    { ...world.app, baseUrl: new URL('https://vpn.example.com') },
    { host: '127.0.0.1', port: 0 },
  )
  const hostile: [string, string][] = [
    ['400', 'nonsense\r\n\r\n'],
    ['431', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(65_536)}\r\n\r\n`],
    ['400', 'GET /livez HTTP/1.1\r\nHost: x\r\n\r\nnonsense\r\n\r\n'],
    ['400', 'POST /log-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
  ]
  for (const [status, bytes] of hostile) {
    const answer = await talk(web.url, bytes)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} |\\r\\n\\r\\nok\\nHTTP/1.1 ${status} `))
    const last = answer.slice(answer.lastIndexOf('HTTP/1.1 '))
    expect(last).toContain('Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n')
    expect(last).toContain('X-Content-Type-Options: nosniff\r\n')
    expect(last).toContain("frame-ancestors 'none'")
    expect(last).toMatch(/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n$/)
  }
  await web.close()
})

const PAYLOADS = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'><svg/onload=alert(1)>",
  '</title><script>alert(1)</script>',
  '</textarea><iframe srcdoc=x>',
  'javascript:alert(1)',
  '" autofocus onfocus="alert(1)',
  '<!--<script>',
  '{{7*7}}${7*7}<%=7*7%>',
  '\u202e<b>x</b>',
  '&lt;script&gt;',
  '<style>*{display:none}</style>',
]
const alive =
  /<script>|<img src=x|<svg\/onload|<iframe|<style>\*|<b>x|" autofocus onfocus="|href="javascript|<!--<script/i

test('46 (in part): what is typed or sent comes back as text, to customers, staff and in mails', async () => {
  const [ana, boss] = [await withPlan(world, await someone(world)), await owner(world)]
  const node = await enrolled(world)
  const ban = `/admin/customers/${(await someone(world)).account}/ban`
  for (const payload of PAYLOADS) {
    const text = encodeURIComponent(payload)
    const seen = [
      await ana.client.get(`/plans?price=${text}&currency=${text}&interval=${text}&done=${text}`),
      await ana.client.get(`/nothing/${text}`),
      await openClient(world.url).get(`/log-in?next=${text}`),
      await openClient(world.url).get(`/verify-email?token=${text}&price=${text}`),
      await openClient(world.url).get(`/reset-password/new?token=${text}`),
      await openClient(world.url).submit('/sign-up', '/sign-up', { email: payload, password: PASSWORD }),
      await ana.client.post('/devices', { csrf: ana.csrf, name: payload, protocol: 'wireguard' }),
      await boss.client.get(`/admin/customers?q=${text}`),
      await boss.client.post(ban, { csrf: boss.csrf, reason: payload }),
    ]
    for (const { text: html, path, status } of seen) {
      expect(html, `${path}: ${payload}`).not.toMatch(alive)
      expect(status, path).toBeLessThan(500)
    }
    await boss.client.post(ban.replace('/ban', '/unban'), { csrf: boss.csrf, reason: payload })
  }
  const sent = await reportProblems(world, node, PAYLOADS)
  expect(sent.status).toBe(204)
  const nodes = (await boss.client.get('/admin/nodes')).text
  expect(nodes).toContain('&lt;script>')
  expect(nodes).not.toMatch(alive)
  for (const { html } of await mailsWritten(world.app)) expect(html).not.toMatch(alive)
})

test('47: one is led on to our own pages only', async () => {
  const { client, email } = await someone(world)
  const elsewhere = [
    '//evil.example',
    'https:evil.example',
    '/\\evil.example',
    '\t//evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    '\\\\evil.example',
    '/%0d%0aLocation: x',
    'https://evil.example/',
  ]
  for (const next of elsewhere) {
    const local = /^\/(dashboard$|%0d%0a)/
    const known = await client.raw(`/log-in?next=${encodeURIComponent(next)}`)
    expect(known.headers.get('location'), next).toMatch(local)
    const visitor = openClient(world.url)
    const csrf = await csrfOf(visitor, '/log-in', '/log-in')
    const body = new URLSearchParams({ csrf, email, password: PASSWORD, next })
    const entered = await visitor.raw('/log-in', { method: 'POST', body, headers: { origin: world.url } })
    expect(entered.headers.get('location'), next).toMatch(local)
  }
})
