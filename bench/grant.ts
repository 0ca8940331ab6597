// Paid at the processor -> peer at the node, and refunded -> gone, on the whole product with one real node; beside the least path
// from an event to a node. Run as root: npx tsx bench/grant.ts [times].
import { generateKeyPairSync } from 'node:crypto'
import { startCheckout } from '../src/billing/checkout.ts'
import { addDevice } from '../src/vpn/add-device.ts'
import { setDeviceKey } from '../src/vpn/set-device-key.ts'
import { buy, newBuyer } from '../test/support/buyer.ts'
import { createTunnels } from '../test/support/tunnel-world.ts'
import { createWorld } from '../test/support/world.ts'
import { openBarePath } from './support/bare-path.ts'
import { startBenchDatabase } from './support/database.ts'
import { untilPeers } from './support/peer-list.ts'
import { cancelled, openCharge } from './support/shop.ts'
import { describe, percentile } from './support/statistics.ts'

const PRICE = 'turnpike_pro_month_usd'
/** A customer buys again this often before the next one comes. */
const CYCLES = 10
const times = Number(process.argv[2] ?? 200)

const world = await createWorld({}, '+0s', await startBenchDatabase())
const tunnels = await createTunnels(world)
const bare = await openBarePath(world.databaseUrl)
const wireguard = `mw${`${process.pid}`.slice(-6)}` // as tunnel-world.ts names it
const took: Record<'grant' | 'revoke' | 'bare', number[]> = { grant: [], revoke: [], bare: [] }

let account = ''
try {
  for (let cycle = 0; cycle < times; cycle++) {
    if (cycle % CYCLES === 0) account = await customerWithDevice()
    const charge = await openCharge(world, account)
    took.revoke.push(await timed(0, () => world.simulator.control.refund(charge)))
    await cancelled(world, account)
    const session = /cs_test_\w+/.exec(await startCheckout(world.app, account, PRICE))?.[0] ?? ''
    took.grant.push(await timed(1, () => world.simulator.control.completeCheckout(session, 'pm_card_visa')))
    await world.settled()
    took.bare.push(await bare.measure())
  }
  for (const [what, values] of Object.entries(took)) console.log(`${what.padEnd(7)}${describe(values)}`)
  for (const what of ['grant', 'revoke'] as const) {
    const ratio = (p: number) => (percentile(took[what], p) / percentile(took.bare, p)).toFixed(1)
    console.log(`${what} / bare: p50 ${ratio(0.5)}, p99 ${ratio(0.99)}`)
  }
} finally {
  await bare.close()
  await tunnels.close()
  await world.close()
}

/** From the moment the processor knows, to the moment the node has `peers` peers. */
async function timed(peers: number, act: () => unknown): Promise<number> {
  const began = performance.now()
  await act()
  return untilPeers(wireguard, peers, began)
}

/** The one before has gone: its subscription is refunded. */
async function customerWithDevice(): Promise<string> {
  if (account) {
    world.simulator.control.refund(await openCharge(world, account))
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
