// The whole product in one process: web, worker, simulator, a real PostgreSQL and one clock that moves when a test says so.
// Tests tell journeys on it from outside: over HTTP, the simulator's controls, and what `export` says.
import { sql } from 'kysely'
import { openGateway } from '../../src/billing/stripe.ts'
import { publishPlans } from '../../src/billing/plans.ts'
import { ensureWebhookEndpoint } from '../../src/billing/webhook-endpoint.ts'
import { openApp, type App } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { openDb, openPool } from '../../src/db/open.ts'
import { startWorker } from '../../src/jobs/worker.ts'
import { parseDuration } from '../../src/lib/duration.ts'
import { createSeal } from '../../src/lib/seal.ts'
import { startWeb } from '../../src/web/listen.ts'
import { observeRequests } from '../../sim/stripe/conformance/observe-requests.ts'
import { startSimulator, type Simulator } from '../../sim/stripe/server.ts'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import type { TestDatabase } from './postgres.ts'
import { until } from './until.ts'

export interface World {
  app: App
  simulator: Simulator
  url: string
  databaseUrl: string
  /** Of the role that owns the tables, and may tamper with them. */
  ownerUrl: string
  /** Value of the `authorization` header for the simulator's API. */
  stripeKey: string
  /** Moves the one clock, lets everything due happen at Stripe, and waits until the product has heard all of it. */
  travel(length: string, limitMs?: number): Promise<void>
  /** Moves the clock, and nothing else. */
  pass(length: string): void
  /** Waits until no event is under way and none waits in the inbox; where much happens at once, for longer. */
  settled(limitMs?: number): Promise<void>
  close(): Promise<void>
}

/**
 * `start` is where its clock stands beside the real one, such as `-1d`. Without `given` it has a database of the test run's server.
 * Without `serves` web and worker are somebody else's, on the port of its configuration.
 */
export async function createWorld(
  settings: Record<string, string> = {},
  start = '+0s',
  given: TestDatabase | null = null,
  serves = true,
): Promise<World> {
  // Only the test runner can load this module; benches bring a database of their own.
  const database = given ?? (await (await import('./postgres.ts')).createTestDatabase())
  const port = await freePort()
  const baseUrl = `http://${settings['HOST'] ?? '127.0.0.1'}:${port}` // `localhost` where a browser wants a name
  let offset = parseDuration(start)
  const clock = () => new Date(Date.now() + offset)
  const secretKey = `sk_test_${randomBytes(12).toString('hex')}`
  const controlToken = randomBytes(16).toString('hex')
  const simulator = await startSimulator({ stateFile: null, clock, publicOrigin: baseUrl, secretKey, controlToken })
  const requests = observeRequests(simulator.control)
  const dataDir = await mkdtemp(join(tmpdir(), 'turnpike-world-'))
  const config = readConfig({
    BASE_URL: baseUrl,
    PORT: String(port),
    LOG_LEVEL: 'fatal',
    DATA_DIR: dataDir,
    CALLS_PER_MINUTE: '1000000', // tests call faster than anybody should
    ...(database.redisUrl === null ? {} : { REDIS_URL: database.redisUrl }),
    ...settings,
  })
  const masterKey = config.masterKey ?? randomBytes(32)
  const stripe = { secretKey, apiBase: simulator.apiBase }
  const webhookSecret = await prepare(database.url, masterKey, stripe, config.baseUrl)
  const app = await openApp(config, {
    databaseUrl: database.url,
    masterKey,
    stripe: { ...stripe, webhookSecrets: [webhookSecret] },
    simulator: { apiBase: simulator.apiBase, controlToken },
    clock,
    moveClock: async (length) => void (offset += length),
  })
  const worker = serves ? await startWorker(app) : null
  const web = serves ? await startWeb(app, { host: '127.0.0.1', port }) : null

  const settled = async (limitMs?: number) => {
    await simulator.tick()
    const isEmpty = async () => {
      await simulator.idle()
      return (await openEvents(app).limit(1).executeTakeFirst()) === undefined
    }
    await until('the inbox is empty', isEmpty, limitMs).catch(async (error: unknown) => {
      throw new Error(`${String(error)}: ${JSON.stringify(await whatWaits(app))}`)
    })
  }
  return {
    app,
    simulator,
    url: baseUrl,
    databaseUrl: database.url,
    ownerUrl: database.ownerUrl,
    stripeKey: `Bearer ${secretKey}`,
    settled,
    pass(length) {
      offset += parseDuration(length)
    },
    async travel(length, limitMs) {
      offset += parseDuration(length)
      await settled(limitMs)
    },
    async close() {
      requests.check() // every request the product made is one that Stripe's own types allow
      await web?.close()
      await worker?.close()
      await app.close()
      await simulator.close()
      await database.drop()
      await rm(dataDir, { recursive: true })
    },
  }
}

const openEvents = ({ db }: App) =>
  db
    .selectFrom('stripe_events')
    .select(['id', 'type', 'customer', 'state', 'reason', 'tries', 'received_at'])
    .where('state', 'in', ['pending', 'failed'])

/** Why a test waits in vain: what is in the inbox, the jobs about it, and who waits for whom in the database. */
async function whatWaits(app: App) {
  const [jobs, locks] = await Promise.all([
    sql`select name, state, retry_count, singleton_key, start_after, started_on, heartbeat_on, output
      from jobs.job where name in ('sync-customer', 'find-customer') and state < 'completed'`.execute(app.db),
    sql`select pid, pg_blocking_pids(pid) as waits_for, state, wait_event, left(query, 200) as query
      from pg_stat_activity where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid()`.execute(
      app.db,
    ),
  ])
  return { now: app.clock(), events: await openEvents(app).execute(), jobs: jobs.rows, locks: locks.rows }
}

async function prepare(
  databaseUrl: string,
  masterKey: Buffer,
  stripe: { secretKey: string; apiBase: string },
  baseUrl: URL,
): Promise<string> {
  const db = openDb(openPool(databaseUrl, () => undefined, 2))
  const gateway = openGateway(stripe)
  await publishPlans({ db, stripe: gateway, baseUrl })
  const secret = await ensureWebhookEndpoint(
    { db, stripe: gateway, seal: createSeal(masterKey) },
    new URL('/webhooks/stripe', baseUrl).href,
  )
  await db.destroy()
  return secret
}
