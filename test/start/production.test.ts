// Production as an operator runs it: an external database, two `web`, one `worker`, each a process of its own; Stripe is the
// simulator, spoken to over its address alone. A worker is killed while a payment is on its way.
import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/db/embedded/start.ts'
import { startSimulator, type Simulator } from '../../sim/stripe/server.ts'
import { until } from '../support/until.ts'
import { freePort } from '../support/free-port.ts'
import { statusOf } from './demo-process.ts'

const launcher = join(import.meta.dirname, '../../turnpike')
const secretKey = `sk_test_${randomBytes(12).toString('hex')}`
let folder: string
let postgres: EmbeddedPostgres
let simulator: Simulator
let settings: Record<string, string>
let ports: [number, number]
const running: ChildProcess[] = []

beforeAll(async () => {
  folder = await mkdtemp('/tmp/turnpike-production-')
  postgres = await startEmbeddedPostgres({ dataDir: folder, log: () => undefined })
  ports = [await freePort(), await freePort()]
  const publicOrigin = `http://127.0.0.1:${ports[0]}`
  const clock = () => new Date()
  simulator = await startSimulator({ stateFile: null, clock, publicOrigin, secretKey, controlToken: 'control' })
  settings = {
    DATABASE_URL: postgres.connectionString,
    BASE_URL: publicOrigin,
    MASTER_KEY: randomBytes(32).toString('base64'),
    STRIPE_SECRET_KEY: secretKey,
    STRIPE_API_BASE: simulator.apiBase,
    STRIPE_WEBHOOK_SECRET: await makeEndpoint(`${publicOrigin}/webhooks/stripe`),
    LOG_LEVEL: 'warn',
  }
}, 60_000)

afterAll(async () => {
  for (const process of running) process.kill('SIGKILL')
  await simulator.close()
  await postgres.stop()
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
})

async function makeEndpoint(url: string): Promise<string> {
  const answer = await fetch(`${simulator.apiBase}/v1/webhook_endpoints`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secretKey}` },
    body: new URLSearchParams({ url, 'enabled_events[0]': '*' }),
  })
  const { secret } = (await answer.json()) as { secret: string } // as Stripe documents it
  return secret
}

function start(command: string[], more: Record<string, string> = {}) {
  const environment = { PATH: process.env['PATH'] ?? '', ...settings, ...more }
  const child = spawn(launcher, command, { env: environment, stdio: ['pipe', 'pipe', 'pipe'] })
  running.push(child)
  let output = ''
  let said = ''
  child.stdout.on('data', (part: Buffer) => (output += part.toString()))
  child.stderr.on('data', (part: Buffer) => (said += part.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return { child, ended, output: () => output, said: () => said }
}

async function run(command: string[], input = ''): Promise<string> {
  const { child, ended, output, said } = start(command)
  child.stdin.end(input)
  expect(await ended, `${command.join(' ')}: ${said()}`).toBe(0)
  return output()
}

const startWeb = (port: number) => start(['web'], { PORT: String(port) })
const isReady = (port: number) => statusOf(`http://127.0.0.1:${port}/readyz`).then((status) => status === 200)

interface Exported {
  accounts: { email: string; access: { state: string; plan: string }; payments: unknown[] }[]
}
async function accessOf(email: string): Promise<string | undefined> {
  const exported = JSON.parse(await run(['export', '--json'])) as Exported // contract: export
  return exported.accounts.find((account) => account.email === email)?.access.state
}

test('migrate, publish, serve; a payment survives the worker that was killed; SIGTERM ends each with 0', async () => {
  const early = startWeb(ports[0])
  expect(await early.ended).toBe(1)
  expect(early.said()).toContain('turnpike migrate')

  await run(['migrate'])
  await run(['plans', 'sync'])
  const password = 'correct horse battery staple'
  await run(['customer', 'create', '--email', 'buyer@example.com', '--password-stdin', '--verified'], password)
  const webs = ports.map(startWeb)
  await until('both to be ready', async () => (await Promise.all(ports.map(isReady))).every(Boolean), 30_000)

  const session = await openCheckout(password)
  const worker = start(['worker'])
  simulator.control.completeCheckout(session)
  worker.child.kill('SIGKILL')
  await worker.ended
  const second = start(['worker'])
  await until('the payment to be known', async () => (await accessOf('buyer@example.com')) === 'active', 60_000)
  expect(JSON.parse(await run(['invariants', '--json']))).toBeDefined()

  const serving = [...webs, second]
  for (const one of serving) one.child.kill('SIGTERM')
  const endings = await Promise.all(serving.map((one) => one.ended))
  expect(endings, serving.map((one) => one.said() + one.output()).join('\n')).toEqual([0, 0, 0])
}, 180_000)

test('a Stripe that is none is named at the start', async () => {
  const { ended, said } = start(['web'], { PORT: String(ports[1]), STRIPE_API_BASE: `http://127.0.0.1:${ports[0]}` })
  expect(await ended).not.toBe(0)
  expect(said()).toContain('STRIPE_API_BASE')
}, 60_000)

/** A customer logs in on one web and buys on the other: nothing is kept in a process. */
async function openCheckout(password: string): Promise<string> {
  const jar = new Map<string, string>()
  const ask = async (port: number, path: string, fields?: Record<string, string>) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      redirect: 'manual',
      headers: {
        cookie: [...jar].map((pair) => pair.join('=')).join('; '),
        ...(fields ? { origin: settings['BASE_URL'] ?? '' } : {}),
      },
      ...(fields ? { method: 'POST', body: new URLSearchParams(fields) } : {}),
    })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      jar.set(name, value)
    }
    return { text: await answer.text(), location: answer.headers.get('location') ?? '' }
  }
  const token = (text: string) => /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? ''
  const page = await ask(ports[0], '/log-in')
  await ask(ports[0], '/log-in', { csrf: token(page.text), email: 'buyer@example.com', password })
  const plans = await ask(ports[1], '/plans')
  const { location } = await ask(ports[1], '/checkouts', { csrf: token(plans.text), price: 'turnpike_pro_month_usd' })
  const session = /cs_test_\w+/.exec(location)?.[0]
  if (!session) throw new Error(`no checkout: ${location}`)
  return session
}
