// Nodes as an attacker would use one: its token in clear, its identity for what is not its own. Numbers are those of README.md.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signRequest } from '../../src/agent/sign-request.ts'
import { startWeb } from '../../src/web/listen.ts'
import { enrolRequest } from '../support/machine.ts'
import { createWorld, type World } from '../support/world.ts'
import { enrolled, holdings } from './callers.ts'
import { exact, owner, stateOfNode, tokenOfNewNode } from './visitors.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

test('67: a token that came in clear is refused where customers come by https, and is not spent by that', async () => {
  const boss = await owner(world)
  const token = await tokenOfNewNode(boss, 'oslo')
  const config = { ...world.app.config, trustedProxies: ['127.0.0.1'] }
  const https = { ...world.app, config, baseUrl: new URL('https://vpn.example.com') }
  const web = await startWeb(https, { host: '127.0.0.1', port: 0 })
  const enrol = (headers: Record<string, string>) =>
    fetch(`${web.url}/agent/v1/enrol`, { method: 'POST', headers, body: JSON.stringify(enrolRequest(token)) })
  const from = { 'x-forwarded-for': '203.0.113.7' }
  for (const proto of ['http', 'HTTP', 'ws', '', 'http, https']) {
    const answer = await enrol({ ...from, 'x-forwarded-proto': proto })
    expect(answer.status, proto).toBe(403)
    expect(await answer.json()).toMatchObject({ error: { message: expect.stringContaining('without TLS') as unknown } })
  }
  const mode = await world.app.db.selectFrom('nodes').select('enrolled_at').where('name', '=', 'oslo').execute()
  expect(mode).toEqual([{ enrolled_at: null }])
  expect((await enrol({ ...from, 'x-forwarded-proto': 'https' })).status).toBe(201)
  await web.close()
})

test('69: a node reads its own node’s state and nothing else, however the address is written', async () => {
  const held = await holdings(world)
  const [mine, other] = [await enrolled(world), held.node]
  const signed = (target: string) => signRequest(mine, { method: 'GET', target, body: '' }, world.app.clock().getTime())
  const paths = [
    `/agent/v1/state/${other.nodeId}`,
    `/agent/v1/nodes/${other.nodeId}/state`,
    `/agent/v1/state/../nodes/${other.nodeId}`,
    '/agent/v1/users',
    '/agent/v1/',
    '/agent/v1/../../admin/customers',
    '/agent/v1/%2e%2e/%2e%2e/admin/customers',
    '/agent/v1/..%2f..%2fadmin%2fcustomers',
    '/agent/v1/agent.mjs/../../../package.json',
    '/agent/v1/..%5c..%5cpackage.json',
  ]
  for (const path of paths) {
    const { status, text } = await exact(world.url, path, { headers: signed(path) })
    expect([303, 404], path).toContain(status)
    expect(text, path).not.toMatch(/@example\.com|"version"|acct_/)
  }
  for (const path of ['/api/v1/account', '/api/v1/staff/customers', '/api/v1/staff/nodes'])
    expect((await exact(world.url, path, { headers: signed(path) })).status, path).toBe(401)
  for (const query of [`?node=${other.nodeId}`, `?nodeId=${other.nodeId}`, '?id=../', `?nodeId=../${other.nodeId}`]) {
    const answer = await stateOfNode(world, mine, query)
    const text = await answer.text()
    expect((JSON.parse(text) as { nodeId: string }).nodeId, query).toBe(mine.nodeId)
    expect(text, query).not.toContain(other.nodeId)
    expect(text, query).not.toMatch(/@|acct_/)
  }
})

test('69: an older generation cannot be had: whoever names one gets the newest', async () => {
  const node = await enrolled(world)
  const ask = async (query: string) => {
    const answer = await stateOfNode(world, node, `?${query}`)
    return (await answer.json()) as { epoch: string; generation: number }
  }
  const newest = await ask('wait=0')
  for (const generation of [0, newest.generation - 1, newest.generation + 1000])
    expect(await ask(`epoch=${newest.epoch}&generation=${Math.max(0, generation)}&wait=0`)).toEqual(newest)
  expect(await ask(`epoch=x&generation=${newest.generation}&wait=0`)).toEqual(newest)
})
