// Webhooks are signed, shuffled, retried and survive: through the SDK's own check.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { until } from '../../../test/support/until.ts'
import { startBench, startReceiver, type Bench } from '../conformance/bench.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})
function keep<T extends { close(): unknown }>(one: T): T {
  open.push(one)
  return one
}
const undelivered = async ({ stripe }: Bench) => (await stripe.events.list({ delivery_success: false })).data.length
const delivered = (bench: Bench) => until('all is delivered', async () => (await undelivered(bench)) === 0)
async function listening(bench: Bench, url: string) {
  const endpoint = await bench.stripe.webhookEndpoints.create({
    url,
    enabled_events: ['*'],
    api_version: '2026-10-28.endive',
  })
  return { id: endpoint.id, secret: endpoint.secret ?? '' }
}

test('an event arrives signed, and is then no longer pending', async () => {
  const bench = keep(await startBench())
  const receiver = keep(await startReceiver())
  const { secret } = await listening(bench, receiver.url)
  await bench.stripe.customers.create({ email: 'ann@example.com' })
  await until('one webhook', () => receiver.received.length === 1)
  const [{ body, signature } = { body: '', signature: '' }] = receiver.received
  const event = bench.stripe.webhooks.constructEvent(body, signature, secret, 300, undefined, bench.now() * 1000)
  expect(event).toMatchObject({
    type: 'customer.created',
    livemode: false,
    api_version: '2026-10-28.endive',
    data: { object: { email: 'ann@example.com' } },
  })
  await until('none is pending', async () => (await bench.stripe.events.retrieve(event.id)).pending_webhooks === 0)
})

test('the secret is shown once', async () => {
  const bench = keep(await startBench())
  const { id, secret } = await listening(bench, 'http://127.0.0.1:9/hook')
  expect(secret).toMatch(/^whsec_/)
  expect(await bench.stripe.webhookEndpoints.retrieve(id)).not.toHaveProperty('secret')
})

test('a refused event is undelivered until a retry goes through', async () => {
  const bench = keep(await startBench())
  const receiver = keep(await startReceiver((count) => (count === 1 ? 500 : 200)))
  await listening(bench, receiver.url)
  await bench.stripe.customers.create({})
  await bench.simulator.idle()
  expect(await undelivered(bench)).toBe(1)
  bench.simulator.control.retryWebhooks()
  await delivered(bench)
  expect(receiver.received).toHaveLength(2)
})

test('state and open deliveries outlive a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sim-'))
  keep({ close: () => rmSync(folder, { recursive: true }) })
  const stateFile = join(folder, 'state.jsonl')
  let up = false
  const receiver = keep(await startReceiver(() => (up ? 200 : 503)))
  const first = await startBench({ stateFile })
  await listening(first, receiver.url)
  const { id } = await first.stripe.customers.create({ name: 'Ann' })
  await until('one webhook', () => receiver.received.length === 1)
  await first.close()
  up = true
  const second = keep(await startBench({ stateFile }))
  expect(await second.stripe.customers.retrieve(id)).toMatchObject({ name: 'Ann' })
  await delivered(second)
  expect(receiver.received.length).toBeGreaterThan(1)
})

test('dropped and doubled on demand, from a seed', async () => {
  const bench = keep(await startBench())
  const receiver = keep(await startReceiver())
  await listening(bench, receiver.url)
  bench.simulator.control.setWebhooks({ drop: 1 })
  await bench.stripe.customers.create({})
  bench.simulator.control.setWebhooks({ drop: 0, duplicate: 1 })
  await bench.stripe.customers.create({})
  await until('two webhooks', () => receiver.received.length === 2)
  expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1)
  expect(await undelivered(bench)).toBe(1)
})

test('a rotated secret signs beside the old one for a while', async () => {
  const bench = keep(await startBench())
  const receiver = keep(await startReceiver())
  const { id, secret } = await listening(bench, receiver.url)
  const fresh = bench.simulator.control.rotateSecret(id, 3600)
  await bench.stripe.customers.create({})
  await until('one webhook', () => receiver.received.length === 1)
  const [{ body, signature } = { body: '', signature: '' }] = receiver.received
  for (const one of [secret, fresh])
    expect(bench.stripe.webhooks.constructEvent(body, signature, one, 300, undefined, bench.now() * 1000).type).toBe(
      'customer.created',
    )
})
