// Hostile input: names, keys, bodies. A clear refusal, nothing changed, and the process lives.
import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileNamePart } from '../../src/vpn/core/device-name.ts'
import { enrolRequest, newWireguardKey } from '../support/machine.ts'
import { HOSTILE_NAMES } from '../support/hostile-names.ts'
import { createWorld, type World } from '../support/world.ts'
import { owner, someone, tokenOfNewNode, withPlan, type Person } from './visitors.ts'

/** Of one request on a busy machine, and less than the five seconds that some of what is sent would sleep. */
const SOON_MS = 4500

let world: World
let ana = {} as Person // beforeAll makes it
let boss = {} as Person
beforeAll(async () => {
  world = await createWorld()
  ana = await withPlan(world, await someone(world))
  boss = await owner(world)
})
afterAll(() => world.close())

const rows = async () => ({
  devices: await world.app.db.selectFrom('devices').selectAll().orderBy('id').execute(),
  nodes: await world.app.db.selectFrom('nodes').selectAll().orderBy('id').execute(),
  accounts: await world.app.db.selectFrom('accounts').selectAll().orderBy('id').execute(),
})

test('59: names of devices and nodes are from a short list of characters, whatever is sent', async () => {
  const own = (await ana.client.post('/devices', { csrf: ana.csrf, name: 'Phone', protocol: 'wireguard' })).path
  const before = await rows()
  for (const name of HOSTILE_NAMES) {
    const answers = [
      await ana.client.post('/devices', { csrf: ana.csrf, name, protocol: 'wireguard' }),
      await ana.client.post('/devices', { csrf: ana.csrf, name, protocol: 'openvpn' }),
      await ana.client.post(own, { csrf: ana.csrf, name }),
      await boss.client.post('/admin/nodes', { csrf: boss.csrf, name }),
    ]
    for (const { status } of answers) expect([400, 422], JSON.stringify(name.slice(0, 40))).toContain(status)
  }
  for (const address of ['a;b', 'x\nremote y', '-h', 'a b', 'http://x', '1.2.3', '$(id)', 'x'.repeat(300)]) {
    const answer = await boss.client.post('/admin/nodes', { csrf: boss.csrf, name: 'paris', address })
    expect(answer.status, address).toBe(422)
  }
  expect(await rows()).toEqual(before)
  expect(fileNamePart('a - b_c')).toBe('a-b-c')
})

test('60: a key that is malformed, weak, another’s or a server’s is refused in one sentence', async () => {
  const device = async (name: string) =>
    (await ana.client.post('/devices', { csrf: ana.csrf, name, protocol: 'wireguard' })).path
  const [first, second] = [await device('One'), await device('Two')]
  const set = (path: string, key: string) => ana.client.post(`${path}/key`, { csrf: ana.csrf, public_key: key })
  const taken = newWireguardKey()
  expect((await set(first, taken)).path).toBe(first)
  const ben = await withPlan(world, await someone(world))
  const bens = newWireguardKey()
  const { path } = await ben.client.post('/devices', { csrf: ben.csrf, name: 'One', protocol: 'wireguard' })
  expect((await ben.client.post(`${path}/key`, { csrf: ben.csrf, public_key: bens })).path).toBe(path)
  const server = enrolRequest(await tokenOfNewNode(boss, 'rome'))
  expect((await enrol(server)).status).toBe(201)
  const before = await rows()
  const bad = [
    '',
    'x',
    taken.slice(0, -1),
    `${taken}=`,
    taken.replace(/=$/, '\n='),
    Buffer.alloc(31, 7).toString('base64'),
    Buffer.alloc(33, 7).toString('base64'),
    Buffer.alloc(32).toString('base64'),
    Buffer.from(`01${'00'.repeat(31)}`, 'hex').toString('base64'),
    Buffer.from('e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800', 'hex').toString('base64'),
    Buffer.alloc(32, 0xff).toString('base64'),
    taken,
    bens,
    server.wireguardPublicKey,
    `${newWireguardKey()}\nAllowedIPs = 0.0.0.0/0`,
  ]
  const sentences = new Set<string>()
  for (const key of bad) {
    const { status, text } = await set(second, key)
    expect(status, key).toBe(422)
    sentences.add(/This is not a WireGuard public key[^<]*/.exec(text)?.[0] ?? text)
  }
  expect(sentences.size).toBe(1)
  expect(await rows()).toEqual(before)
})

test('62, 66: bodies of machines that are too deep, too large or of another shape are refused quickly', async () => {
  const good = enrolRequest('x'.repeat(43))
  const text = JSON.stringify(good)
  const bodies: [string, string][] = [
    ['empty', ''],
    ['no JSON', '{'],
    ['deep', '['.repeat(8000)],
    ['deep and closed', `${'['.repeat(8000)}${']'.repeat(8000)}`],
    ['infinite', text.replace('"0.1.0"', '1e999')],
    ['lone surrogate', text.replace('0.1.0', '\\ud800')],
    ['duplicate keys', text.replace('{', '{"token":"short",')],
    ['array for an object', `[${text}]`],
    ['array for a string', text.replace('"0.1.0"', '["0.1.0"]')],
    ['object for a string', text.replace('"0.1.0"', '{"$ne":null}')],
    ['number for a string', text.replace('"0.1.0"', '1')],
    ['null', 'null'],
    ['prototype', text.replace('{', '{"__proto__":{"token":"x"},"constructor":{"prototype":{}},')],
  ]
  for (const [name, body] of bodies) {
    const from = performance.now()
    const answer = await world.app.db // its own network, so that the limit of guesses does not answer instead
      .deleteFrom('throttles')
      .execute()
      .then(() => fetch(`${world.url}/agent/v1/enrol`, { method: 'POST', body }))
    expect(answer.status, name).toBe(400)
    expect(performance.now() - from, name).toBeLessThan(SOON_MS)
  }
  const wrongCharset = Buffer.from(text, 'utf16le')
  expect((await fetch(`${world.url}/agent/v1/enrol`, { method: 'POST', body: wrongCharset })).status).toBe(400)
  for (const size of [20_000, 10_000_000]) {
    const answer = await fetch(`${world.url}/agent/v1/enrol`, { method: 'POST', body: 'a'.repeat(size) })
    expect(answer.status, String(size)).toBe(413)
  }
  expect((await fetch(`${world.url}/livez`)).status).toBe(200)
})

test('66: a field that comes twice, as a list or as an object is refused', async () => {
  const post = (body: string) =>
    ana.client.raw('/devices', {
      method: 'POST',
      body,
      headers: { origin: world.url, 'content-type': 'application/x-www-form-urlencoded' },
    })
  const before = await rows()
  const base = new URLSearchParams({ csrf: ana.csrf, protocol: 'wireguard' }).toString()
  expect((await post(`${base}&name=a&name=b`)).status).toBe(400)
  expect((await post(`${base}&name[]=a`)).status).toBe(422)
  expect((await post(`${base}&name[x]=a`)).status).toBe(422)
  expect((await post(`${base}&name=a&protocol=openvpn`)).status).toBe(400)
  expect((await post(base.replace('wireguard', 'ipsec') + '&name=a')).status).toBe(422)
  expect((await post(`${base}&name=%ff%fe`)).status).toBe(422)
  expect(await rows()).toEqual(before)
  for (const page of ['/plans?interval=year&interval=x', '/plans?price=a&price=b', '/log-in?next=/a&next=//b'])
    expect((await ana.client.raw(page)).status, page).toBe(400)
})

test('58 (in part): no injection in an id or a query makes a fault or takes long', async () => {
  const payloads = [
    "' or '1'='1",
    "'; select pg_sleep(5); --",
    '$(sleep 5)',
    '../../etc/passwd',
    '\0',
    '%00',
    '\r\nX: y',
    '%',
    '_%',
    '\\',
    '*)(uid=*',
    '{{7*7}}',
  ]
  const isHarmless = async (what: string, ask: () => Promise<{ status: number }>) => {
    const from = performance.now()
    expect((await ask()).status, what).toBeLessThan(500)
    expect(performance.now() - from, what).toBeLessThan(SOON_MS)
  }
  for (const payload of payloads) {
    const text = encodeURIComponent(payload)
    for (const page of [`/devices/${text}`, `/checkouts/${text}`, `/plans?price=${text}`])
      await isHarmless(page, () => ana.client.get(page))
    for (const page of [`/admin/customers/${text}`, `/admin/customers?q=${text}`, `/admin/inbox?state=${text}`])
      await isHarmless(page, () => boss.client.get(page))
    const forms: [string, Record<string, string>][] = [
      [`/admin/inbox/${text}/sync`, {}],
      [`/admin/nodes/${text}/drain`, {}],
      [`/admin/customers/${text}/sync`, {}],
      ['/checkouts', { price: payload }],
      ['/account/sessions/end', { session: payload }],
      ['/account/password', { current: payload, password: payload }],
      [`/admin/customers/${ana.account}/unban`, { reason: payload }],
    ]
    for (const [act, fields] of forms)
      await isHarmless(act, () => boss.client.post(act, { csrf: boss.csrf, ...fields }))
  }
})

test('67: an enrolment token works once and for its own node; guesses are limited', async () => {
  await world.app.db.deleteFrom('throttles').execute()
  const token = await tokenOfNewNode(boss, 'bern')
  expect((await enrol(enrolRequest(token))).status).toBe(201)
  const late = await tokenOfNewNode(boss, 'lima')
  const past = new Date(world.app.clock().getTime() - 1)
  await world.app.db.updateTable('nodes').set({ enrol_expires_at: past }).where('name', '=', 'lima').execute()
  const before = await rows()
  const statuses: number[] = []
  for (const guess of [token, late, ...Array.from({ length: 10 }, (_, at) => `guess${at}`.padEnd(43, 'x'))])
    statuses.push((await enrol(enrolRequest(guess))).status)
  expect(statuses).toEqual([...Array<number>(10).fill(400), 429, 429])
  expect(await rows()).toEqual(before)
  const { privateKey } = generateKeyPairSync('ed25519')
  const bearer = {
    authorization: `Bearer ${privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64url')}`,
  }
  expect((await fetch(`${world.url}/agent/v1/state`, { headers: bearer })).status).toBe(401)
})

function enrol(body: object): Promise<Response> {
  return fetch(`${world.url}/agent/v1/enrol`, { method: 'POST', body: JSON.stringify(body) })
}
