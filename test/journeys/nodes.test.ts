// A node's life over its own API: joining, being drained and retired, and who is refused.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { validateState } from '../../src/agent/validate-state.ts'
import { addDevice } from '../../src/vpn/add-device.ts'
import { makeProfile } from '../../src/vpn/make-profile.ts'
import { drainNode, resumeNode, retireNode } from '../../src/vpn/nodes.ts'
import { setDeviceKey } from '../../src/vpn/set-device-key.ts'
import { openAgentApi, peersOf, since, type AgentApi } from '../support/agent-api.ts'
import { openFleetWorld } from '../support/fleet-world.ts'
import { enrolRequest, newWireguardKey } from '../support/machine.ts'
import { until } from '../support/until.ts'

const staff = 'command-line'
let api: AgentApi
beforeAll(async () => {
  api = await openAgentApi()
})
afterAll(async () => api?.close())

describe('joining', () => {
  test('fifty machines that come with one token at once: one joins', async () => {
    const { id, token, line } = await api.add('paris')
    expect(line.split(token)).toHaveLength(2)
    expect(line).toMatch(new RegExp(`&& echo ${token} \\| node turnpike-agent.mjs --url https://vpn.example.com `))
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => api.enrol(enrolRequest(token), `10.1.0.${n}`)),
    )
    expect(answers.filter((it) => it.status === 201)).toHaveLength(1)
    expect(answers.filter((it) => it.status === 400)).toHaveLength(49)
    const view = await api.viewOf(id)
    expect(view?.state).toBe('online')
    expect(view?.address).toMatch(/^10\.1\.0\.\d+$/)
  })

  test('a token ends after a day, and adding the node again gives another', async () => {
    const first = await api.add('oslo')
    api.world.travel(24.1)
    expect((await api.enrol(enrolRequest(first.token))).status).toBe(400)
    expect((await api.viewOf(first.id))?.state).toBe('waiting')
    expect((await api.viewOf(first.id))?.words).toContain('expired')
    const second = await api.add('oslo')
    expect(second.id).toBe(first.id)
    expect((await api.enrol(enrolRequest(first.token))).status).toBe(400)
    expect((await api.enrol(enrolRequest(second.token))).status).toBe(201)
    await expect(api.add('oslo')).rejects.toMatchObject({ name: 'Refusal', code: 'taken' })
  })

  test('the token is nowhere in the database', async () => {
    const { token } = await api.add('rome')
    const rows = await api.world.db.selectFrom('nodes').selectAll().execute()
    const audit = await api.world.db.selectFrom('audit').selectAll().execute()
    const text = JSON.stringify([rows, audit], (_, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    )
    expect(text).not.toContain(token)
  })

  test('guesses are limited for a network, right ones are not counted', async () => {
    for (let n = 0; n < 12; n++) {
      const { token } = await api.add(`many ${n}`)
      expect((await api.enrol(enrolRequest(token), '203.0.113.1')).status).toBe(201)
    }
    const guess = () => api.enrol(enrolRequest('x'.repeat(43)), '203.0.113.1')
    for (let n = 0; n < 10; n++) expect((await guess()).status).toBe(400)
    const refused = await guess()
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('60')
  })

  test.each([
    ['a key that is not P-256', { openvpnPublicKey: 'not a key' }],
    ['a WireGuard key that anyone has', { wireguardPublicKey: Buffer.alloc(32).toString('base64') }],
    ['a version with a line break', { agentVersion: '1\n2' }],
    ['no token', { token: undefined }],
  ])('%s is refused, and the token stays good', async (name, wrong) => {
    const { token } = await api.add(`bad ${name.length} ${name.replaceAll(/[^a-z]/g, '').slice(0, 20)}`)
    const network = `198.51.100.${name.length}`
    expect((await api.enrol({ ...enrolRequest(token), ...wrong }, network)).status).toBe(400)
    expect((await api.enrol(enrolRequest(token), network)).status).toBe(201)
  })

  test.each(['$(id)', 'a;b', '..', 'x\ny', ''])('the name %j is refused', async (name) => {
    await expect(api.add(name)).rejects.toMatchObject({ code: 'invalid' })
  })
})

describe('who is refused', () => {
  test.each([
    ['no credential', undefined],
    ['an unknown one', `Bearer ${'x'.repeat(43)}`],
    ['another scheme', 'Basic eDp4'],
    ['a very long one', `Bearer ${'x'.repeat(5000)}`],
  ])('%s', async (_, authorization) => {
    const headers = authorization === undefined ? {} : { authorization }
    const asked = [
      api.request('/agent/v1/state', { headers }),
      api.request('/agent/v1/report', { method: 'POST', body: '{}', headers }),
    ]
    for (const response of await Promise.all(asked)) {
      expect(response.status).toBe(401)
      expect(await response.json()).toMatchObject({ error: { code: 'not-signed-in' } })
    }
  })

  test('a retired node hears it while it waits, then its credential is worth nothing', async () => {
    const node = await api.world.node('leaving')
    await api.deviceWithKey(await api.world.customer(), 'phone')
    const state = await api.stateOf(node.identity)
    const askedBefore = api.asked()
    const waiting = api.ask(node.identity, since(state, 20))
    await until('the request is let in', () => api.asked() > askedBefore)
    await retireNode(api.world, staff, node.id)
    const last = validateState(await (await waiting).text())
    expect(last).toMatchObject({ mode: 'retired', wireguard: { peers: [] }, openvpn: { clients: [] } })
    const refused = await api.ask(node.identity)
    expect(refused.status).toBe(403)
    expect(await refused.json()).toMatchObject({ error: { code: 'retired' } })
    await expect(resumeNode(api.world, staff, node.id)).rejects.toMatchObject({ code: 'conflict' })
  })
})

test('a draining node serves on and is left out of new profiles', async () => {
  const other = await openFleetWorld()
  const node = await other.node('draining')
  const account = await other.customer()
  const { id } = await addDevice(other, account, { name: 'phone', protocol: 'wireguard' })
  await setDeviceKey(other, account, id, newWireguardKey())
  await drainNode(other, staff, 'draining')
  await until('the mode is known', async () => {
    const state = await other.nodeStates.current(node.id)
    return state?.text.includes('"mode":"draining"') === true && peersOf(state) === 1
  })
  await expect(makeProfile(other, account, id)).rejects.toMatchObject({ code: 'unavailable' })
  await resumeNode(other, staff, 'draining')
  expect(await makeProfile(other, account, id)).toHaveLength(1)
  await expect(drainNode(other, staff, 'nobody')).rejects.toMatchObject({ code: 'not-found' })
  await other.close()
})

test('the agent itself is handed out to whoever asks', async () => {
  const response = await api.request('/agent/v1/agent.mjs')
  expect(response.status).toBe(200)
  expect(await response.text()).toBe('export {}\n')
})
