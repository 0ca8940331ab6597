// `turnpike sim ...` against a simulator that runs, found as a command finds that of the demo.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startBench, testKey, type Bench } from '../../sim/stripe/conformance/bench.ts'
import { runCommandLine } from './command-line.ts'
import { writeDemoState } from './demo-files.ts'

let bench: Bench
let dataDir: string
let said: string
beforeEach(async () => {
  bench = await startBench()
  dataDir = await mkdtemp(join(tmpdir(), 'turnpike-sim-'))
  await keep('control')
  vi.stubEnv('BASE_URL', '') // the test runner sets one of its own
  vi.stubEnv('DATA_DIR', dataDir)
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((text) => ((said += String(text)), true))
})
afterEach(async () => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  await rm(dataDir, { recursive: true })
  await bench.close()
})

const keep = (controlToken: string) =>
  writeDemoState(dataDir, {
    secretKey: testKey,
    controlToken,
    apiBase: bench.simulator.apiBase,
    baseUrl: 'http://localhost',
  })
async function sim(line: string): Promise<{ status: number; said: string }> {
  said = ''
  const status = await runCommandLine(['sim', ...line.split(' ')])
  return { status, said }
}
async function answerTo(line: string): Promise<unknown> {
  const { status, said: text } = await sim(line)
  expect(status, text).toBe(0)
  return JSON.parse(text)
}

test('what goes wrong with webhooks is set and shown', async () => {
  const webhooks = { drop: 0.25, duplicate: 1, order: 'as-made', delayMs: 5, seed: 7 }
  const line = 'webhooks --drop 0.25 --duplicate 1 --order as-made --delay-ms 5 --seed 7'
  expect(await answerTo(line)).toEqual({ webhooks })
  expect(await answerTo('webhooks')).toEqual({ webhooks })
  expect(bench.simulator.control.webhooks()).toEqual(webhooks)
})

test('an endpoint: its version and a new secret', async () => {
  const { id } = await bench.stripe.webhookEndpoints.create({ url: 'http://127.0.0.1:9', enabled_events: ['*'] })
  await answerTo('payload-version 2024-06-20')
  expect(await answerTo('endpoints')).toMatchObject({ endpoints: [{ id, apiVersion: '2024-06-20' }] })
  const { secret } = (await answerTo(`rotate-secret ${id} --overlap-seconds 60`)) as { secret: string }
  expect(secret).toMatch(/^whsec_/)
})

test('a call that fails, and what was called', async () => {
  await answerTo('fail-next --path /v1/refunds --nth 2 --status 409 --code lock_timeout')
  expect(await answerTo('faults')).toMatchObject({ faults: [{ fault: { status: 409 }, skip: 1 }] })
  await bench.stripe.refunds.list()
  await expect(bench.stripe.refunds.list()).rejects.toMatchObject({ statusCode: 409, code: 'lock_timeout' })
  const { calls } = (await answerTo('calls --clear')) as { calls: { path: string; status: number }[] }
  expect(calls.map(({ path, status }) => [path, status])).toEqual([
    ['/v1/refunds', 200],
    ['/v1/refunds', 409],
  ])
  expect(await answerTo('calls')).toEqual({ calls: [] })
})

test('how it collects, and forgetting everything', async () => {
  const settings = { retryDays: [2, 4], afterLastRetry: 'unpaid', upcomingDays: 3 }
  const line = 'settings --retry-days 2,4 --after-last-retry unpaid --upcoming-days 3'
  expect(await answerTo(line)).toMatchObject({ settings })
  expect(await answerTo('settings')).toMatchObject({ settings })
  await bench.stripe.customers.create({})
  await answerTo('reset')
  expect((await bench.stripe.customers.list()).data).toEqual([])
  expect(await answerTo('settings')).toMatchObject({ settings: { afterLastRetry: 'cancel' } })
  expect(await answerTo('upcoming --limit 5')).toEqual({ upcoming: [] })
})

test.each([
  ['webhooks --drop 2', 2],
  ['webhooks --drop half', 2],
  ['settings --retry-days 1;2', 2],
  ['payload-version 2019-01-01', 1],
  ['rotate-secret we_none', 1],
])('%s ends with status %i', async (line, status) => {
  expect((await sim(line)).status).toBe(status)
})

test('with a token that is not its own it does nothing', async () => {
  await keep('wrong')
  const answer = await sim('webhooks --drop 1')
  expect(answer.status).toBe(1)
  expect(answer.said).toContain('The control token is missing or wrong.')
  expect(bench.simulator.control.webhooks().drop).toBe(0)
})
