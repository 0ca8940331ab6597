// What nodes are told, and when: the content of the state, its generations, time, certificates and epochs.
import { X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { validateState } from '../../src/agent/validate-state.ts'
import { addDevice } from '../../src/vpn/add-device.ts'
import { newEpoch } from '../../src/vpn/fleet.ts'
import { listDevices } from '../../src/vpn/list-devices.ts'
import { makeProfile } from '../../src/vpn/make-profile.ts'
import { openNodeStates, refreshGenerations } from '../../src/vpn/node-states.ts'
import { removeDevice } from '../../src/vpn/remove-device.ts'
import { setDeviceKey } from '../../src/vpn/set-device-key.ts'
import { openAgentApi, peersOf, since, type AgentApi } from '../support/agent-api.ts'
import { openFleetWorld } from '../support/fleet-world.ts'
import { newWireguardKey } from '../support/machine.ts'
import { until } from '../support/until.ts'

let api: AgentApi
beforeAll(async () => {
  api = await openAgentApi()
})
afterAll(async () => api?.close())

test('holds peers with a key and access, and nothing that says whose they are', async () => {
  const node = await api.world.node('vienna')
  const account = await api.world.customer()
  const id = await api.deviceWithKey(account, 'Annabel phone')
  const laptop = await addDevice(api.world, account, { name: 'laptop', protocol: 'openvpn' })
  await makeProfile(api.world, account, laptop.id)
  const waiting = await addDevice(api.world, account, { name: 'new', protocol: 'wireguard' })
  const response = await api.ask(node.identity)
  const text = await response.text()
  const state = validateState(text)
  const [ipv4, ipv6] = (await listDevices(api.world, account)).find((it) => it.id === id)?.addresses ?? []
  expect(state.wireguard.peers.find((peer) => peer.id === id)?.allowedIps).toEqual([`${ipv4}/32`, `${ipv6}/128`])
  expect(state.openvpn.clients.find((client) => client.id === laptop.id)?.serial).toMatch(/^\d+$/)
  expect(text).not.toContain(waiting.id)
  for (const word of [account, 'example.com', 'Annabel', 'laptop']) expect(text).not.toContain(word)
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(new X509Certificate(state.openvpn.certificate).subject).toBe('CN=turnpike-node')
})

test('a change ends the waiting of every node, and generations only rise', async () => {
  const nodes = await Promise.all(['n1', 'n2', 'n3'].map(api.world.node))
  const askedBefore = api.asked()
  const waiting = nodes.map(async ({ identity }) => {
    const before = await api.stateOf(identity)
    const after = validateState(await (await api.ask(identity, since(before, 20))).text())
    return { before, after }
  })
  await until('all wait', () => api.asked() === askedBefore + 2 * nodes.length)
  const id = await api.deviceWithKey(await api.world.customer(), 'phone')
  for (const { before, after } of await Promise.all(waiting)) {
    expect(after.generation).toBeGreaterThan(before.generation)
    expect(after.wireguard.peers.some((peer) => peer.id === id)).toBe(true)
  }
})

test('nothing new: 204 after the wait, and the same generation again', async () => {
  const node = await api.world.node('quiet')
  const state = await api.stateOf(node.identity)
  const response = await api.ask(node.identity, since(state, 0.3))
  expect(response.status).toBe(204)
  expect((await api.stateOf(node.identity)).generation).toBe(state.generation)
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
  const node = await api.world.node('contested')
  const account = await api.world.customer('premium')
  const second = openNodeStates(api.world)
  const deaf = openNodeStates({ ...api.world, wake: { ...api.world.wake, count: () => 0 } }) // never hears a wake
  const seen: { generation: number; peers: string }[] = []
  const [nothing, { signal }] = [{ epoch: '', generation: 0 }, new AbortController()]
  for (let n = 0; n < 12; n++) {
    const id = await api.deviceWithKey(account, `d${n}`)
    const looks = [second, deaf, second].map((states) => states.waitFor(node.id, nothing, 0, signal))
    const anew = n % 4 === 0 ? deaf.current(node.id) : null
    for (const state of await Promise.all([...looks, anew])) {
      if (state && state !== 'same') seen.push({ generation: state.generation, peers: contentOf(state.text) })
    }
    if (n % 3 === 0) await removeDevice(api.world, account, id)
  }
  const contents = Map.groupBy(seen, (state) => state.generation)
  for (const states of contents.values()) expect(new Set(states.map((state) => state.peers)).size).toBe(1)
  const order = [...contents.keys()].toSorted((a, b) => a - b).map((generation) => contents.get(generation)?.[0]?.peers)
  expect(new Set(order).size).toBe(order.length)
})

test('revoked certificates are named until their end, and a removed device is gone', async () => {
  const node = await api.world.node('revoking')
  const account = await api.world.customer()
  const { id } = await addDevice(api.world, account, { name: 'laptop', protocol: 'openvpn' })
  await makeProfile(api.world, account, id)
  const serial = (await api.stateOf(node.identity)).openvpn.clients.find((client) => client.id === id)?.serial
  await removeDevice(api.world, account, id)
  await until('the client is gone', async () => {
    const { clients, revokedSerials } = (await api.stateOf(node.identity)).openvpn
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
  await newEpoch(other, 'command-line')
  const after = await waiting
  expect(after === 'same' ? before?.epoch : after?.epoch).not.toBe(before?.epoch)
  await other.close()
})

test('generations are raised for nodes that do not ask, so a list shows who is behind', async () => {
  const node = await api.world.node('absent')
  await refreshGenerations(api.world)
  const before = await api.viewOf(node.id)
  await api.deviceWithKey(await api.world.customer(), 'phone')
  await refreshGenerations(api.world)
  expect((await api.viewOf(node.id))?.generation).toBe((before?.generation ?? 0) + 1)
  expect((await api.viewOf(node.id))?.upToDate).toBe(false)
})

function contentOf(text: string): string {
  return validateState(text)
    .wireguard.peers.map((peer) => peer.id)
    .join()
}
