// WireGuard through the real agent: who is in the state has packets, who is not has none, and nobody else notices.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPing } from '../support/ping.ts'
import { until } from '../support/until.ts'
import { wireguardCustomer } from '../support/vpn-customers.ts'
import type { WireguardCustomer } from '../support/vpn-customers.ts'
import { INTERNET, killDaemon, makeWorld } from '../support/vpn-world.ts'
import type { World } from '../support/vpn-world.ts'

const NODE = '10.89.0.1'
let world: World
let alice: WireguardCustomer
let bob: WireguardCustomer

beforeAll(async () => {
  world = await makeWorld()
  alice = wireguardCustomer(world, world.alice, 10, 1)
  bob = wireguardCustomer(world, world.bob, 11, 2)
  await alice.connect()
  await bob.connect()
})
afterAll(async () => {
  await world?.remove()
})

/** Both are customers again, and both are heard. */
async function bothServed(): Promise<void> {
  await world.plane.acknowledged(world.change({ mode: 'active', peers: [alice.peer, bob.peer] }))
  for (const from of [world.alice, world.bob]) {
    const ping = startPing(from, NODE)
    await ping.answered(30_000)
    await ping.stop()
  }
}

test("a peer in the state reaches the node, and what lies behind it by the node's address", async () => {
  await bothServed()
  for (const target of [NODE, INTERNET, 'fd89::1', 'fd77:3::2']) {
    const ping = startPing(world.alice, target)
    await ping.answered()
    await ping.stop()
  }
})

test('a peer that leaves the state has no packets soon after, and has them again with the same keys when it returns', async () => {
  await bothServed()
  const ping = startPing(world.alice, NODE)
  await ping.answered()
  const asked = Date.now()
  const removed = world.change({ peers: [bob.peer] })
  const acknowledged = world.plane.acknowledged(removed).then(() => Date.now())
  const last = await ping.silent()
  expect(last - asked).toBeLessThan(500)
  expect((await acknowledged) - asked).toBeLessThan(500)
  world.change({ peers: [alice.peer, bob.peer] })
  await ping.answered(30_000)
  await ping.stop()
})

test('a peer ends at its own time with the control plane dead', async () => {
  await bothServed()
  const notAfter = new Date(Date.now() + 3_000)
  const changed = world.change({ peers: [{ ...alice.peer, notAfter: notAfter.toISOString() }, bob.peer] })
  await world.plane.acknowledged(changed)
  world.cutPlane()
  const ended = startPing(world.alice, NODE)
  const other = startPing(world.bob, NODE)
  await ended.answered()
  const last = await ended.silent()
  expect(last).toBeGreaterThan(notAfter.getTime() - 500)
  expect(last).toBeLessThan(notAfter.getTime() + 1_000)
  await ended.stop()
  expect((await other.stop()).lost).toBe(0)
  await world.joinPlane()
})

test('two hundred changes to one customer cost another no packet', async () => {
  await bothServed()
  const ping = startPing(world.bob, NODE)
  await ping.answered()
  for (let round = 0; round < 100; round++) {
    await world.plane.acknowledged(world.change({ peers: [bob.peer] }))
    await world.plane.acknowledged(world.change({ peers: [alice.peer, bob.peer] }))
  }
  await ping.answered()
  const { received, lost } = await ping.stop()
  expect(received).toBeGreaterThan(50)
  expect(lost).toBe(0)
})

test('customers do not reach each other', async () => {
  await bothServed()
  const across = startPing(world.alice, '10.89.0.11')
  const across6 = startPing(world.alice, 'fd89::b')
  const out = startPing(world.alice, INTERNET)
  await until('a second of pings', () => out.replies() > 50)
  expect(across.replies() + across6.replies()).toBe(0)
  for (const ping of [across, across6, out]) await ping.stop()
})

test('an agent that is killed costs no packet, and the next one takes over and removes who left meanwhile', async () => {
  await bothServed()
  const stays = startPing(world.bob, NODE)
  const leaves = startPing(world.alice, NODE)
  await stays.answered()
  await leaves.answered()
  await world.killAgent('SIGKILL')
  const changed = world.change({ peers: [bob.peer] })
  await leaves.answered()
  world.startAgent()
  await world.plane.acknowledged(changed)
  await leaves.silent()
  await leaves.stop()
  expect((await stays.stop()).lost).toBe(0)
})

test('a killed wireguard-go is started again with everybody it served', async () => {
  await bothServed()
  const ping = startPing(world.alice, NODE)
  await ping.answered()
  await killDaemon(world, 'wireguard-go')
  await ping.answered(30_000)
  await ping.stop()
})

test('an older generation and a hostile state change nothing and are reported', async () => {
  await bothServed()
  const good = world.state()
  const ping = startPing(world.alice, NODE)
  await ping.answered()
  world.plane.offer({ ...good, generation: good.generation - 1, wireguard: { ...good.wireguard, peers: [] } })
  await world.plane.reported('the older generation', (it) =>
    it.problems.some((problem) => problem.includes('generation is lower')),
  )
  world.plane.offer(
    JSON.stringify({
      ...good,
      generation: good.generation + 1,
      wireguard: { ...good.wireguard, addresses: ['1.2.3.4/24; reboot'] },
    }),
  )
  const refused = await world.plane.reported('the hostile state', (it) =>
    it.problems.some((problem) => problem.includes('wireguard.addresses')),
  )
  expect(refused.generation).toBe(good.generation)
  await ping.answered()
  expect((await ping.stop()).lost).toBe(0)
  const other = world.change({ epoch: 'epoch-b', generation: 1 })
  await world.plane.reported('the other epoch', (it) => it.epoch === 'epoch-b' && it.generation === other.generation)
})

test('a node that hears nothing for its lease serves nobody, and everybody again when it hears', async () => {
  await bothServed()
  const changed = world.change({ leaseSeconds: 3 })
  await world.plane.acknowledged(changed)
  const ping = startPing(world.alice, NODE)
  await ping.answered()
  world.cutPlane()
  await ping.silent()
  await world.joinPlane()
  await ping.answered(30_000)
  await ping.stop()
  world.change({ leaseSeconds: 86_400 })
})

test('a retired node has no interface left', async () => {
  await bothServed()
  await world.plane.acknowledged(world.change({ mode: 'retired' }))
  const links = await world.node.run('ip', '-o', 'link', 'show')
  expect(links).not.toContain(world.wireguardInterface)
  expect(links).not.toContain(world.openvpnInterface)
  expect(await world.node.run('nft', 'list', 'ruleset')).not.toContain('turnpike')
  await bothServed()
})
