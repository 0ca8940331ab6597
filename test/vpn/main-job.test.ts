// The main job, end to end, on real parts: paid at the processor, packets through the tunnel; refunded, none. Both protocols.
import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cancelAtPeriodEnd } from '../../src/billing/change-subscription.ts'
import { addDevice } from '../../src/vpn/add-device.ts'
import { PRIVATE_KEY_PLACEHOLDER } from '../../src/vpn/core/wireguard-config.ts'
import { makeProfile } from '../../src/vpn/make-profile.ts'
import { profileTemplates } from '../../src/vpn/profile.ts'
import { retireNode } from '../../src/vpn/nodes.ts'
import { removeDevice } from '../../src/vpn/remove-device.ts'
import { setDeviceKey } from '../../src/vpn/set-device-key.ts'
import { access, buy, lastCharge, newBuyer } from '../support/buyer.ts'
import { startPing } from '../support/ping.ts'
import { until } from '../support/until.ts'
import { acknowledged, createTunnels, type Tunnels } from '../support/tunnel-world.ts'
import { createWorld, type World } from '../support/world.ts'

const GATEWAY = { wireguard: '10.89.0.1', openvpn: '10.88.0.1' }
const SECONDS = 20
let world: World
let tunnels: Tunnels

beforeAll(async () => {
  world = await createWorld({}, `-${86_400 - SECONDS}s`) // a day's trial begun now ends in twenty real seconds
  tunnels = await createTunnels(world)
}, 90_000)
afterAll(async () => {
  await tunnels.close()
  await world.close()
})

async function wireguardProfile(account: string, name: string): Promise<{ device: string; profile: string }> {
  const { id: device } = await addDevice(world.app, account, { name, protocol: 'wireguard' })
  const keys = generateKeyPairSync('x25519')
  const raw = (key: Buffer) => key.subarray(-32).toString('base64')
  await setDeviceKey(world.app, account, device, raw(keys.publicKey.export({ type: 'spki', format: 'der' })))
  const [template] = await profileTemplates(world.app, account, device)
  if (!template) throw new Error('no profile')
  const privateKey = raw(keys.privateKey.export({ type: 'pkcs8', format: 'der' }))
  return { device, profile: template.text.replace(PRIVATE_KEY_PLACEHOLDER, privateKey) }
}

async function openvpnProfile(account: string, name: string): Promise<{ device: string; profile: string }> {
  const { id: device } = await addDevice(world.app, account, { name, protocol: 'openvpn' })
  const [file] = await makeProfile(world.app, account, device)
  if (!file) throw new Error('no profile')
  return { device, profile: file.text }
}

test('WireGuard: pay, connect; refund, cut off; pay again, back with the same profile; removed, gone', async () => {
  const account = await newBuyer(world)
  await buy(world, account, 'turnpike_pro_month_usd')
  const { device, profile } = await wireguardProfile(account, 'Laptop')
  await tunnels.connectWireguard(tunnels.alice, profile)
  const ping = startPing(tunnels.alice, GATEWAY.wireguard)
  await ping.answered()

  world.simulator.control.refund(await lastCharge(world, account))
  await ping.silent()
  expect((await access(world, account)).state).toBe('ended')

  await cancelled(account)
  await buy(world, account, 'turnpike_pro_month_usd')
  await ping.answered()

  await removeDevice(world.app, account, device)
  await ping.silent()
  await ping.stop()
}, 120_000)

test('OpenVPN: pay, connect; refund, cut off and refused with the reason; pay again, back with the same profile', async () => {
  const account = await newBuyer(world)
  await buy(world, account, 'turnpike_basic_month_usd')
  const { device, profile } = await openvpnProfile(account, 'Phone')
  await acknowledged(world) // a client that is refused gives up: it must not be faster than the node
  const first = tunnels.connectOpenvpn(tunnels.bob, profile)
  await until('the tunnel', () => first.log().includes('Initialization Sequence Completed')).catch((cause: unknown) => {
    throw new Error(first.log(), { cause })
  })
  const ping = startPing(tunnels.bob, GATEWAY.openvpn)
  await ping.answered()

  world.simulator.control.refund(await lastCharge(world, account))
  await ping.silent()
  expect(first.log()).toContain('AUTH_FAILED')

  await cancelled(account)
  await buy(world, account, 'turnpike_basic_month_usd')
  await acknowledged(world)
  tunnels.connectOpenvpn(tunnels.bob, profile)
  await ping.answered()

  await removeDevice(world.app, account, device)
  await ping.silent()
  await ping.stop()
}, 120_000)

test('a kill of the agent disturbs nobody, and what changed meanwhile is made so', async () => {
  const account = await newBuyer(world)
  await buy(world, account, 'turnpike_pro_month_usd')
  const { profile } = await wireguardProfile(account, 'Tablet')
  const { device: other } = await wireguardProfile(account, 'Other')
  await tunnels.alice.run('ip', 'route', 'del', 'default')
  await tunnels.connectWireguard(tunnels.alice, profile)
  const ping = startPing(tunnels.alice, GATEWAY.wireguard)
  await ping.answered()
  await tunnels.restartAgent()
  await removeDevice(world.app, account, other)
  await acknowledged(world)
  await ping.answered()
  expect((await ping.stop()).lost).toBe(0)
}, 60_000)

test('a planned end is on time with the control plane dead', async () => {
  const account = await newBuyer(world)
  await world.app.db.updateTable('plans').set({ trial_days: 1 }).where('id', '=', 'premium').execute()
  await buy(world, account, 'turnpike_premium_month_usd')
  await cancelAtPeriodEnd(world.app, account)
  const entitled = await access(world, account)
  if (entitled.state !== 'active' || !entitled.cutOff) throw new Error(`not active but ${entitled.state}`)
  const { profile } = await wireguardProfile(account, 'Camera')
  await tunnels.connectWireguard(tunnels.bob, profile)
  const ping = startPing(tunnels.bob, GATEWAY.wireguard)
  await ping.answered()
  await acknowledged(world)
  tunnels.cut()
  const last = await ping.silent(1500, (SECONDS + 20) * 1000)
  expect(last).toBeGreaterThan(entitled.cutOff.getTime() - 2_000)
  expect(last).toBeLessThan(entitled.cutOff.getTime() + 3_000)
  await ping.stop()
  await tunnels.join()
}, 90_000)

test('a node that was away when it was retired serves nobody once it is back', async () => {
  const ping = startPing(tunnels.alice, GATEWAY.wireguard)
  await ping.answered()
  tunnels.cut()
  await retireNode(world.app, 'command-line', 'node one')
  await ping.answered()
  await tunnels.join()
  await ping.silent()
  await ping.stop()
}, 60_000)

/** After a full refund the subscription still runs at Stripe: it is cancelled there before another can be bought. */
async function cancelled(account: string): Promise<void> {
  const { id } = await world.app.db
    .selectFrom('subscriptions')
    .select('id')
    .where('account_id', '=', account)
    .where('status', '=', 'active')
    .executeTakeFirstOrThrow()
  await fetch(`${world.simulator.apiBase}/v1/subscriptions/${id}`, {
    method: 'DELETE',
    headers: { authorization: world.stripeKey },
  })
  await world.settled()
}
