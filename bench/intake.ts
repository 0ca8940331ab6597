// Webhook intake of the real web beside a bare handler that does one INSERT, on one durable server, in turns.
// Run: npx tsx bench/intake.ts [rounds] [seconds]. Compare the ratios of one run; the figures are the machine's.
import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { openApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { startWeb } from '../src/web/listen.ts'
import { startBenchDatabase } from './support/database.ts'
import { startFloor } from './support/floor.ts'
import type { Load, Outcome } from './support/load-generator.ts'
import { median, percentile } from './support/statistics.ts'

const CONNECTIONS = [1, 32, 128]
const STRIPE_PACE = 50 // events a second
const [rounds = 3, seconds = 3] = process.argv.slice(2).map(Number)

interface Round {
  perSecond: number
  p99: number
  /** Of this process, microseconds an event. */
  cpu: number
}

const database = await startBenchDatabase()
const secret = `whsec_${randomBytes(16).toString('hex')}`
const stripe = { secretKey: 'sk_test_bench', apiBase: 'http://127.0.0.1:9', webhookSecrets: [secret] }
const config = readConfig({ BASE_URL: 'http://127.0.0.1:8080', LOG_LEVEL: 'fatal' })
const app = await openApp(config, { databaseUrl: database.url, masterKey: randomBytes(32), stripe, simulator: null })
const web = await startWeb(app, { host: '127.0.0.1', port: 0 })
const floor = await startFloor(database.ownerUrl, secret)
const generator = fork(new URL('support/load-generator.ts', import.meta.url))
const ports = { floor: floor.port, product: Number(new URL(web.url).port) }

let run = 0
async function measure(
  port: number,
  connections: number,
  length = seconds,
  pace: number | null = null,
): Promise<Round> {
  const prefix = `${run++}x`
  const load: Load = {
    port,
    path: '/webhooks/stripe',
    secret,
    connections,
    seconds: length,
    prefix,
    customers: 50,
    bytes: 6000,
    perSecond: pace,
  }
  const before = process.cpuUsage()
  generator.send(load)
  const answer: unknown[] = await once(generator, 'message')
  const { perSecond, times } = answer[0] as Outcome // what load-generator.ts sends
  const { user, system } = process.cpuUsage(before)
  return { perSecond, p99: percentile(times, 0.99), cpu: (user + system) / times.length }
}

await measure(ports.floor, 32, 1) // compiles, opens connections
await measure(ports.product, 32, 1)
console.log('connections | floor /s, p99 ms, us | product /s, p99 ms, us | ratio of /s | ratio of p99')
for (const connections of CONNECTIONS) {
  const results: Record<'floor' | 'product', Round[]> = { floor: [], product: [] }
  for (let round = 0; round < rounds; round++) {
    results.floor.push(await measure(ports.floor, connections))
    results.product.push(await measure(ports.product, connections))
  }
  const middle = (who: 'floor' | 'product', what: keyof Round) => median(results[who].map((one) => one[what]))
  const line = (who: 'floor' | 'product') =>
    `${middle(who, 'perSecond').toFixed(0)}, ${middle(who, 'p99').toFixed(1)}, ${middle(who, 'cpu').toFixed(0)}`
  const ratio = (what: keyof Round) => (middle('product', what) / middle('floor', what)).toFixed(2)
  console.log(`${connections} | ${line('floor')} | ${line('product')} | ${ratio('perSecond')} | ${ratio('p99')}`)
}

const paced: Record<'floor' | 'product', Round[]> = { floor: [], product: [] }
for (let round = 0; round < rounds; round++) {
  paced.floor.push(await measure(ports.floor, 16, 5, STRIPE_PACE))
  paced.product.push(await measure(ports.product, 16, 5, STRIPE_PACE))
}
const [floorP99, productP99] = [paced.floor, paced.product].map((them) => median(them.map(({ p99 }) => p99)))
console.log(
  `at ${STRIPE_PACE} a second: p99 ${productP99?.toFixed(1)} ms, the floor's ${floorP99?.toFixed(1)} ms: ${((productP99 ?? 0) / (floorP99 ?? 1)).toFixed(2)} times`,
)

generator.kill()
await floor.close()
await web.close()
await app.close()
await database.drop()
