// The runbooks of the secrets that Stripe knows, tried as they are written: docs/runbooks/webhook-secret.md and stripe-key.md.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../support/until.ts'
import { openClient } from '../support/web-client.ts'
import { beginPurchase, makeEndpoint, openShop, type ProductionShop, type Running } from './production-shop.ts'

const PASSWORD = 'correct horse battery staple'
let shop: ProductionShop
let web: Running
let worker: Running
let customers = 0

beforeAll(async () => {
  shop = await openShop({ SWEEP_SECONDS: '3600' }) // what arrives came by webhook
  await shop.run(['migrate'])
  await shop.run(['plans', 'sync'])
  web = await shop.startWeb(shop.ports[0])
  worker = shop.start(['worker'])
}, 90_000)
afterAll(() => shop.close())

/** As a service manager does: what runs ends in order, and begins again with what the settings say now. */
async function restart(): Promise<void> {
  for (const one of [worker, web]) {
    one.child.kill('SIGTERM')
    expect(await one.ended, one.said()).toBe(0)
  }
  web = await shop.startWeb(shop.ports[0])
  worker = shop.start(['worker'])
}

/** Somebody new buys, and is let in because Stripe told of it. */
async function sells(): Promise<void> {
  const email = `buyer-${++customers}@example.com`
  await shop.run(['customer', 'create', '--email', email, '--password-stdin', '--verified'], PASSWORD)
  const origin = shop.settings['BASE_URL'] ?? ''
  const client = openClient(origin)
  await client.submit('/log-in', '/log-in', { email, password: PASSWORD })
  shop.simulator.control.completeCheckout(await beginPurchase(client, { origin }))
  await until('the payment to be known', async () => (await client.get('/devices')).text.includes('0 of 10'), 60_000)
}

/** Runs the check that ends a runbook. */
async function doctorSays(): Promise<Record<string, boolean>> {
  const { ended, output } = shop.start(['doctor', '--json'])
  await ended
  const { checks } = JSON.parse(output()) as { checks: { id: string; ok: boolean }[] } // what doctor prints
  return Object.fromEntries(checks.map(({ id, ok }) => [id, ok]))
}

test('the secret of the webhooks is changed with both accepted for a while, and no event is lost', async () => {
  await sells()
  const { apiBase } = shop.simulator
  const old = shop.settings['STRIPE_WEBHOOK_SECRET'] ?? ''
  const url = `${shop.settings['BASE_URL']}/webhooks/stripe`
  const fresh = await makeEndpoint(apiBase, shop.settings['STRIPE_SECRET_KEY'] ?? '', url)
  shop.settings['STRIPE_WEBHOOK_SECRET'] = `${fresh},${old}`
  await restart()
  await sells()
  await deleteOldestEndpoint()
  shop.settings['STRIPE_WEBHOOK_SECRET'] = fresh
  await restart()
  await sells()
  expect((await doctorSays())['stripe']).toBe(true)
}, 180_000)

/** What the old secret signs is not sent any more. */
async function deleteOldestEndpoint(): Promise<void> {
  const { apiBase } = shop.simulator
  const headers = { authorization: `Bearer ${shop.settings['STRIPE_SECRET_KEY']}` }
  const list = await fetch(`${apiBase}/v1/webhook_endpoints?limit=10`, { headers })
  const { data } = (await list.json()) as { data: { id: string }[] } // newest first, as Stripe documents it
  expect(data).toHaveLength(2)
  await fetch(`${apiBase}/v1/webhook_endpoints/${data[1]?.id}`, { method: 'DELETE', headers })
}

test('the key is changed, the old one is deleted at Stripe, and the shop sells on', async () => {
  const old = shop.settings['STRIPE_SECRET_KEY'] ?? ''
  const fresh = `sk_test_${randomBytes(12).toString('hex')}`
  shop.settings['STRIPE_SECRET_KEY'] = fresh
  expect((await doctorSays())['stripe'], 'a key that Stripe does not know is told').toBe(false)
  await shop.acceptKeys(old, fresh)
  expect((await doctorSays())['stripe']).toBe(true)
  await sells() // the processes still have the old one
  await restart()
  await sells()
  await shop.acceptKeys(fresh)
  await sells()
  shop.settings['STRIPE_SECRET_KEY'] = old
  expect((await doctorSays())['stripe'], 'the old key opens nothing').toBe(false)
  shop.settings['STRIPE_SECRET_KEY'] = fresh
  expect(JSON.parse(await shop.run(['reconcile', '--json']))).toMatchObject({ differences: [] })
}, 180_000)
