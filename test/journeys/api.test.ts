// A program does for its customer what the pages do, and reads for staff what they see; paged, and in plain JSON.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buy } from '../support/buyer.ts'
import { enrolRequest, newWireguardKey } from '../support/machine.ts'
import { addNode } from '../../src/vpn/add-node.ts'
import { enrolNode } from '../../src/vpn/enrol-node.ts'
import { createWorld, type World } from '../support/world.ts'
import { member, type Member } from '../security/callers.ts'

let world: World
let [key, staffKey] = ['', '']
let buyer: Member
beforeAll(async () => {
  world = await createWorld()
  buyer = await member(world, 'customer')
  await buy(world, buyer.account, 'turnpike_basic_month_usd')
  key = await buyer.key()
  staffKey = await (await member(world, 'support')).key()
  const { token } = await addNode({ ...world.app, agent: { sha256: '0'.repeat(64) } }, 'command-line', {
    name: 'north',
  })
  await enrolNode(world.app, enrolRequest(token), '192.0.2.7')
})
afterAll(() => world.close())

interface Answer {
  status: number
  body: Record<string, unknown>
}
const call = async (method: 'GET' | 'POST', path: string, body?: object | string, secret = key): Promise<Answer> => {
  const answer = await fetch(`${world.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}
const itemsOf = ({ body }: Answer) => body['items'] as Record<string, unknown>[]

test('the account, its access and its payments', async () => {
  expect((await call('GET', '/account')).body).toMatchObject({ id: buyer.account, role: 'customer', banned_at: null })
  const access = (await call('GET', '/access')).body
  expect(access).toMatchObject({ state: 'active', plan: 'basic', device_limit: 3, subscription: { status: 'active' } })
  const [payment] = itemsOf(await call('GET', '/payments'))
  expect(payment).toMatchObject({ amount: 500, refunded: 0, currency: 'usd', status: 'succeeded', disputed: false })
})

test('a device from its name to its profile and away again; refusals read as on the pages', async () => {
  const added = await call('POST', '/devices', { name: 'Phone', protocol: 'wireguard', role: 'owner', account_id: 'x' })
  expect(added).toMatchObject({ status: 200, body: { name: 'Phone', state: 'waiting', public_key: null } })
  const path = `/devices/${String(added.body['id'])}`
  expect((await call('POST', '/devices', { name: 'phone', protocol: 'openvpn' })).body).toMatchObject({
    error: { code: 'taken' },
  })
  const wireguard = newWireguardKey()
  expect((await call('POST', `${path}/key`, { public_key: wireguard })).body).toMatchObject({ public_key: wireguard })
  expect((await call('POST', `${path}/key`, { public_key: 'AAAA' })).status).toBe(422)
  expect((await call('POST', path, { name: 'Tablet' })).body).toMatchObject({ name: 'Tablet' })
  const [file] = (await call('POST', `${path}/profile`)).body['files'] as { text: string; file_name: string }[]
  expect(file?.text).toContain('PrivateKey = ')
  expect((await call('POST', `${path}/removal`)).body).toEqual({ removed: true })
  expect((await call('GET', path)).body).toEqual({ error: { code: 'not-found', message: 'There is no such device.' } })
})

test('lists come in pages', async () => {
  for (const name of ['one', 'two', 'three']) await call('POST', '/devices', { name, protocol: 'wireguard' })
  expect((await call('POST', '/devices', { name: 'four', protocol: 'wireguard' })).body).toMatchObject({
    error: { code: 'limit' },
  })
  const names: unknown[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: Answer = await call('GET', `/devices?limit=1${cursor && `&cursor=${cursor}`}`)
    names.push(...itemsOf(page).map(({ name }) => name))
    cursor = page.body['next_cursor'] as string | null
  }
  expect(names).toEqual(['one', 'two', 'three'])
})

test('staff find a customer, read the story, the nodes, the report and the invariants', async () => {
  for (let i = 0; i < 5; i++) await member(world, 'customer')
  const found: unknown[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: Answer = await call(
      'GET',
      `/staff/customers?limit=2&search=customer-${cursor && `&cursor=${cursor}`}`,
      undefined,
      staffKey,
    )
    found.push(...itemsOf(page).map(({ id }) => id))
    cursor = page.body['next_cursor'] as string | null
  }
  expect(new Set(found).size).toBe(6)
  expect(found.at(-1)).toBe(buyer.account)
  const one = `/staff/customers/${buyer.account}`
  expect((await call('GET', one, undefined, staffKey)).body).toMatchObject({
    id: buyer.account,
    access: { state: 'active' },
  })
  expect(itemsOf(await call('GET', `${one}/timeline`, undefined, staffKey)).map(({ kind }) => kind)).toContain(
    'payment',
  )
  expect(itemsOf(await call('GET', '/staff/nodes', undefined, staffKey))[0]).toMatchObject({ name: 'north' })
  expect((await call('GET', '/staff/reconciliation', undefined, staffKey)).body).toEqual({ run: null, differences: [] })
  expect((await call('GET', '/staff/invariants', undefined, staffKey)).body).toMatchObject({ ok: true })
  expect(await call('GET', one)).toMatchObject({ status: 404, body: { error: { code: 'not-found' } } })
})

test.each([
  ['no JSON', 400, '{"name": '],
  ['a list', 422, '["Phone"]'],
  ['a wrong type', 422, '{"name":{"a":1},"protocol":"wireguard"}'],
  ['null', 422, 'null'],
  ['too much', 413, JSON.stringify({ name: 'x'.repeat(70_000), protocol: 'wireguard' })],
  ['too deep', 422, '['.repeat(20_000) + ']'.repeat(20_000)],
  ['a NUL', 422, '{"name":"a\\u0000b","protocol":"wireguard"}'],
])('a body that is %s is refused in JSON', async (_, status, body) => {
  const answer = await call('POST', '/devices', body)
  expect(answer.status).toBe(status)
  expect(answer.body['error']).toMatchObject({
    code: expect.any(String) as string,
    message: expect.any(String) as string,
  })
})

test.each(['?limit=0', '?limit=101', '?limit=1e999', '?limit=x', '?cursor=a%20b', '?cursor[]=a&limit=-1'])(
  'a query that is not as described is refused: %s',
  async (query) => {
    expect((await call('GET', `/devices${query}`)).status).toBe(422)
  },
)

test('a query that says a name twice cannot be read', async () => {
  const { status, body } = await call('GET', '/devices?limit=1&limit=2')
  expect([status, body['error']]).toEqual([
    400,
    { code: 'bad-request', message: 'This address says the same name twice.' },
  ])
})

test('what does not exist says so in JSON', async () => {
  expect((await call('GET', '/nothing')).body).toEqual({
    error: { code: 'not-found', message: 'There is nothing here.' },
  })
})
