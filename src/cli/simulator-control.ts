// The control API of the simulator of the demo that runs on this machine.
import { ConfigError, type Config } from '../config.ts'
import { askSimulator } from '../ops/simulator-control.ts'
import { readDemoState } from './demo-files.ts'

/** The simulator's answer. Throws a sentence when it refuses, or when no demo runs. */
export async function callSimulator(config: Config, action: string, body: Record<string, unknown>): Promise<unknown> {
  const demo = await readDemoState(config.dataDir)
  if (!demo) throw new ConfigError([`DATA_DIR: no demo was ever started in ${config.dataDir}. Start it first.`])
  return askSimulator(demo, action, body)
}

/** Makes it catch up with the clock; without a demo that runs there is nothing to wake. */
export async function wakeSimulator(config: Config): Promise<void> {
  const demo = await readDemoState(config.dataDir)
  if (!demo) return
  const headers = { authorization: `Bearer ${demo.secretKey}` }
  try {
    const answer = await fetch(`${demo.apiBase}/v1/account`, { headers, signal: AbortSignal.timeout(10_000) })
    await answer.body?.cancel()
  } catch (error) {
    if (!(error instanceof TypeError)) throw error // fetch's name for a refused connection
  }
}
