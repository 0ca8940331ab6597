// The agent without root, as its service runs it: one right for it and for all that it starts, and the whole job done.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pidsIn } from '../support/netns.ts'
import { startPing } from '../support/ping.ts'
import { asNodeUser, NODE_USER } from '../support/unprivileged.ts'
import { until } from '../support/until.ts'
import { openvpnCustomer, wireguardCustomer } from '../support/vpn-customers.ts'
import { INTERNET, killDaemon, makeWorld } from '../support/vpn-world.ts'
import type { World } from '../support/vpn-world.ts'

/** CAP_NET_ADMIN alone (capabilities(7): the bit 12). */
const NET_ADMIN = '0000000000001000'
let world: World

beforeAll(async () => {
  world = await makeWorld(asNodeUser)
})
afterAll(async () => {
  await world?.remove()
})

/** Each program on the node and what proc(5) says of its rights; the test's own relay is none of the node's. */
function programs(): { program: string; may: Map<string, string> }[] {
  return pidsIn(world.node.name).flatMap((pid) => {
    const commandLine = fileOf(pid, 'cmdline')
    const status = fileOf(pid, 'status').matchAll(/^(Uid|Gid|Groups|Cap\w+|NoNewPrivs):(.*)$/gm)
    const may = new Map(Array.from(status, ([, name = '', value = '']) => [name, value.trim()]))
    const isOther = commandLine === '' || may.size === 0 || commandLine.includes('netns-relay.mjs')
    return isOther ? [] : [{ program: basename(commandLine.split('\0')[0] ?? ''), may }]
  })
}

/** A program may end while one looks. */
function fileOf(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return ''
  }
}

function expectNoRoot() {
  const all = programs()
  expect(all.map(({ program }) => program)).toEqual(expect.arrayContaining(['node', 'openvpn', 'wireguard-go']))
  const id = Array.from({ length: 4 }, () => NODE_USER).join('\t')
  const user = { Uid: id, Gid: id, Groups: '', NoNewPrivs: '1' }
  const rights = { CapInh: NET_ADMIN, CapPrm: NET_ADMIN, CapEff: NET_ADMIN, CapBnd: NET_ADMIN, CapAmb: NET_ADMIN }
  const may = new Map(Object.entries({ ...user, ...rights }))
  for (const its of all) expect(its).toEqual({ program: its.program, may })
}

test('nothing on the node is root, also what was killed and started again', async () => {
  expectNoRoot()
  for (const daemon of ['wireguard-go', 'openvpn'] as const) await killDaemon(world, daemon)
  await world.plane.acknowledged(world.change({}))
  expectNoRoot()
})

test('customers pass through both tunnels, and are cut off at their own end', async () => {
  const alice = wireguardCustomer(world, world.alice, 10, 1)
  const bob = await openvpnCustomer(world, world.bob, 11, 2)
  await world.plane.acknowledged(world.change({ peers: [alice.peer], clients: [bob.client] }))
  const run = bob.connect()
  await alice.connect()
  await until('the connection', () => run.log().includes('Initialization Sequence Completed'), 30_000)
  const pings = [startPing(world.alice, INTERNET), startPing(world.bob, INTERNET)]
  for (const ping of pings) await ping.answered()

  const end = Date.now() + 3_000
  const notAfter = new Date(end).toISOString()
  world.change({ peers: [{ ...alice.peer, notAfter }], clients: [{ ...bob.client, notAfter }] })
  for (const last of await Promise.all(pings.map((ping) => ping.silent()))) {
    expect(last).toBeGreaterThan(end - 500)
    expect(last).toBeLessThan(end + 1_000)
  }
  await until('the reason', () => run.log().includes('AUTH_FAILED,Access ended on'))
  for (const ping of pings) await ping.stop()
})

test('a node that is retired takes everything down', async () => {
  await world.plane.acknowledged(world.change({ mode: 'retired' }))
  await until('the daemons to end', () => programs().every(({ program }) => program === 'node'))
  expect(await world.node.run('nft', 'list', 'tables')).toBe('')
  expect(await world.node.run('ip', '-o', 'link', 'show')).not.toContain(world.wireguardInterface)
})
