// How the agent's own client shows who it is, against the product: over renewals, wrong clocks, deaths in between.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeClient, RETIRED } from '../../src/agent/client.ts'
import type { Identity } from '../../src/agent/identity.ts'
import { addNode } from '../../src/vpn/add-node.ts'
import { enrolNode } from '../../src/vpn/enrol-node.ts'
import { retireNode } from '../../src/vpn/nodes.ts'
import { startRelay, type Relay } from '../support/relay.ts'
import { newMachine } from '../support/machine.ts'
import { until } from '../support/until.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
let relay: Relay
beforeAll(async () => {
  world = await createWorld()
  relay = await startRelay(world.url)
})
afterAll(async () => {
  await relay?.close()
  await world?.close()
})

async function tokenFor(name: string): Promise<string> {
  const agent = { sha256: '0'.repeat(64) }
  return (await addNode({ ...world.app, agent }, 'command-line', { name })).token
}

let count = 0
/** A machine that has joined and what its agent has on its disk. */
async function joined() {
  const machine = newMachine(await tokenFor(`node ${++count}`))
  const disk = { identity: machine.identity(await enrolNode(world.app, machine.request, '192.0.2.7')), isFull: false }
  const keep = async (identity: Identity) => {
    if (disk.isFull) throw new Error('no space left on device')
    disk.identity = identity
  }
  /** As the agent starts: with what is on the disk. `offMs` is how wrong its clock is. */
  const start = (offMs = 0) => {
    const clock = () => new Date(Date.now() + offMs)
    return makeClient(relay.url, { identity: disk.identity, keep, clock })
  }
  return { id: disk.identity.nodeId, machine, disk, start }
}

const isState = (answer: unknown) => typeof answer === 'string' && answer.includes('"generation"')
/** What the relay passed on since it was last asked: `POST /agent/v1/identity 200`, say. */
const passed = () => relay.taken().map(({ method, path, status }) => `${method} ${path.split('?')[0]} ${status}`)
const state = (status: number) => `GET /agent/v1/state ${status}`

test('a clock that is hours off costs one more question, once', async () => {
  const { start } = await joined()
  for (const offMs of [-7_200_000, 7_200_000]) {
    const client = start(offMs)
    passed()
    expect(isState(await client.fetchState(null, 0))).toBe(true)
    expect(passed()).toEqual([state(401), state(200)])
    expect(isState(await client.fetchState(null, 0))).toBe(true)
    expect(passed()).toEqual([state(200)])
    client.close()
  }
})

test('an identity is renewed after a day of the control plane’s time, and kept before it is used', async () => {
  const { disk, start } = await joined()
  const client = start()
  const first = disk.identity
  await client.fetchState(null, 0)
  await world.travel('+1d')
  await client.fetchState(null, 0) // learns that it is a day later
  passed()
  const onDisk: [path: string | undefined, isFirst: boolean][] = []
  relay.onAnswer = ({ path }) => void onDisk.push([path.split('?')[0], disk.identity === first])
  expect(isState(await client.fetchState(null, 0))).toBe(true)
  await until('it is renewed', () => disk.identity !== first)
  expect(isState(await client.fetchState(null, 0))).toBe(true)
  expect(onDisk).toContainEqual(['/agent/v1/identity', true])
  expect(onDisk.at(-1)).toEqual(['/agent/v1/state', false])
  expect(passed().toSorted()).toEqual([state(200), state(200), 'POST /agent/v1/identity 200'])
  expect(client.trouble()).toBeNull()
  const again = start() // as after a reboot
  expect(isState(await again.fetchState(null, 0))).toBe(true)
  relay.onAnswer = () => undefined
})

test('an answer that is lost, or that cannot be kept, leaves the identity before in force; it is told and tried again', async () => {
  const { disk, start } = await joined()
  await world.travel('+1d')
  const client = start()
  const first = disk.identity
  await client.fetchState(null, 0)
  relay.cut = ({ path }) => path === '/agent/v1/identity'
  expect(isState(await client.fetchState(null, 0))).toBe(true)
  await until('it is told', () => client.trouble()?.includes('cannot be renewed') === true)
  relay.cut = () => false
  disk.isFull = true
  expect(isState(await client.fetchState(null, 0))).toBe(true)
  await until('it is told', () => client.trouble()?.includes('no space left') === true)
  expect(disk.identity).toBe(first)
  expect(isState(await start().fetchState(null, 0))).toBe(true)
  disk.isFull = false
  expect(isState(await client.fetchState(null, 0))).toBe(true)
  await until('it is renewed', () => disk.identity !== first && client.trouble() === null)
})

test('an agent that dies when it has kept a new identity, before it used it, comes back with that one', async () => {
  const { disk, start } = await joined()
  await world.travel('+1d')
  const client = start()
  const first = disk.identity
  await client.fetchState(null, 0)
  await client.fetchState(null, 0)
  await until('it is kept', () => disk.identity !== first)
  client.close() // the newer was never sent
  const again = start()
  expect(isState(await again.fetchState(null, 0))).toBe(true)
  expect(again.trouble()).toBeNull()
  const old = makeClient(relay.url, { identity: first, keep: () => Promise.resolve(), clock: () => new Date() })
  await expect(old.fetchState(null, 0)).rejects.toThrow('newer')
})

test('a report that was under way with the identity before is sent again with the new one', async () => {
  const { disk, start } = await joined()
  await world.travel('+1d')
  const client = start()
  await client.fetchState(null, 0)
  const report = { epoch: '', generation: 0, agentVersion: '0.1.0', now: new Date().toISOString(), problems: [] }
  const held = relay.hold(({ path }) => path === '/agent/v1/report')
  const reporting = client.sendReport({ ...report, wireguardPublicKey: '', peers: null })
  await held.came
  const before = disk.identity
  await client.fetchState(null, 0)
  await until('it is renewed', () => disk.identity !== before)
  await client.fetchState(null, 0) // the newer is used
  passed()
  held.release()
  await reporting
  expect(passed()).toEqual(['POST /agent/v1/report 403', 'POST /agent/v1/report 204'])
})

test('away for longer than an identity lasts, a machine joins again as the node that it was, with the keys it has', async () => {
  const { id, machine, start } = await joined()
  const stranger = newMachine(await tokenFor('another'))
  await world.travel('+91d')
  await expect(start().fetchState(null, 0)).rejects.toThrow('Add the node again under its name')
  const { name } = await world.app.db.selectFrom('nodes').select('name').where('id', '=', id).executeTakeFirstOrThrow()
  const again = newMachine(await tokenFor(name))
  const keys = { wireguardPublicKey: machine.request.wireguardPublicKey }
  const taken = enrolNode(world.app, { ...stranger.request, ...keys, token: await tokenFor('another') }, '192.0.2.7')
  await expect(taken).rejects.toThrow('cannot be used') // the key of another node
  const answer = await enrolNode(world.app, { ...again.request, ...keys }, '192.0.2.7')
  expect(answer.nodeId).toBe(id)
  const needs = { identity: again.identity(answer), keep: () => Promise.resolve(), clock: () => new Date() }
  expect(isState(await makeClient(relay.url, needs).fetchState(null, 0))).toBe(true)
  await expect(start().fetchState(null, 0)).rejects.toThrow('has ended')
})

test('who is retired hears that and nothing else', async () => {
  const { id, start } = await joined()
  const client = start()
  expect(isState(await client.fetchState(null, 0))).toBe(true)
  await retireNode(world.app, 'command-line', id)
  expect(await client.fetchState(null, 0)).toBe(RETIRED)
})

test('a copy of a node that renewed is found out: one of the two is refused', async () => {
  const { disk, start } = await joined()
  const [own, copy] = [start(), start()]
  await world.travel('+1d')
  for (const client of [own, copy]) await client.fetchState(null, 0)
  const first = disk.identity
  expect(isState(await own.fetchState(null, 0))).toBe(true)
  await until('it is renewed', () => disk.identity !== first)
  expect(isState(await own.fetchState(null, 0))).toBe(true)
  await expect(copy.fetchState(null, 0)).rejects.toThrow('newer')
})
