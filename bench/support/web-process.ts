// A program of its own: the product's web on a database that is there already, with what one asks of a process: its memory and how
// late its event loop is. Told by the process that forked it what to serve; says where.
import { readFile } from 'node:fs/promises'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { openApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { startWeb } from '../../src/web/listen.ts'

export interface WebOrder {
  databaseUrl: string
  /** Base64. */
  masterKey: string
  port: number
  webhookSecret: string
  settings: Record<string, string>
}

/** Since they were asked for last. */
export interface Vitals {
  /** Resident now and at most since the process began, MB. */
  resident: number
  residentAtMost: number
  /** How late the event loop came to a timer of 10 ms: 99th percentile and most, ms. */
  late: number
  lateAtMost: number
}

const delay = monitorEventLoopDelay({ resolution: 10 })

process.once('message', (order: WebOrder) => void serve(order))

async function serve({ databaseUrl, masterKey, port, webhookSecret, settings }: WebOrder): Promise<void> {
  const config = readConfig({ BASE_URL: `http://127.0.0.1:${port}`, LOG_LEVEL: 'fatal', ...settings })
  const stripe = { secretKey: 'sk_test_bench', apiBase: 'http://127.0.0.1:9', webhookSecrets: [webhookSecret] }
  const app = await openApp(config, {
    databaseUrl,
    masterKey: Buffer.from(masterKey, 'base64'),
    stripe,
    simulator: null,
  })
  await startWeb(app, { host: '127.0.0.1', port })
  delay.enable()
  process.on('message', () => void vitals().then((answer) => process.send?.(answer)))
  process.send?.('serving')
}

async function vitals(): Promise<Vitals> {
  const status = await readFile('/proc/self/status', 'utf8')
  const megabytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024
  const late = Math.max(0, delay.percentile(99) / 1e6 - 10)
  const lateAtMost = Math.max(0, delay.max / 1e6 - 10)
  delay.reset()
  return { resident: megabytes('VmRSS'), residentAtMost: megabytes('VmHWM'), late, lateAtMost }
}
