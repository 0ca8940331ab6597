// A simulator for unit tests: memory only, a clock that moves by hand, the real SDK, and a receiver of its webhooks.
import { createServer } from 'node:http'
import Stripe from 'stripe'
import { readBody } from '../http/answer.ts'
import { startSimulator, type Simulator } from '../server.ts'

export const testKey = ['sk', 'test', 'simulator0000000000'].join('_')

export interface Bench {
  simulator: Simulator
  stripe: Stripe
  /** Seconds since 1970. */
  now(): number
  /** Moves the clock and lets everything happen that is due by then. */
  travel(seconds: number): Promise<void>
  close(): Promise<void>
}

/** Begins on 31 January 2026 at noon UTC unless told otherwise. */
export async function startBench({
  start = '2026-01-31T12:00:00Z',
  stateFile = null as string | null,
} = {}): Promise<Bench> {
  let time = Date.parse(start)
  const simulator = await startSimulator({
    stateFile,
    clock: () => new Date(time),
    publicOrigin: 'http://shop.example.com',
    secretKey: testKey,
    controlToken: 'control',
  })
  const { hostname, port } = new URL(simulator.apiBase)
  return {
    simulator,
    stripe: new Stripe(testKey, {
      host: hostname,
      port: Number(port),
      protocol: 'http',
      maxNetworkRetries: 0,
      telemetry: false,
    }),
    now: () => Math.floor(time / 1000),
    async travel(seconds) {
      time += seconds * 1000
      await simulator.tick()
    },
    close: () => simulator.close(),
  }
}

/** Listens for webhooks and keeps what came; `answer` gives the status for each. */
export async function startReceiver(answer: (count: number) => number = () => 200) {
  const received: { body: string; signature: string }[] = []
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      received.push({ body, signature: String(request.headers['stripe-signature']) })
      response.writeHead(answer(received.length)).end()
    })
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** A monthly price of 5.00 and a customer. */
export async function makeShop(stripe: Stripe) {
  const product = await stripe.products.create({ name: 'Basic' })
  const price = await stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: 500,
    recurring: { interval: 'month' },
    lookup_key: 'basic_month',
    transfer_lookup_key: true,
  })
  const customer = await stripe.customers.create({ email: 'ann@example.com', metadata: { account: '7' } })
  return { product, price, customer }
}

/** The types of a customer's events so far, oldest first. */
export async function eventTypes(stripe: Stripe): Promise<string[]> {
  const events = await stripe.events.list({ limit: 100 })
  return events.data.map(({ type }) => type).toReversed()
}
