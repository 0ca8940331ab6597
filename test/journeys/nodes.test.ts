// A node's life over its own API: joining, asking, reporting, being drained and retired, and who is refused.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { X509Certificate } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DesiredState, NodeReport } from '../../src/agent/contract.ts'
import { validateState } from '../../src/agent/validate-state.ts'
import { notifyFleet } from '../../src/db/notify.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import { addDevice } from '../../src/vpn/add-device.ts'
import { addNode } from '../../src/vpn/add-node.ts'
import { newEpoch } from '../../src/vpn/fleet.ts'
import { listDevices } from '../../src/vpn/list-devices.ts'
import { makeProfile } from '../../src/vpn/make-profile.ts'
import { openNodeStates, refreshGenerations } from '../../src/vpn/node-state.ts'
import { drainNode, listNodes, resumeNode, retireNode } from '../../src/vpn/nodes.ts'
import { removeDevice } from '../../src/vpn/remove-device.ts'
import { setDeviceKey } from '../../src/vpn/set-device-key.ts'
import { agentRoutes } from '../../src/web/api/agent.ts'
import { enrolRequest, newWireguardKey, openFleetWorld, type FleetWorld } from '../support/fleet-world.ts'
import { until } from '../support/until.ts'

let world: FleetWorld
let app: Hono
let folder: string
let asking = 0 // requests for the state that were let in
const guesses = new Map<string, number>()
beforeAll(async () => {
  world = await openFleetWorld()
  folder = await mkdtemp(join(tmpdir(), 'turnpike-nodes-'))
  const agentFile = join(folder, 'agent.mjs')
  await writeFile(agentFile, 'export {}\n')
  app = agentRoutes({
    ...world,
    nodeStates: {
      ...world.nodeStates,
      waitFor(...request) {
        asking++
        return world.nodeStates.waitFor(...request)
      },
    },
    agentFile,
    networkOf: (c) => c.req.header('x-network') ?? '192.0.2.7',
    enrolThrottle: {
      async spend(network) {
        const count = (guesses.get(network) ?? 0) + 1
        guesses.set(network, count)
        if (count > 10) throw new Refusal('too-many', 'Too many attempts.', 60)
      },
      giveBack: async (network) => void guesses.set(network, (guesses.get(network) ?? 1) - 1),
    },
  })
})
afterAll(async () => {
  await world?.close()
  await rm(folder, { recursive: true, force: true })
})

const staff = 'command-line'
const add = (name: string) => addNode(world, staff, { name })
const enrol = async (body: object, network = '192.0.2.7') =>
  app.request('/agent/v1/enrol', { method: 'POST', body: JSON.stringify(body), headers: { 'x-network': network } })
const ask = async (credential: string, query = '') =>
  app.request(`/agent/v1/state${query}`, { headers: { authorization: `Bearer ${credential}` } })
const stateOf = async (credential: string): Promise<DesiredState> => {
  const response = await ask(credential)
  expect(response.status).toBe(200)
  return validateState(await response.text()) // the agent's own check: what it refuses we must not send
}
const since = ({ epoch, generation }: DesiredState, wait: number) =>
  `?epoch=${epoch}&generation=${generation}&wait=${wait}`
const report = async (credential: string, body: object) =>
  app.request('/agent/v1/report', {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { authorization: `Bearer ${credential}` },
  })
const viewOf = async (id: string) => (await listNodes(world)).find((node) => node.id === id)
const deviceWithKey = async (account: string, name: string) => {
  const { id } = await addDevice(world, account, { name, protocol: 'wireguard' })
  await setDeviceKey(world, account, id, newWireguardKey())
  return id
}

describe('joining', () => {
  test('fifty machines that come with one token at once: one joins', async () => {
    const { id, token, line } = await add('paris')
    expect(line.split(token)).toHaveLength(2)
    expect(line).toMatch(new RegExp(`&& echo ${token} \\| node turnpike-agent.mjs --url https://vpn.example.com `))
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => enrol(enrolRequest(token), `10.1.0.${n}`)))
    expect(answers.filter((it) => it.status === 201)).toHaveLength(1)
    expect(answers.filter((it) => it.status === 400)).toHaveLength(49)
    const view = await viewOf(id)
    expect(view?.state).toBe('online')
    expect(view?.address).toMatch(/^10\.1\.0\.\d+$/)
  })

  test('a token ends after a day, and adding the node again gives another', async () => {
    const first = await add('oslo')
    world.travel(24.1)
    expect((await enrol(enrolRequest(first.token))).status).toBe(400)
    expect((await viewOf(first.id))?.state).toBe('waiting')
    expect((await viewOf(first.id))?.words).toContain('expired')
    const second = await add('oslo')
    expect(second.id).toBe(first.id)
    expect((await enrol(enrolRequest(first.token))).status).toBe(400)
    expect((await enrol(enrolRequest(second.token))).status).toBe(201)
    await expect(add('oslo')).rejects.toMatchObject({ name: 'Refusal', code: 'taken' })
  })

  test('the token is nowhere in the database', async () => {
    const { token } = await add('rome')
    const rows = await world.db.selectFrom('nodes').selectAll().execute()
    const audit = await world.db.selectFrom('audit').selectAll().execute()
    const text = JSON.stringify([rows, audit], (_, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    )
    expect(text).not.toContain(token)
  })

  test('guesses are limited for a network, right ones are not counted', async () => {
    for (let n = 0; n < 12; n++) {
      const { token } = await add(`many ${n}`)
      expect((await enrol(enrolRequest(token), '203.0.113.1')).status).toBe(201)
    }
    const guess = () => enrol(enrolRequest('x'.repeat(43)), '203.0.113.1')
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
    const { token } = await add(`bad ${name.length} ${name.replaceAll(/[^a-z]/g, '').slice(0, 20)}`)
    const network = `198.51.100.${name.length}`
    expect((await enrol({ ...enrolRequest(token), ...wrong }, network)).status).toBe(400)
    expect((await enrol(enrolRequest(token), network)).status).toBe(201)
  })

  test.each(['$(id)', 'a;b', '..', 'x\ny', ''])('the name %j is refused', async (name) => {
    await expect(add(name)).rejects.toMatchObject({ code: 'invalid' })
  })
})

describe('the state', () => {
  test('holds peers with a key and access, and nothing that says whose they are', async () => {
    const node = await world.node('vienna')
    const account = await world.customer()
    const id = await deviceWithKey(account, 'Ann phone')
    const laptop = await addDevice(world, account, { name: 'laptop', protocol: 'openvpn' })
    await makeProfile(world, account, laptop.id)
    const waiting = await addDevice(world, account, { name: 'new', protocol: 'wireguard' })
    const response = await ask(node.credential)
    const text = await response.text()
    const state = validateState(text)
    const [ipv4, ipv6] = (await listDevices(world, account)).find((it) => it.id === id)?.addresses ?? []
    expect(state.wireguard.peers.find((peer) => peer.id === id)?.allowedIps).toEqual([`${ipv4}/32`, `${ipv6}/128`])
    expect(state.openvpn.clients.find((client) => client.id === laptop.id)?.serial).toMatch(/^\d+$/)
    expect(text).not.toContain(waiting.id)
    for (const word of [account, 'example.com', 'Ann', 'laptop']) expect(text).not.toContain(word)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(new X509Certificate(state.openvpn.certificate).subject).toBe('CN=turnpike-node')
  })

  test('a change ends the waiting of every node, and generations only rise', async () => {
    const nodes = await Promise.all(['n1', 'n2', 'n3'].map(world.node))
    const askedBefore = asking
    const waiting = nodes.map(async ({ credential }) => {
      const before = await stateOf(credential)
      const after = validateState(await (await ask(credential, since(before, 20))).text())
      return { before, after }
    })
    await until('all wait', () => asking === askedBefore + 2 * nodes.length)
    const id = await deviceWithKey(await world.customer(), 'phone')
    for (const { before, after } of await Promise.all(waiting)) {
      expect(after.generation).toBeGreaterThan(before.generation)
      expect(after.wireguard.peers.some((peer) => peer.id === id)).toBe(true)
    }
  })

  test('nothing new: 204 after the wait, and the same generation again', async () => {
    const node = await world.node('quiet')
    const state = await stateOf(node.credential)
    const response = await ask(node.credential, since(state, 0.3))
    expect(response.status).toBe(204)
    expect((await stateOf(node.credential)).generation).toBe(state.generation)
  })

  test('time alone takes a peer away, with a new generation', async () => {
    const other = await openFleetWorld()
    const node = await other.node('alone')
    const account = await other.customer()
    const { id } = await addDevice(other, account, { name: 'phone', protocol: 'wireguard' })
    await setDeviceKey(other, account, id, newWireguardKey())
    await until('the peer is there', async () => peersOf(await other.nodeStates.current(node.id)) === 1)
    const before = await other.nodeStates.current(node.id)
    const changed = other.nodeStates.waitFor(node.id, before, 20, new AbortController().signal)
    other.travel(31 * 24)
    other.wake.kick() // the clock of the test jumps, no timer hears of it
    const after = await changed
    expect(after === 'same' ? null : peersOf(after)).toBe(0)
    expect(after === 'same' ? 0 : (after?.generation ?? 0)).toBeGreaterThan(before?.generation ?? Infinity)
    await other.close()
  })

  test('two servers that see changes at different moments never bring an old content back', async () => {
    const node = await world.node('contested')
    const account = await world.customer('premium')
    const second = openNodeStates(world)
    const deaf = openNodeStates({ ...world, wake: { ...world.wake, count: () => 0 } }) // never hears a wake
    const seen: { generation: number; peers: string }[] = []
    for (let n = 0; n < 12; n++) {
      const id = await deviceWithKey(account, `d${n}`)
      const states = await Promise.all([second.current(node.id), deaf.current(node.id), second.current(node.id)])
      for (const state of states) if (state) seen.push({ generation: state.generation, peers: contentOf(state.text) })
      if (n % 3 === 0) await removeDevice(world, account, id)
    }
    const contents = Map.groupBy(seen, (state) => state.generation)
    for (const states of contents.values()) expect(new Set(states.map((state) => state.peers)).size).toBe(1)
    const order = [...contents.keys()]
      .toSorted((a, b) => a - b)
      .map((generation) => contents.get(generation)?.[0]?.peers)
    expect(new Set(order).size).toBe(order.length)
  })

  test('revoked certificates are named until their end, and a removed device is gone', async () => {
    const node = await world.node('revoking')
    const account = await world.customer()
    const { id } = await addDevice(world, account, { name: 'laptop', protocol: 'openvpn' })
    await makeProfile(world, account, id)
    const serial = (await stateOf(node.credential)).openvpn.clients.find((client) => client.id === id)?.serial
    await removeDevice(world, account, id)
    await until('the client is gone', async () => {
      const { clients, revokedSerials } = (await stateOf(node.credential)).openvpn
      return !clients.some((client) => client.id === id) && revokedSerials.includes(serial ?? '')
    })
  })

  test('the certificate of a node is renewed before its last third', async () => {
    const other = await openFleetWorld()
    const node = await other.node('renewing')
    const first = await other.nodeStates.current(node.id)
    other.travel(24 * 61)
    const second = await other.nodeStates.current(node.id)
    const certificateIn = (text: string) => new X509Certificate(validateState(text).openvpn.certificate)
    expect(second?.generation).toBe((first?.generation ?? 0) + 1)
    const renewed = certificateIn(second?.text ?? '')
    expect(renewed.validToDate.getTime()).toBeGreaterThan(certificateIn(first?.text ?? '').validToDate.getTime())
    expect(renewed.checkIssued(new X509Certificate(other.fleet.authority.certificate))).toBe(true)
    await other.close()
  })

  test('a restored control plane speaks in another epoch', async () => {
    const other = await openFleetWorld()
    const node = await other.node('restored')
    const before = await other.nodeStates.current(node.id)
    const waiting = other.nodeStates.waitFor(node.id, before, 20, new AbortController().signal)
    await newEpoch(other, staff)
    const after = await waiting
    expect(after === 'same' ? before?.epoch : after?.epoch).not.toBe(before?.epoch)
    await other.close()
  })
})

describe('reports', () => {
  const reportFrom = (state: DesiredState, wireguardPublicKey: string): NodeReport => ({
    epoch: state.epoch,
    generation: state.generation,
    agentVersion: '0.1.0',
    now: world.clock().toISOString(),
    wireguardPublicKey,
    problems: [],
    peers: null,
  })

  test('acknowledge, tell the clock, and keep the newest word on devices of this fleet only', async () => {
    const node = await world.node('telling')
    const account = await world.customer()
    const id = await deviceWithKey(account, 'phone')
    const state = await stateOf(node.credential)
    const peer = { id, protocol: 'wireguard', lastSeen: world.clock().toISOString(), received: 10, sent: 20 }
    const peers = [peer, { ...peer, sent: 21 }, { ...peer, id: 'dev_22222222222222222222' }]
    const early = new Date(world.clock().getTime() - 3_600_000).toISOString()
    const body = { ...reportFrom(state, node.wireguardPublicKey), now: early, peers }
    expect((await report(node.credential, body)).status).toBe(204)
    const view = await viewOf(node.id)
    expect(view).toMatchObject({ acknowledged: state.generation, upToDate: true, problems: [] })
    expect(Math.abs((view?.clockOffsetMs ?? 0) + 3_600_000)).toBeLessThan(5_000)
    const [device] = await listDevices(world, account)
    expect(device).toMatchObject({ received: 10n, lastSeen: new Date(peer.lastSeen) })
    await report(node.credential, { ...body, peers: [{ ...peer, lastSeen: null, received: 3 }] })
    expect((await listDevices(world, account))[0]).toMatchObject({ received: 3n, lastSeen: new Date(peer.lastSeen) })
  })

  test('cannot claim a generation that was not given, nor one of another epoch', async () => {
    const node = await world.node('boasting')
    const state = await stateOf(node.credential)
    const body = reportFrom(state, node.wireguardPublicKey)
    await report(node.credential, { ...body, generation: 999_999 })
    expect((await viewOf(node.id))?.acknowledged).toBe((await viewOf(node.id))?.generation)
    await report(node.credential, { ...body, epoch: 'another' })
    expect((await viewOf(node.id))?.acknowledged).toBe(0)
  })

  test('problems are kept in one line each, and another key is one', async () => {
    const node = await world.node('troubled')
    const body = reportFrom(await stateOf(node.credential), newWireguardKey())
    await report(node.credential, { ...body, problems: ['no\nspace \u001b[31mleft'] })
    const problems = (await viewOf(node.id))?.problems ?? []
    expect(problems[0]).toContain('key is not the one it enrolled with')
    expect(problems[1]).toBe('no space  [31mleft')
  })

  test.each([
    ['no JSON', 'x'],
    [
      'a negative count',
      JSON.stringify({ peers: [{ id: 'd', protocol: 'wireguard', lastSeen: null, received: -1, sent: 0 }] }),
    ],
    ['nothing', '{}'],
  ])('%s is refused', async (name, body) => {
    const node = await world.node(`refused ${name.replaceAll(/[^a-z]/gi, '')}`)
    const headers = { authorization: `Bearer ${node.credential}` }
    expect((await app.request('/agent/v1/report', { method: 'POST', body, headers })).status).toBe(400)
  })

  test('nine megabytes are too much', async () => {
    const node = await world.node('talkative')
    expect((await report(node.credential, { padding: 'x'.repeat(9 * 1024 * 1024) })).status).toBe(413)
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
      app.request('/agent/v1/state', { headers }),
      app.request('/agent/v1/report', { method: 'POST', body: '{}', headers }),
    ]
    for (const response of await Promise.all(asked.map(async (it) => it))) {
      expect(response.status).toBe(401)
      expect(await response.json()).toMatchObject({ error: { code: 'not-signed-in' } })
    }
  })

  test('a retired node hears it while it waits, then its credential is worth nothing', async () => {
    const node = await world.node('leaving')
    await deviceWithKey(await world.customer(), 'phone')
    const state = await stateOf(node.credential)
    const askedBefore = asking
    const waiting = ask(node.credential, since(state, 20))
    await until('the request is let in', () => asking > askedBefore)
    await retireNode(world, staff, node.id)
    const last = validateState(await (await waiting).text())
    expect(last).toMatchObject({ mode: 'retired', wireguard: { peers: [] }, openvpn: { clients: [] } })
    const refused = await ask(node.credential)
    expect(refused.status).toBe(403)
    expect(await refused.json()).toMatchObject({ error: { code: 'retired' } })
    await expect(resumeNode(world, staff, node.id)).rejects.toMatchObject({ code: 'conflict' })
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

test('generations are raised for nodes that do not ask, so a list shows who is behind', async () => {
  const node = await world.node('absent')
  await refreshGenerations(world)
  const before = await viewOf(node.id)
  await deviceWithKey(await world.customer(), 'phone')
  await world.db.transaction().execute(notifyFleet)
  await refreshGenerations(world)
  expect((await viewOf(node.id))?.generation).toBe((before?.generation ?? 0) + 1)
  expect((await viewOf(node.id))?.upToDate).toBe(false)
})

test('the agent itself is handed out to whoever asks', async () => {
  const response = await app.request('/agent/v1/agent.mjs')
  expect(response.status).toBe(200)
  expect(await response.text()).toBe('export {}\n')
})

function peersOf(state: { text: string } | null): number {
  return state ? validateState(state.text).wireguard.peers.length : -1
}

function contentOf(text: string): string {
  return validateState(text)
    .wireguard.peers.map((peer) => peer.id)
    .join()
}
