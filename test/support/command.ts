// The command line beside a running product: its database, its simulator and its clock, in the process of the test.
import { vi } from 'vitest'
import { runCommandLine } from '../../src/cli/command-line.ts'
import type { World } from './world.ts'

export interface Answered {
  status: number
  /** What it printed for people, or as one JSON value. */
  out: string
  /** What it told on standard error. */
  err: string
}

export async function runCommand(world: World, words: string[]): Promise<Answered> {
  const said = { out: '', err: '' }
  vi.stubEnv('BASE_URL', '') // the test runner sets one of its own
  vi.stubEnv('DATA_DIR', world.app.config.dataDir)
  vi.stubEnv('DATABASE_URL', world.databaseUrl)
  vi.stubEnv('MASTER_KEY', '')
  vi.stubEnv('STRIPE_SECRET_KEY', world.stripeKey.replace('Bearer ', ''))
  vi.stubEnv('STRIPE_API_BASE', world.simulator.apiBase)
  vi.stubEnv('TURNPIKE_CLOCK', `+${Math.round((world.app.clock().getTime() - Date.now()) / 1000)}s`)
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((said.out += String(text)), true))
  const err = vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((said.err += String(text)), true))
  try {
    return { status: await runCommandLine(words), ...said }
  } finally {
    out.mockRestore()
    err.mockRestore()
    vi.unstubAllEnvs()
  }
}
