// A command of the product as a process of its own, on a world's database, processor and clock.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { formatDuration } from '../../src/lib/duration.ts'
import type { World } from './world.ts'

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts')

/** `ended` gives the exit status, null when it was killed. */
export function startCommand(
  { app, databaseUrl, simulator, stripeKey }: World,
  command: string[],
  settings: Record<string, string> = {},
) {
  const { redisUrl } = app.config
  const environment = {
    DATABASE_URL: databaseUrl,
    ...(redisUrl === null ? {} : { REDIS_URL: redisUrl }), // it counts where the world does
    STRIPE_SECRET_KEY: stripeKey.replace('Bearer ', ''),
    STRIPE_API_BASE: simulator.apiBase,
    TURNPIKE_CLOCK: formatDuration(app.clock().getTime() - Date.now()),
    ...settings,
  }
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...command], { env: environment })
  let [output, said] = ['', '']
  child.stdout.on('data', (part: Buffer) => (output += part.toString()))
  child.stderr.on('data', (part: Buffer) => (said += part.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, ended, output: () => output, said: () => said }
}
