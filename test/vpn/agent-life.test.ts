// The agent's own life on a machine: first start, restart after a reboot, one run, the end of everything.
import {
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTool } from '../../src/agent/wireguard-tool.ts'
import { makeRun } from '../../src/agent/run.ts'
import { pidsIn } from '../support/netns.ts'
import { startPing } from '../support/ping.ts'
import { until } from '../support/until.ts'
import { openvpnCustomer, wireguardCustomer } from '../support/vpn-customers.ts'
import { daemonPid, makeWorld, OPENVPN_PORT, WIREGUARD_PORT } from '../support/vpn-world.ts'
import type { World } from '../support/vpn-world.ts'

let world: World

beforeAll(async () => {
  world = await makeWorld()
})
afterAll(async () => {
  await world?.remove()
})

test('what it keeps is for the owner only, and no secret is in the arguments of what it started', async () => {
  const stateDir = join(world.dir, 'state')
  expect(statSync(stateDir).mode & 0o777).toBe(0o700)
  const files = readdirSync(stateDir).filter((name) => statSync(join(stateDir, name)).isFile())
  expect(files).toEqual(expect.arrayContaining(['identity.json', 'state.json', 'wireguard.key', 'openvpn.key']))
  for (const name of files) expect([name, statSync(join(stateDir, name)).mode & 0o077]).toEqual([name, 0])
  expect(statSync(join(stateDir, 'openvpn')).mode & 0o777).toBe(0o700)

  const secrets = files
    .filter((name) => name.endsWith('.key'))
    .map((name) => readFileSync(join(stateDir, name), 'utf8').trim())
  const [, identityKey = ''] =
    /PRIVATE KEY-----\\n(\S{60,64}?)\\n/.exec(readFileSync(join(stateDir, 'identity.json'), 'utf8')) ?? []
  secrets.push(identityKey, world.plane.token)
  const commandLines = pidsIn(world.node.name)
    .map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
    .join('\n')
  expect(commandLines).toContain('wireguard-go')
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(30)
    expect(commandLines + world.agentLog()).not.toContain(secret)
  }
})

test('nobody can speak to the agent: it and what it started listen for the two tunnels, and for nothing else', () => {
  const pids = pidsIn(world.node.name).filter(
    (pid) => !/netns-relay/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8')),
  )
  expect(pids.length).toBeGreaterThan(2)
  const own = pids.flatMap((pid) =>
    readdirSync(`/proc/${pid}/fd`).map((fd) => /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`))?.[1]),
  )
  /** Of a table of sockets in the node's network, those of the agent: local port and state (proc(5), /proc/net/tcp). */
  const sockets = (name: string) =>
    readFileSync(`/proc/${pids[0]}/net/${name}`, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((columns) => own.includes(columns[9]))
      .map(([, local = '', , state = '']) => ({ port: parseInt(local.split(':')[1] ?? '', 16), state }))
  expect(['tcp', 'tcp6'].flatMap(sockets).filter(({ state }) => state === '0A')).toEqual([])
  const udp = new Set(['udp', 'udp6'].flatMap(sockets).map(({ port }) => port))
  expect([...udp].toSorted((a, b) => a - b)).toEqual([OPENVPN_PORT, WIREGUARD_PORT].toSorted((a, b) => a - b))
})

/** A descriptor may be closed while one looks. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

test('a second agent with the same directory is refused', async () => {
  const before = world.agentLog()
  const second = world.startExtraAgent()
  const code = await new Promise((resolve) => second.once('exit', resolve))
  expect(code).toBe(1)
  expect(world.agentLog().slice(before.length)).toContain('another agent already runs')
})

test('SIGTERM ends it with 0 and leaves both daemons serving', async () => {
  const daemons = [daemonPid(world, 'wireguard-go'), daemonPid(world, 'openvpn')]
  expect(await world.killAgent('SIGTERM')).toBe(0)
  expect([daemonPid(world, 'wireguard-go'), daemonPid(world, 'openvpn')]).toEqual(daemons)
  world.startAgent()
  await world.plane.acknowledged(world.change({}))
  expect([daemonPid(world, 'wireguard-go'), daemonPid(world, 'openvpn')]).toEqual(daemons)
})

test('after a reboot without a control plane, who has ended never comes back and who has not is served', async () => {
  const alice = wireguardCustomer(world, world.alice, 10, 1)
  const bob = wireguardCustomer(world, world.bob, 11, 2)
  const carol = await openvpnCustomer(world, world.alice, 12, 1)
  await alice.connect()
  await bob.connect()
  const notAfter = new Date(Date.now() + 2_000).toISOString()
  const ending = { peers: [{ ...alice.peer, notAfter }, bob.peer], clients: [{ ...carol.client, notAfter }] }
  await world.plane.acknowledged(world.change(ending))
  world.cutPlane()
  await world.killAgent('SIGKILL')
  for (const command of ['wireguard-go', 'openvpn'] as const) process.kill(daemonPid(world, command) ?? 0, 'SIGKILL')
  await until('the end', () => Date.now() > Date.parse(notAfter))

  const ended = startPing(world.alice, '10.89.0.1')
  world.startAgent()
  const served = startPing(world.bob, '10.89.0.1')
  await served.answered(30_000)
  expect(await world.node.run('wg', 'show', world.wireguardInterface, 'peers')).toBe(`${bob.peer.publicKey}\n`)
  const refused = carol.connect()
  await until('the refusal', () => refused.log().includes('AUTH_FAILED,Access ended on'), 30_000)
  expect(ended.replies()).toBe(0)
  await refused.stop()
  await Promise.all([ended.stop(), served.stop()])
  await world.joinPlane()
})

test.each([
  ['none', null],
  ['a damaged one', 'x'],
])(
  'with %s for an identity it serves by the state it has, ends who has ended, and says what is wrong',
  async (_, text) => {
    const identity = join(world.dir, 'state', 'identity.json')
    const others = world.state().wireguard.peers.filter((peer) => peer.notAfter === null)
    const notAfter = new Date(Date.now() + 6_000).toISOString()
    const { peer } = wireguardCustomer(world, world.alice, 40, 1)
    await world.plane.acknowledged(world.change({ peers: [...others, { ...peer, notAfter }] }))
    await world.killAgent('SIGKILL')
    renameSync(identity, join(world.dir, 'identity.kept'))
    if (text !== null) writeFileSync(identity, text)

    const before = world.agentLog().length
    world.startAgent()
    const peers = () => world.node.run('wg', 'show', world.wireguardInterface, 'peers')
    await until('the end', async () => !(await peers()).includes(peer.publicKey), 30_000)
    expect(Date.now()).toBeGreaterThan(Date.parse(notAfter) - 1_000)
    for (const other of others) expect(await peers()).toContain(other.publicKey)
    expect(world.agentLog().slice(before)).toMatch(text === null ? /not enrolled/ : /damaged/)
    expect(await world.killAgent('SIGTERM')).toBe(0)
    rmSync(identity, { force: true })
    renameSync(join(world.dir, 'identity.kept'), identity)
    world.startAgent()
    await world.plane.acknowledged(world.change({ peers: others }))
  },
)

test('the driver by command does to an interface what the one by socket does', async () => {
  const run = makeRun({ wg: 'wg', 'wireguard-go': '', openvpn: '', nft: '', ip: '' })
  const tool = openTool({ run, stateDir: world.dir }, world.wireguardInterface)
  const before = await tool.read()
  const [present] = before.peers.values()
  const added = { ...wireguardCustomer(world, world.alice, 30, 1).peer }
  const allowedIps = added.allowedIps.toSorted()
  await tool.apply([
    { kind: 'remove', publicKey: present?.publicKey ?? '' },
    { kind: 'set', peer: { ...added, allowedIps } },
  ])
  const after = await tool.read()
  expect([...after.peers.keys()]).toEqual([added.publicKey])
  expect(after.peers.get(added.publicKey)).toMatchObject({ presharedKey: added.presharedKey, allowedIps })
  await tool.apply([{ kind: 'set', peer: { ...added, allowedIps: ['10.89.0.31/32'] } }])
  expect((await tool.read()).peers.get(added.publicKey)?.allowedIps).toEqual(['10.89.0.31/32'])
  await tool.configure({ privateKey: before.privateKey ?? '', listenPort: before.listenPort })
  expect(await tool.read()).toMatchObject({ privateKey: before.privateKey, listenPort: before.listenPort })
})

test('one run applies a state, reports it and ends; it also mends what somebody else changed', async () => {
  await world.killAgent('SIGTERM')
  await world.node.run('nft', 'delete', 'table', 'inet', 'turnpike')
  const changed = world.change({ clients: [] })
  const child = world.startAgent('--once')
  const code = await new Promise((resolve) => child.once('exit', resolve))
  expect(code).toBe(0)
  await world.plane.acknowledged(changed)
  expect(await world.node.run('nft', 'list', 'tables')).toContain('table inet turnpike')
  const [bobOnly] = changed.wireguard.peers.filter((peer) => peer.notAfter === null)
  expect(await world.node.run('wg', 'show', world.wireguardInterface, 'peers')).toBe(`${bobOnly?.publicKey}\n`)
})

test('a tear-down leaves no tunnel, no rule and no key', async () => {
  const child = world.startAgent('--teardown')
  const code = await new Promise((resolve) => child.once('exit', resolve))
  expect(code).toBe(0)
  const links = await world.node.run('ip', '-o', 'link', 'show')
  expect(links).not.toContain(world.wireguardInterface)
  expect(links).not.toContain(world.openvpnInterface)
  expect(await world.node.run('nft', 'list', 'tables')).not.toContain('turnpike')
  expect(readdirSync(join(world.dir, 'state'))).toEqual([])
  expect(existsSync(`/var/run/wireguard/${world.wireguardInterface}.sock`)).toBe(false)
  const again = world.startAgent()
  expect(await new Promise((resolve) => again.once('exit', resolve))).toBe(1)
  expect(world.agentLog()).toContain('this node is not enrolled')
})
