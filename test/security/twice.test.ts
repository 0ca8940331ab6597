// What is said twice is said to nobody: names in a query, in a form and in JSON. Numbers are those of README.md.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enrolRequest } from '../support/machine.ts'
import { createWorld, type World } from '../support/world.ts'
import { byBearer, enrolled, member } from './callers.ts'
import { someone, stateOfNode } from './visitors.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

test('66: an address that says a name twice is refused, at pages, at the API and by a form', async () => {
  const { client, csrf } = await someone(world)
  const key = byBearer(world, 'key', await (await member(world, 'customer')).key()).headers
  for (const page of [
    '/',
    '/plans?interval=year',
    '/log-in?next=/a',
    '/account?id=1',
    '/nothing?id=1',
    '/livez?id=1',
  ]) {
    const twice = `${page}${page.includes('?') ? '&' : '?'}${page.split('?')[1] ?? 'id=1&id=2'}`
    expect((await client.raw(page)).status, page).not.toBe(400)
    expect((await client.raw(twice)).status, twice).toBe(400)
  }
  expect((await client.raw('/plans?inter%76al=year&interval=month')).status, 'written otherwise').toBe(400)
  const post = (path: string) =>
    client.raw(path, { method: 'POST', body: new URLSearchParams({ csrf }), headers: { origin: world.url } })
  expect((await post('/account/sessions/end-others?id=1&id=2')).status).toBe(400)
  expect((await fetch(`${world.url}/api/v1/devices?limit=1`, { headers: key })).status).toBe(200)
  expect((await fetch(`${world.url}/api/v1/devices?limit=1&limit=2`, { headers: key })).status).toBe(400)
  const node = await enrolled(world)
  const state = (query: string) => stateOfNode(world, node, `?${query}`)
  expect((await state('wait=0')).status).toBe(200)
  expect((await state('wait=0&wait=1')).status).toBe(400)
})

test('62: a body of JSON that says a name twice is refused, with equal values too, and nothing is done', async () => {
  const owner = await member(world, 'customer')
  const key = byBearer(world, 'key', await owner.key()).headers
  const device = (body: string, type = 'application/json') =>
    fetch(`${world.url}/api/v1/devices`, { method: 'POST', body, headers: { ...key, 'content-type': type } })
  const once = '{"name":"Phone","protocol":"wireguard"}'
  expect((await device(once)).status, 'an account without a plan').toBe(403)
  for (const body of [
    '{"name":"Phone","protocol":"wireguard","name":"Phone"}',
    '{"name":"Phone","protocol":"openvpn","protocol":"wireguard"}',
    '{"n\\u0061me":"Phone","name":"Phone","protocol":"wireguard"}',
    '{"name":"Phone","protocol":"wireguard","more":{"a":1,"a":2}}',
  ]) {
    for (const type of ['application/json', 'application/json; charset=utf-8', 'application/merge-patch+json'])
      expect((await device(body, type)).status, `${type} ${body}`).toBe(400)
  }
  const enrolment = JSON.stringify(enrolRequest('x'.repeat(43)))
  const enrol = (body: string) => fetch(`${world.url}/agent/v1/enrol`, { method: 'POST', body })
  const [wrong, twice] = [await enrol(enrolment), await enrol(enrolment.replace('{', `{"token":"${'x'.repeat(43)}",`))]
  expect(await wrong.json()).toMatchObject({ error: { message: expect.stringContaining('token') as unknown } })
  expect([twice.status, await twice.json()]).toEqual([
    400,
    { error: { code: 'invalid', message: 'A name comes twice in the body.' } },
  ])
  expect(await world.app.db.selectFrom('devices').selectAll().execute()).toEqual([])
})
