// Paid at the processor -> peer at the node, and refunded -> gone, on the whole product with one real node; beside the least path
// from an event to a node. Run as root: npx tsx bench/grant.ts [times].
import { generateKeyPairSync } from 'node:crypto'
import { startCheckout } from '../src/billing/checkout.ts'
import { addDevice } from '../src/vpn/add-device.ts'
import { setDeviceKey } from '../src/vpn/set-device-key.ts'
import { buy, newBuyer } from '../test/support/buyer.ts'
import type { World } from '../test/support/world.ts'
import { benchOneNode } from './support/one-node.ts'
import { untilPeers } from './support/peer-list.ts'
import { cancelled, openCharge } from './support/shop.ts'

const PRICE = 'turnpike_pro_month_usd'
/** A customer buys again this often before the next one comes. */
const CYCLES = 10
const times = Number(process.argv[2] ?? 200)
const wireguard = `mw${`${process.pid}`.slice(-6)}` // as tunnel-world.ts names it

let account = ''
await benchOneNode(times, async ({ world, bare }, cycle, took) => {
  if (cycle % CYCLES === 0) account = await customerWithDevice(world, account)
  const charge = await openCharge(world, account)
  took.revoke.push(await timed(0, () => world.simulator.control.refund(charge)))
  await cancelled(world, account)
  const session = /cs_test_\w+/.exec(await startCheckout(world.app, account, PRICE))?.[0] ?? ''
  took.grant.push(await timed(1, () => world.simulator.control.completeCheckout(session, 'pm_card_visa')))
  await world.settled()
  took.bare.push(await bare.measure())
})

/** From the moment the processor knows, to the moment the node has `peers` peers. */
async function timed(peers: number, act: () => unknown): Promise<number> {
  const began = performance.now()
  await act()
  return untilPeers(wireguard, peers, began)
}

/** The one before has gone: its subscription is refunded. */
async function customerWithDevice(world: World, before: string): Promise<string> {
  if (before) {
    world.simulator.control.refund(await openCharge(world, before))
    await untilPeers(wireguard, 0, performance.now())
    await world.settled()
  }
  const fresh = await newBuyer(world)
  await buy(world, fresh, PRICE)
  const { id } = await addDevice(world.app, fresh, { name: 'Laptop', protocol: 'wireguard' })
  const key = generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'der' })
  await setDeviceKey(world.app, fresh, id, key.subarray(-32).toString('base64'))
  await untilPeers(wireguard, 1, performance.now())
  return fresh
}
