// OpenVPN: refunded at the processor -> the last packet of a connected session; paid -> the node says that it admits the device (a
// client needs over a second more by itself: it asks for its settings one second after TLS). On the whole product with one real node.
// Run as root: npx tsx bench/grant-openvpn.ts [times]. About four seconds a time.
import { startCheckout } from '../src/billing/checkout.ts'
import { addDevice } from '../src/vpn/add-device.ts'
import { makeProfile } from '../src/vpn/make-profile.ts'
import { newBuyer, buy } from '../test/support/buyer.ts'
import { startPing, type Ping } from '../test/support/ping.ts'
import { acknowledged, type Tunnels } from '../test/support/tunnel-world.ts'
import { until } from '../test/support/until.ts'
import type { World } from '../test/support/world.ts'
import { benchOneNode } from './support/one-node.ts'
import { cancelled, openCharge } from './support/shop.ts'

const PRICE = 'turnpike_pro_month_usd'
const GATEWAY = '10.88.0.1'
/** A customer buys again this often before the next one comes. */
const CYCLES = 10
const times = Number(process.argv[2] ?? 200)

let customer = { account: '', profile: '', device: '' }
await benchOneNode(times, async ({ world, tunnels, bare }, cycle, took) => {
  if (cycle % CYCLES === 0) customer = await newCustomer(world)
  await acknowledged(world)
  const ping = await connect(tunnels, customer.profile)
  const charge = await openCharge(world, customer.account)
  const refunded = Date.now()
  world.simulator.control.refund(charge)
  took.revoke.push(Math.max(0, (await ping.silent(400)) - refunded))
  await ping.stop()
  await cancelled(world, customer.account)

  const session = /cs_test_\w+/.exec(await startCheckout(world.app, customer.account, PRICE))?.[0] ?? ''
  const { acknowledged: before } = await theNode(world)
  const paid = performance.now()
  world.simulator.control.completeCheckout(session, 'pm_card_visa')
  await until('the node to admit the device', () => isAdmitted(world, customer.device, before))
  took.grant.push(performance.now() - paid)
  await world.settled()
  took.bare.push(await bare.measure())
})

async function newCustomer(world: World) {
  const account = await newBuyer(world)
  await buy(world, account, PRICE)
  const { id: device } = await addDevice(world.app, account, { name: 'Phone', protocol: 'openvpn' })
  const [file] = await makeProfile(world.app, account, device)
  if (!file) throw new Error('no profile')
  return { account, profile: file.text, device }
}

async function connect(tunnels: Tunnels, profile: string): Promise<Ping> {
  const run = tunnels.connectOpenvpn(tunnels.bob, profile)
  await until('the tunnel', () => run.log().includes('Initialization Sequence Completed'))
  const ping = startPing(tunnels.bob, GATEWAY)
  await ping.answered()
  return ping
}

/** Whether the node has acknowledged a state with this device in it. What it should be is read only when it has said something new. */
async function isAdmitted(world: World, device: string, before: bigint): Promise<boolean> {
  const node = await theNode(world)
  if (node.acknowledged === before) return false
  const state = await world.app.nodeStates.current(node.id)
  return state !== null && state.text.includes(device) && Number(node.acknowledged) >= state.generation
}

function theNode({ app }: World) {
  return app.db.selectFrom('nodes').select(['id', 'acknowledged']).executeTakeFirstOrThrow()
}
