// The control API of the simulator of the demo that runs on this machine.
import { z } from 'zod'
import { ConfigError, type Config } from '../config.ts'
import { readDemoState, type DemoState } from './demo-files.ts'

const PATIENCE_MS = 10_000

/** The simulator's answer. Throws a sentence when it refuses, or when no demo runs. */
export async function callSimulator(config: Config, action: string, body: Record<string, unknown>): Promise<unknown> {
  const demo = await readDemoState(config.dataDir)
  if (!demo) throw new ConfigError([`DATA_DIR: no demo was ever started in ${config.dataDir}. Start it first.`])
  const response = await ask(demo, `/_control/${action}`, demo.controlToken, JSON.stringify(body))
  if (!response) throw new Error('The demo does not run. Start it first.')
  const answer: unknown = await response.json()
  if (response.ok) return answer
  throw new Error(messageOf(answer) ?? `The simulator answered ${response.status}.`)
}

/** Any call makes it catch up with the clock; without a demo that runs there is nothing to wake. */
export async function wakeSimulator(config: Config): Promise<void> {
  const demo = await readDemoState(config.dataDir)
  if (demo) await ask(demo, '/v1/account', demo.secretKey, null)
}

/** Null: nobody listens there. */
async function ask(demo: DemoState, path: string, key: string, body: string | null): Promise<Response | null> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const request = { method: body === null ? 'GET' : 'POST', headers, body, signal: AbortSignal.timeout(PATIENCE_MS) }
  try {
    return await fetch(`${demo.apiBase}${path}`, request)
  } catch (error) {
    if (error instanceof TypeError) return null // fetch's name for a refused connection
    throw error
  }
}

const Refused = z.object({ error: z.object({ message: z.string() }) })

function messageOf(answer: unknown): string | null {
  return Refused.safeParse(answer).data?.error.message ?? null
}
