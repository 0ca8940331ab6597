// OpenVPN through the real agent: the live decision lets in and puts out, with a reason the customer can read.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pidsIn } from '../support/netns.ts'
import { startPing } from '../support/ping.ts'
import { until } from '../support/until.ts'
import { connectOpenvpn, openvpnCustomer } from '../support/vpn-customers.ts'
import type { OpenvpnCustomer, OpenvpnRun } from '../support/vpn-customers.ts'
import { daemonPid, INTERNET, killDaemon, makeWorld } from '../support/vpn-world.ts'
import type { World } from '../support/vpn-world.ts'

const NODE = '10.88.0.1'
let world: World
let alice: OpenvpnCustomer
let bob: OpenvpnCustomer
let runs: OpenvpnRun[] = []

beforeAll(async () => {
  world = await makeWorld()
  alice = await openvpnCustomer(world, world.alice, 10, 1)
  bob = await openvpnCustomer(world, world.bob, 11, 2)
})
afterAll(async () => {
  await world?.remove()
})

/** Both are customers and connected anew. */
async function bothServed(): Promise<{ ofAlice: OpenvpnRun; ofBob: OpenvpnRun }> {
  await Promise.all(runs.map((run) => run.stop()))
  const changed = world.change({ mode: 'active', clients: [alice.client, bob.client], revokedSerials: [] })
  await world.plane.acknowledged(changed)
  const [ofAlice, ofBob] = [alice.connect(), bob.connect()]
  runs = [ofAlice, ofBob]
  for (const run of runs)
    await until('the connection', () => run.log().includes('Initialization Sequence Completed'), 30_000)
  return { ofAlice, ofBob }
}

async function expectRefusal(run: OpenvpnRun, says: string): Promise<void> {
  await until(`the refusal "${says}"`, () => run.log().includes(says), 30_000)
  await run.stop()
  expect(run.log()).not.toContain('Initialization Sequence Completed')
}

test('a client in the state gets its own addresses, the resolvers, and reaches what lies behind the node', async () => {
  const { ofAlice } = await bothServed()
  for (const target of [NODE, INTERNET, 'fd88::1', 'fd77:3::2']) {
    const ping = startPing(world.alice, target)
    await ping.answered()
    await ping.stop()
  }
  expect(await world.alice.run('ip', '-o', 'addr', 'show', 'dev', 'tun0')).toMatch(/10\.88\.0\.10\/16[^]*fd88::a\/64/)
  expect(ofAlice.log()).toContain('dhcp-option DNS 10.88.0.1')
})

test('a device that is removed loses its packets within a second, reads why, and is refused; another loses none', async () => {
  const { ofAlice } = await bothServed()
  const [ping, other] = [startPing(world.alice, NODE), startPing(world.bob, NODE)]
  await ping.answered()
  await other.answered()
  const asked = Date.now()
  const changed = world.change({ clients: [bob.client], revokedSerials: [alice.client.serial] })
  await world.plane.acknowledged(changed)
  expect((await ping.silent()) - asked).toBeLessThan(1_000)
  await until('the reason', () => ofAlice.log().includes('AUTH_FAILED,This device is not active.'))
  await until('the end of the client', () => ofAlice.hasEnded())
  await ping.stop()
  expect((await other.stop()).lost).toBe(0)

  const again = alice.connect()
  await until('its first try', () => again.log().includes('TLS: Initial packet'), 30_000)
  await until('the failed handshake', () => /TLS Error|certificate revoked|Restart pause/.test(again.log()), 90_000)
  await again.stop()
  expect(again.log()).not.toContain('Initialization Sequence Completed')

  world.change({ clients: [alice.client, bob.client], revokedSerials: [] })
  const back = alice.connect()
  runs.push(back)
  await until('the connection', () => back.log().includes('Initialization Sequence Completed'), 30_000)
})

test('a client that ignores the message is cut off all the same', async () => {
  await bothServed()
  const ping = startPing(world.alice, NODE)
  await ping.answered()
  // Stopped, the client can neither read the message nor end; what the node still sends would be seen when it goes on.
  const [pid] = await customerPids()
  if (pid === undefined) throw new Error('no client')
  process.kill(pid, 'SIGSTOP')
  await world.plane.acknowledged(world.change({ clients: [bob.client] }))
  process.kill(pid, 'SIGCONT')
  await ping.silent()
  await ping.stop()
})

async function customerPids(): Promise<number[]> {
  const pids = (await world.alice.run('pgrep', '--ns', String(process.pid), '--nslist', 'pid', '-x', 'openvpn'))
    .split('\n')
    .map(Number)
  const inside = new Set(pidsIn(world.alice.name))
  return pids.filter((pid) => inside.has(pid))
}

test('an unknown device and one with another certificate than the state names are refused with a sentence', async () => {
  await bothServed()
  const stranger = await openvpnCustomer(world, world.alice, 99, 1)
  await Promise.all(runs.map((run) => run.stop()))
  await expectRefusal(stranger.connect(), 'AUTH_FAILED,This device is not active.')
  const older = await world.pki.client(alice.client.id)
  await expectRefusal(
    connectOpenvpn(world, world.alice, older, 1),
    'AUTH_FAILED,This profile was replaced. Download the new one.',
  )
})

test('a session ends at its own time with the control plane dead, and a new one is refused', async () => {
  const { ofAlice } = await bothServed()
  const notAfter = new Date(Date.now() + 3_000)
  await world.plane.acknowledged(
    world.change({ clients: [{ ...alice.client, notAfter: notAfter.toISOString() }, bob.client] }),
  )
  world.cutPlane()
  const ended = startPing(world.alice, NODE)
  const other = startPing(world.bob, NODE)
  await ended.answered()
  const last = await ended.silent()
  expect(last).toBeGreaterThan(notAfter.getTime() - 500)
  expect(last).toBeLessThan(notAfter.getTime() + 1_000)
  await ended.stop()
  expect((await other.stop()).lost).toBe(0)
  await until('the reason', () => ofAlice.log().includes('AUTH_FAILED,Access ended on'))
  await expectRefusal(alice.connect(), 'AUTH_FAILED,Access ended on')
  await world.joinPlane()
})

test('a draining node keeps its sessions and puts new clients off until it is active again', async () => {
  const { ofBob } = await bothServed()
  await ofBob.stop()
  await world.plane.acknowledged(world.change({ mode: 'draining' }))
  const ping = startPing(world.alice, NODE)
  await ping.answered()
  const late = bob.connect()
  runs.push(late)
  await until('to be put off', () => late.log().includes('This server takes no new connections.'), 30_000)
  expect(late.hasEnded()).toBe(false)
  expect((await ping.stop()).lost).toBe(0)
  world.change({ mode: 'active' })
  await until('the connection', () => late.log().includes('Initialization Sequence Completed'), 30_000)
})

test('an agent that is killed costs no packet; the next one adopts the sessions and ends those that left meanwhile', async () => {
  await bothServed()
  const [stays, leaves] = [startPing(world.bob, NODE), startPing(world.alice, NODE)]
  await stays.answered()
  await leaves.answered()
  const before = daemonPid(world, 'openvpn')
  await world.killAgent('SIGKILL')
  const changed = world.change({ clients: [bob.client] })
  await leaves.answered()
  world.startAgent()
  await world.plane.acknowledged(changed)
  await leaves.silent()
  await leaves.stop()
  expect((await stays.stop()).lost).toBe(0)
  expect(daemonPid(world, 'openvpn')).toBe(before)
})

test('a client that asked while there was no agent is asked again by the next one', async () => {
  const { ofBob } = await bothServed()
  await ofBob.stop()
  await world.killAgent('SIGKILL')
  const waiting = bob.connect()
  runs.push(waiting)
  await until('the handshake', () => waiting.log().includes('Peer Connection Initiated'), 30_000)
  world.startAgent()
  await until('the connection', () => waiting.log().includes('Initialization Sequence Completed'), 30_000)
})

test('a killed openvpn is started again and its clients come back', async () => {
  await bothServed()
  await killDaemon(world, 'openvpn')
  const ping = startPing(world.alice, NODE)
  await ping.answered(60_000)
  await ping.stop()
})

test('customers do not reach each other', async () => {
  await bothServed()
  const [across, across6, out] = ['10.88.0.11', 'fd88::b', INTERNET].map((target) => startPing(world.alice, target))
  await until('a second of pings', () => (out?.replies() ?? 0) > 50)
  expect([across?.replies(), across6?.replies()]).toEqual([0, 0])
  for (const ping of [across, across6, out]) await ping?.stop()
})
