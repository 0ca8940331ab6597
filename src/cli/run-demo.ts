// The whole product on one machine without any account elsewhere: embedded PostgreSQL, simulated Stripe, worker and web in one
// process. Needs no network. Not in a release archive, and neither is the simulator, which nothing else of the server imports.
// Invariant: the next start finds the same data, keys and clock.
import { mkdir } from 'node:fs/promises'
import { startSimulator } from '../../sim/stripe/server.ts'
import { ownerSetUpLink } from '../accounts/owner-set-up.ts'
import { openApp, type App } from '../app.ts'
import type { Config } from '../config.ts'
import { startEmbeddedPostgres } from '../db/embedded/start.ts'
import { startWorker } from '../jobs/worker.ts'
import { openClock } from '../lib/clock.ts'
import { createLog, type Log } from '../lib/log.ts'
import { createSeal } from '../lib/seal.ts'
import { startWeb } from '../web/listen.ts'
import { claimPort } from './claim-port.ts'
import { clockFile, ensureMasterKey, simulatorKeys, simulatorStateFile, writeDemoState } from './demo-files.ts'
import { prepareShop } from './prepare-shop.ts'
import { printLine } from './print.ts'
import type { Run } from './run-until-stopped.ts'
import { updateDatabase } from './update-database.ts'

export async function runDemo(settings: Config, run: Run): Promise<void> {
  const { dataDir, host } = settings
  const port = await claimPort(host, settings.port)
  const clock = settings.clock ?? clockFile(dataDir)
  const config = { ...settings, port, baseUrl: withPort(settings.baseUrl, port), clock }
  const log = createLog(config.logLevel)
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const [databaseUrl, ownerUrl] = await openDatabase(config, log, run)
  const masterKey = config.masterKey ?? (await ensureMasterKey(dataDir))

  const keys = await simulatorKeys(dataDir)
  const simulator = run.keep(
    await startSimulator({
      ...keys,
      stateFile: simulatorStateFile(dataDir),
      clock: openClock(clock),
      publicOrigin: config.baseUrl.origin,
      log: (line) => log.warn({ line }, 'simulator'),
    }),
  )
  const { apiBase } = simulator
  await writeDemoState(dataDir, { ...keys, apiBase, baseUrl: config.baseUrl.href })
  await updateDatabase(databaseUrl, ownerUrl)
  const stripe = { secretKey: keys.secretKey, apiBase }
  const webhookUrl = `http://${reachable(host)}:${port}/webhooks/stripe`
  const seal = createSeal(masterKey, config.masterKeysAlso)
  const webhookSecret = await prepareShop({ databaseUrl, seal, stripe, baseUrl: config.baseUrl, webhookUrl })

  const app = run.keep(
    await openApp(config, {
      databaseUrl,
      masterKey,
      stripe: { ...stripe, webhookSecrets: [webhookSecret] },
      simulator: { apiBase, controlToken: keys.controlToken },
    }),
  )
  run.keep(await startWorker(app))
  run.keep(await startWeb(app, { host, port }))
  await greet(app, keys.controlToken)
}

/** The product's address, and that of the role which owns the tables; null where both are one. */
async function openDatabase(config: Config, log: Log, run: Run): Promise<[product: string, owner: string | null]> {
  const { databaseUrl, databaseOwnerUrl, dataDir } = config
  if (databaseUrl !== null) return [databaseUrl, databaseOwnerUrl]
  const database = await startEmbeddedPostgres({ dataDir, log: (line) => log.debug({ line }, 'postgresql') })
  run.keep({ close: () => database.stop() })
  return [database.productConnectionString, database.connectionString]
}

function withPort(baseUrl: URL, port: number): URL {
  const url = new URL(baseUrl)
  if (url.port === '0') url.port = String(port)
  return url
}

/** Where the simulator, on this machine, reaches a web that listens on `host`. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

async function greet(app: App, controlToken: string): Promise<void> {
  const link = (path: string) => new URL(path, app.baseUrl).href
  const setUp = await ownerSetUpLink(app)
  printLine('')
  printLine(`  Turnpike runs at      ${link('/')}`)
  printLine(setUp ? `  Become its owner at   ${setUp}  (works once)` : `  Log in as owner at    ${link('/log-in')}`)
  printLine(`  Simulated Stripe at   ${link(`/sim/?token=${controlToken}`)}`)
  printLine('')
  printLine(`  Ctrl-C stops it. The data stays in ${app.config.dataDir}.`)
}
