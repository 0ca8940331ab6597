// Reconciliation beside walking the same four lists with the bare SDK, and its memory, as the shop grows.
// Run: npx tsx --expose-gc bench/reconcile.ts [rounds] [milliseconds that the list takes to answer]. Compare the ratios of one run; the figures are the machine's.
import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import pg from 'pg'
import Stripe from 'stripe'
import { openPersons } from '../src/accounts/persons.ts'
import { reconcile } from '../src/billing/reconcile.ts'
import { openGateway } from '../src/billing/stripe.ts'
import { openDb, openPool } from '../src/db/open.ts'
import { openQueue } from '../src/db/queue.ts'
import { systemClock } from '../src/lib/clock.ts'
import { createSeal } from '../src/lib/seal.ts'
import { startBenchDatabase } from './support/database.ts'
import { median } from './support/statistics.ts'

const SIZES = [1_000, 10_000, 100_000]
const [rounds = 3, latencyMs = 0] = process.argv.slice(2).map(Number)
const key = ['sk', 'test', 'bench0000'].join('_')

console.log('charges | bare SDK, ms | reconcile, ms | ratio of the speeds | heap at most, MB: bare, reconcile')
for (const size of SIZES) {
  const database = await startBenchDatabase()
  await fill(database.url, size)
  const list = fork(new URL('support/charge-list.ts', import.meta.url), [String(size), String(latencyMs)])
  const answer: unknown[] = await once(list, 'message')
  const port = Number(answer[0])
  const stripe = new Stripe(key, { host: '127.0.0.1', port, protocol: 'http', telemetry: false })
  const db = openDb(openPool(database.url, () => undefined, 4))
  const queue = await openQueue(database.url, () => undefined)
  const gateway = openGateway({ secretKey: key, apiBase: `http://127.0.0.1:${port}` })
  const shop = { db, queue, stripe: gateway, clock: systemClock, graceDays: 7 }
  const persons = await openPersons({ db, seal: createSeal(randomBytes(32)) })
  const needs = { ...shop, persons, baseUrl: new URL('http://127.0.0.1:8080') }
  const walkBare = async () => {
    const others = [stripe.refunds, stripe.disputes, stripe.subscriptions].map((list) => list.list({ limit: 100 }))
    let seen = 0
    for await (const charge of stripe.charges.list({ limit: 100 })) seen += charge.amount > 0 ? 1 : 0
    for (const { data } of await Promise.all(others)) seen += data.length // none: the charges are what there is much of
    return seen
  }
  const walkAll = async () => {
    const { compared, differences } = await reconcile(needs, { from: null, to: new Date() })
    if (differences.length > 0) throw new Error(`${differences.length} false differences`)
    return Number(compared.charge)
  }
  const bare: Measured[] = []
  const ours: Measured[] = []
  for (let round = 0; round < rounds; round++) {
    bare.push(await measure(walkBare, size))
    ours.push(await measure(walkAll, size))
  }
  const [bareMs, oursMs] = [median(bare.map(({ ms }) => ms)), median(ours.map(({ ms }) => ms))]
  const heap = (runs: Measured[]) => median(runs.map(({ megabytes }) => megabytes)).toFixed(0)
  console.log(
    `${size} | ${bareMs.toFixed(0)} | ${oursMs.toFixed(0)} | ${(bareMs / oursMs).toFixed(2)} | ${heap(bare)}, ${heap(ours)}`,
  )
  list.disconnect()
  await queue.close()
  await db.destroy()
  await database.drop()
}

interface Measured {
  ms: number
  /** Of live heap at most, looked at now and then after a collection. */
  megabytes: number
}

async function measure(work: () => Promise<number>, expected: number): Promise<Measured> {
  let most = 0
  const look = () => {
    globalThis.gc?.()
    most = Math.max(most, process.memoryUsage().heapUsed / 1e6)
  }
  look()
  const began = performance.now()
  const timer = setInterval(look, 1000)
  const seen = await work()
  clearInterval(timer)
  const ms = performance.now() - began
  look()
  if (seen !== expected) throw new Error(`${seen} of ${expected} were seen`)
  return { ms, megabytes: most }
}

/** The same charges as payments of accounts with ten each. */
async function fill(url: string, size: number): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`insert into accounts (id, email, email_key, created_at)
    select 'acct_' || lpad(i::text, 20, '0'), i || '@example.com', i || '@example.com', now()
    from generate_series(0, ${size / 10}) i`)
  await client.query(`insert into stripe_customers (id, account_id)
    select 'cus_' || i, 'acct_' || lpad(i::text, 20, '0') from generate_series(0, ${size / 10}) i`)
  await client.query(`insert into payments (id, account_id, stripe_id, amount, currency, status, created_at)
    select 'pay_' || i, 'acct_' || lpad((i / 10)::text, 20, '0'), 'ch_' || lpad(i::text, 12, '0'), 1000, 'usd', 'succeeded',
      to_timestamp(1700000000 + i * 10) from generate_series(0, ${size - 1}) i`)
  await client.query('analyze')
  await client.end()
}
