// Links of mails carry a secret in their address: the page behind one tells that address to nobody, and its form still counts.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PERMISSIONS } from '../../src/web/kit/permissions.ts'
import { formOf, openClient } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'
import { byCookie, holdings, member } from './callers.ts'
import { logIn, newcomer, stateOfNode, tokenFor } from './visitors.ts'

let world: World
let held: Awaited<ReturnType<typeof holdings>>
beforeAll(async () => {
  world = await createWorld()
  held = await holdings(world)
})
afterAll(() => world.close())

test('10: the page behind a link says no-referrer, whatever it answers; others name themselves to ourselves alone', async () => {
  const client = openClient(world.url)
  for (const page of [
    '/reset-password',
    '/reset-password/new',
    '/verify-email',
    '/email-change',
    '/email-change/undo',
  ]) {
    const opened = await client.raw(`${page}?token=${'x'.repeat(43)}`)
    expect(opened.headers.get('referrer-policy'), page).toBe('no-referrer')
    const refused = await client.raw(page, { method: 'POST', body: '' })
    expect([refused.status >= 400, refused.headers.get('referrer-policy')], page).toEqual([true, 'no-referrer'])
  }
  for (const page of ['/', '/log-in', '/sign-up', '/dashboard', '/nothing'])
    expect((await client.raw(page)).headers.get('referrer-policy'), page).toBe('same-origin')
})

test('10, 41: a browser hides where such a form came from; it counts when the browser says that it is ours, and else not', async () => {
  const { email } = await newcomer(world)
  await openClient(world.url).submit('/reset-password', '/reset-password', { email })
  const link = `/reset-password/new?token=${await tokenFor(world, email)}`
  const client = openClient(world.url)
  const form = formOf((await client.get(link)).text, '/reset-password/new') ?? {}
  const password = 'eleven paper boats float'
  const send = (headers: Record<string, string>, csrf = form['csrf'] ?? '') =>
    client.raw('/reset-password/new', {
      method: 'POST',
      body: new URLSearchParams({ ...form, csrf, password }),
      headers: { origin: 'null', ...headers },
    })
  for (const site of ['cross-site', 'same-site', 'none', ''])
    expect((await send({ 'sec-fetch-site': site })).status, site).toBe(403)
  expect((await send({})).status, 'nothing said').toBe(403)
  expect((await send({ 'sec-fetch-site': 'same-origin' }, '')).status, 'without the token of the form').toBe(403)
  const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }
  expect((await send(foreign)).status, 'a named stranger').toBe(403)
  expect((await send({ 'sec-fetch-site': 'same-origin' })).headers.get('location')).toContain('/log-in')
  expect((await logIn(openClient(world.url), world.url, email, password)).status).toBe(303)
})

test('31: no page, download or answer of what is one’s own is kept by any cache, and none has a key in an address', async () => {
  const boss = await member(world, 'owner')
  const idOf = (route: string) => {
    const kind = Object.keys(held.ids).find((one) => route.includes(`/${one}/:id`))
    return route.replace(':id', kind === undefined ? 'none' : (held.ids[kind] ?? 'none'))
  }
  const [mine, theirs] = [await held.holder.session(), await boss.session()]
  const key = await held.holder.key()
  const callers = {
    customer: byCookie(world, 'customer', mine).headers,
    owner: byCookie(world, 'owner', theirs).headers,
    key: { authorization: `Bearer ${key}` },
    node: {},
  }
  const secrets = [mine, theirs, key]
  const statuses = new Map<number, number>()
  for (const [name, { who }] of Object.entries(PERMISSIONS)) {
    const [method, route = ''] = name.split(' ')
    if (method !== 'GET' || who === 'machine' || route.startsWith('/dev/') || route === '/agent/v1/state') continue
    const as = who === 'support' ? 'owner' : who === 'visitor' || who === 'enrolling' ? 'customer' : who
    const path = idOf(route)
    const answer = await fetch(world.url + path, { headers: callers[as], redirect: 'manual' })
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
    expect(answer.headers.get('cache-control'), `${answer.status} ${path}`).toContain('no-store')
    const addresses = [answer.headers.get('location') ?? '']
    for (const [, address = ''] of (await answer.text()).matchAll(/(?:href|src|action)="([^"]*)"/g))
      addresses.push(address)
    for (const secret of secrets) expect(addresses.join(' '), path).not.toContain(secret)
  }
  expect(statuses.get(200)).toBeGreaterThan(40)
  const state = await stateOfNode(world, held.node)
  expect([state.status, state.headers.get('cache-control')]).toEqual([200, 'no-store'])
})

test('31: what is handed over once, a profile, is not kept either', async () => {
  const { headers, csrf } = byCookie(world, 'customer', await held.holder.session())
  const answer = await fetch(`${world.url}/devices/${held.ids['devices']}/profile`, {
    method: 'POST',
    headers: { ...headers, origin: world.url },
    body: new URLSearchParams({ csrf, as: 'file' }),
  })
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
})
