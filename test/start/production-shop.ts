// A shop as an operator runs it: an external database, every `web`, `worker` and command a process of its own, Stripe the simulator,
// spoken to over its address alone.
import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../../src/db/embedded/start.ts'
import { startSimulator, type Simulator } from '../../sim/stripe/server.ts'
import { freePort } from '../support/free-port.ts'
import { until } from '../support/until.ts'
import { formOf, type openClient } from '../support/web-client.ts'
import { statusOf } from './demo-process.ts'

const launcher = join(import.meta.dirname, '../../turnpike')

export interface Running {
  child: ChildProcess
  ended: Promise<number | null>
  output(): string
  said(): string
}

export interface ProductionShop {
  /** Its environment; a test may change it between two starts. */
  settings: Record<string, string>
  /** Its database, as the role that owns the tables. */
  ownerUrl: string
  /** The one that runs; see `acceptKeys`. */
  readonly simulator: Simulator
  /** Of its first and its second `web`; the first has the public address. */
  ports: [number, number]
  start(command: string[], more?: Record<string, string>): Running
  /** Runs a command to its end, which has to be a good one, and gives its output. */
  run(command: string[], input?: string): Promise<string>
  /** Starts a `web` and waits until it is ready. */
  startWeb(port: number): Promise<Running>
  /** Makes Stripe take these keys and no other from now on, as its dashboard does. */
  acceptKeys(first: string, ...more: string[]): Promise<void>
  close(): Promise<void>
}

/** `more` are further settings; PORT is of its first `web`. The simulator keeps its state in `stripe.json` of DATA_DIR. */
export async function openShop(more: Record<string, string> = {}): Promise<ProductionShop> {
  const secretKey = `sk_test_${randomBytes(12).toString('hex')}`
  const folder = await mkdtemp('/tmp/turnpike-production-')
  const postgres = await startEmbeddedPostgres({ dataDir: folder, log: () => undefined })
  const ports: [number, number] = [Number(more['PORT'] ?? (await freePort())), await freePort()]
  const publicOrigin = `http://127.0.0.1:${ports[0]}`
  const clock = () => new Date()
  const stateFile = join(folder, 'stripe.json')
  const common = { stateFile, clock, publicOrigin, controlToken: 'control' }
  let simulator = await startSimulator({ ...common, secretKey })
  const running: ChildProcess[] = []
  const settings: Record<string, string> = {
    DATABASE_URL: postgres.productConnectionString,
    DATA_DIR: folder,
    BASE_URL: publicOrigin,
    MASTER_KEY: randomBytes(32).toString('base64'),
    STRIPE_SECRET_KEY: secretKey,
    STRIPE_API_BASE: simulator.apiBase,
    STRIPE_WEBHOOK_SECRET: await makeEndpoint(simulator.apiBase, secretKey, `${publicOrigin}/webhooks/stripe`),
    LOG_LEVEL: 'warn',
    ...more,
  }
  const start: ProductionShop['start'] = (command, changed = {}) => {
    // Who may change tables does that and nothing else.
    const owner = command[0] === 'migrate' ? { DATABASE_OWNER_URL: postgres.connectionString } : {}
    const environment = { PATH: process.env['PATH'] ?? '', ...owner, ...settings, ...changed }
    const child = spawn(launcher, command, { env: environment, stdio: ['pipe', 'pipe', 'pipe'] })
    running.push(child)
    let [output, said] = ['', '']
    child.stdout.on('data', (part: Buffer) => (output += part.toString()))
    child.stderr.on('data', (part: Buffer) => (said += part.toString()))
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
    return { child, ended, output: () => output, said: () => said }
  }
  return {
    settings,
    ownerUrl: postgres.connectionString,
    get simulator() {
      return simulator
    },
    ports,
    start,
    async run(command, input = '') {
      const { child, ended, output, said } = start(command)
      child.stdin?.end(input)
      if ((await ended) !== 0) throw new Error(`${command.join(' ')}: ${said()}`)
      return output()
    },
    async startWeb(port) {
      const web = start(['web'], { PORT: String(port) })
      const isReady = async () => {
        if (web.child.exitCode !== null) throw new Error(`web did not start: ${web.said()}`)
        return (await statusOf(`http://127.0.0.1:${port}/readyz`)) === 200
      }
      await until(`web to be ready on ${port}`, isReady, 30_000)
      return web
    },
    async acceptKeys(first, ...extraKeys) {
      const port = Number(new URL(simulator.apiBase).port)
      await simulator.close()
      simulator = await startSimulator({ ...common, secretKey: first, extraKeys, port })
    },
    async close() {
      for (const child of running) child.kill('SIGKILL')
      await simulator.close()
      await postgres.stop()
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    },
  }
}

/** Makes a webhook endpoint as an operator does on the dashboard; gives its secret. */
export async function makeEndpoint(apiBase: string, secretKey: string, url: string): Promise<string> {
  const answer = await fetch(`${apiBase}/v1/webhook_endpoints`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secretKey}` },
    body: new URLSearchParams({ url, 'enabled_events[0]': '*' }),
  })
  const { secret } = (await answer.json()) as { secret: string } // as Stripe documents it
  return secret
}

type Client = ReturnType<typeof openClient>

/**
 * Whoever the client is begins to buy on the `web` at `at`; gives the simulator's session. `origin` is the public address, from which
 * forms come. `more` are further fields.
 */
export async function beginPurchase(
  client: Client,
  { origin, at = origin, more = {} }: { origin: string; at?: string; more?: Record<string, string> },
): Promise<string> {
  const plans = await client.raw(`${at}/plans`)
  const form = formOf(await plans.text(), '/checkouts') ?? {}
  const body = new URLSearchParams({ ...form, ...more, price: 'turnpike_pro_month_usd' })
  const bought = await client.raw(`${at}/checkouts`, { method: 'POST', body, headers: { origin } })
  const location = bought.headers.get('location') ?? ''
  const session = /cs_test_\w+/.exec(location)?.[0]
  if (!session) throw new Error(`no checkout: ${bought.status} ${location}`)
  return session
}
