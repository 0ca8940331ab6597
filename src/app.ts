// Config -> App: all wiring, by hand, in one place. Nothing starts on import; what is opened here is closed here, last first.
import { openAccountNumbers, type AccountNumbers } from './accounts/account-numbers.ts'
import { openCallRate, type CallRate } from './accounts/call-rate.ts'
import { createCsrf, type Csrf } from './accounts/csrf.ts'
import { createKnownDevices, type KnownDevices } from './accounts/known-device.ts'
import { countersInPostgres, countersInRedis } from './accounts/throttle-counters.ts'
import { openPersons, type Persons } from './accounts/persons.ts'
import { openThrottle, type Throttle } from './accounts/throttle.ts'
import { forgetTrialAddresses } from './billing/forget-trial-addresses.ts'
import { openGateway, type Gateway, type GatewayOptions } from './billing/stripe.ts'
import type { Terms } from './affiliates/core/terms.ts'
import type { Config } from './config.ts'
import { openDb, openPool, ping, type Db } from './db/open.ts'
import { openPipeline, type Pipeline } from './db/pipeline.ts'
import { openQueue, type Queue } from './db/queue.ts'
import { openRedis } from './db/redis.ts'
import { openClock, systemClock, type Clock } from './lib/clock.ts'
import { isMovable, moveClock } from './lib/move-clock.ts'
import { createLog, type Log } from './lib/log.ts'
import { createSeal, type Seal } from './lib/seal.ts'
import { openSyslog, type Syslog } from './lib/syslog.ts'
import { openSmtp, type Smtp } from './mail/deliver.ts'
import { isLoopback } from './ops/public-address.ts'
import type { Simulated } from './ops/simulator-control.ts'
import { openFleetWake, type FleetWake } from './vpn/fleet-wake.ts'
import { openFleet, type Fleet } from './vpn/fleet.ts'
import { openNodeStates, type NodeStates } from './vpn/node-states.ts'

export interface App {
  config: Config
  db: Db
  queue: Queue
  clock: Clock
  /** The time on people's phones, which no demo moves on: their authenticator apps go by it. */
  phoneClock: Clock
  log: Log
  seal: Seal
  stripe: Gateway
  fleet: Fleet
  wake: FleetWake
  pipelines: readonly Pipeline[]
  nodeStates: NodeStates
  throttle: Throttle
  callRate: CallRate
  csrf: Csrf
  knownDevices: KnownDevices
  persons: Persons
  /** Null: accounts without e-mail are switched off. */
  accountNumbers: AccountNumbers | null
  smtp: Smtp | null
  from: string
  baseUrl: URL
  inboundAddress: string | null
  refundLimit: string
  manualPayments: string | null
  graceDays: number
  leaseSeconds: number
  affiliateTerms: Terms
  tax: boolean
  webhookSecrets: readonly string[]
  inCrowd: Set<string>
  simulator: Simulated | null
  /** Moves the clock of all processes on by milliseconds; null where it cannot be moved, and always beside the real Stripe. */
  moveClock: ((length: number) => Promise<void>) | null
  /** Throws when the database does not answer. */
  ready(): Promise<void>
  close(): Promise<void>
}

export interface AppOptions {
  databaseUrl: string
  masterKey: Buffer
  stripe: GatewayOptions & { webhookSecrets: readonly string[] }
  /** Where the simulator listens, when payments are simulated: its pages are shown under `/sim/`. */
  simulator: Simulated | null
  /** Tests move it by hand; else `TURNPIKE_CLOCK` decides. */
  clock?: Clock
  /** How that clock is moved from inside. */
  moveClock?: (length: number) => Promise<void>
}

export async function openApp(config: Config, options: AppOptions): Promise<App> {
  const { log, collector } = openLog(config)
  const clock = options.clock ?? openClock(config.clock)
  const warn = (what: string) => (error: Error) => log.warn({ error: error.message }, what)
  const pool = openPool(options.databaseUrl, warn('a database connection was lost'))
  const db = openDb(pool)
  const seal = createSeal(options.masterKey, config.masterKeysAlso)
  const queue = await openQueue(options.databaseUrl, warn('queue'))
  const fleet = await openFleet({ db, seal, clock })
  const wake = openFleetWake(options.databaseUrl)
  const pipelines = [openPipeline(options.databaseUrl), openPipeline(options.databaseUrl)]
  const { graceDays, leaseSeconds, redisUrl } = config
  const redis = redisUrl === null ? null : openRedis(redisUrl, warn('Redis is away: limits are stricter'))
  const smtp = config.mail.smtpUrl ? openSmtp(config.mail.smtpUrl, leavesMachine(config, config.mail.smtpUrl)) : null
  return {
    config,
    db,
    queue,
    clock,
    phoneClock: options.clock ?? systemClock,
    log,
    seal,
    stripe: openGateway(options.stripe),
    fleet,
    wake,
    pipelines,
    nodeStates: openNodeStates({ db, seal, clock, fleet, graceDays, leaseSeconds, wake }),
    throttle: openThrottle(redis === null ? countersInPostgres(pool) : countersInRedis(redis, pool)),
    callRate: openCallRate(config.callsPerMinute),
    csrf: createCsrf(seal.derive('csrf')),
    knownDevices: createKnownDevices(seal.derive('known-device')),
    persons: await personsOf(db, seal),
    accountNumbers: config.anonymousAccounts ? await openAccountNumbers({ db, seal }) : null,
    smtp,
    ...settingsOf(config),
    webhookSecrets: options.stripe.webhookSecrets,
    inCrowd: new Set(),
    ...simulated(config, options),
    ready: () => ping(db),
    async close() {
      await queue.close()
      await wake.close()
      for (const pipeline of pipelines) await pipeline.close()
      smtp?.close()
      redis?.disconnect()
      await db.destroy()
      await collector?.close()
    },
  }
}

/** What verbs name by itself, so that none has to take the whole configuration. */
function settingsOf(config: Config) {
  const { mail, baseUrl, refundLimit, manualPayments, graceDays, leaseSeconds, affiliates, tax } = config
  const terms = { refundLimit, manualPayments, graceDays, leaseSeconds, affiliateTerms: affiliates, tax }
  return { from: mail.from, inboundAddress: mail.inboundAddress, baseUrl, ...terms }
}

/** The log, and who gets it on another machine. */
function openLog({ logLevel, logSyslog }: Config): { log: Log; collector: Syslog | null } {
  const collector = logSyslog === null ? null : openSyslog(logSyslog.url, logSyslog.ca)
  return { log: createLog(logLevel, collector), collector }
}

/** Whether mails go over a network that others may be on, where they must not go in clear. */
function leavesMachine({ plainConnections }: Config, smtpUrl: string): boolean {
  return !isLoopback(new URL(smtpUrl).hostname) && !plainConnections.includes('mail')
}

async function personsOf(db: Db, seal: Seal): Promise<Persons> {
  const persons = await openPersons({ db, seal })
  await forgetTrialAddresses({ db, persons }) // before anybody asks who had a trial
  return persons
}

function simulated(
  { clock }: Config,
  { simulator, moveClock: given }: AppOptions,
): Pick<App, 'simulator' | 'moveClock'> {
  if (!simulator) return { simulator, moveClock: null }
  const inFile = isMovable(clock) ? async (length: number) => void (await moveClock(clock, length)) : null
  return { simulator, moveClock: given ?? inFile }
}
