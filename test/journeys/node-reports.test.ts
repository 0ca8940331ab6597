// What nodes report: acknowledgements, clocks, problems and devices, taken from machines that may be in a stranger's hands.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DesiredState, NodeReport } from '../../src/agent/contract.ts'
import { listDevices } from '../../src/vpn/list-devices.ts'
import { openAgentApi, type AgentApi } from '../support/agent-api.ts'
import { newWireguardKey } from '../support/machine.ts'

let api: AgentApi
beforeAll(async () => {
  api = await openAgentApi()
})
afterAll(async () => api?.close())

const reportFrom = (state: DesiredState, wireguardPublicKey: string): NodeReport => ({
  epoch: state.epoch,
  generation: state.generation,
  agentVersion: '0.1.0',
  now: api.world.clock().toISOString(),
  wireguardPublicKey,
  problems: [],
  peers: null,
})

test('acknowledge, tell the clock, and keep the newest word on devices of this fleet only', async () => {
  const node = await api.world.node('telling')
  const account = await api.world.customer()
  const id = await api.deviceWithKey(account, 'phone')
  const state = await api.stateOf(node.identity)
  const peer = { id, protocol: 'wireguard', lastSeen: api.world.clock().toISOString(), received: 10, sent: 20 }
  const peers = [peer, { ...peer, sent: 21 }, { ...peer, id: 'dev_22222222222222222222' }]
  const early = new Date(api.world.clock().getTime() - 3_600_000).toISOString()
  const body = { ...reportFrom(state, node.wireguardPublicKey), now: early, peers }
  expect((await api.report(node.identity, body)).status).toBe(204)
  const view = await api.viewOf(node.id)
  expect(view).toMatchObject({ acknowledged: state.generation, upToDate: true, problems: [] })
  expect(Math.abs((view?.clockOffsetMs ?? 0) + 3_600_000)).toBeLessThan(5_000)
  const [device] = await listDevices(api.world, account)
  expect(device).toMatchObject({ received: 10n, lastSeen: new Date(peer.lastSeen) })
  await api.report(node.identity, { ...body, peers: [{ ...peer, lastSeen: null, received: 3 }] })
  expect((await listDevices(api.world, account))[0]).toMatchObject({ received: 3n, lastSeen: new Date(peer.lastSeen) })
})

test('cannot claim a generation that was not given, nor one of another epoch', async () => {
  const node = await api.world.node('boasting')
  const state = await api.stateOf(node.identity)
  const body = reportFrom(state, node.wireguardPublicKey)
  await api.report(node.identity, { ...body, generation: 999_999 })
  expect((await api.viewOf(node.id))?.acknowledged).toBe((await api.viewOf(node.id))?.generation)
  await api.report(node.identity, { ...body, epoch: 'another' })
  expect((await api.viewOf(node.id))?.acknowledged).toBe(0)
})

test('problems are kept in one line each, and another key is one', async () => {
  const node = await api.world.node('troubled')
  const body = reportFrom(await api.stateOf(node.identity), newWireguardKey())
  await api.report(node.identity, { ...body, problems: ['no\nspace \u001b[31mleft'] })
  const problems = (await api.viewOf(node.id))?.problems ?? []
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
  const node = await api.world.node(`refused ${name.replaceAll(/[^a-z]/gi, '')}`)
  const answer = await api.signed(node.identity, { method: 'POST', target: '/agent/v1/report', body })
  expect(answer.status).toBe(400)
})

test('nine megabytes are too much', async () => {
  const node = await api.world.node('talkative')
  expect((await api.report(node.identity, { padding: 'x'.repeat(9 * 1024 * 1024) })).status).toBe(413)
})
