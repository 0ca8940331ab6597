// What a command that does one thing needs: configuration, database, clock, and the keys when it asks for them. Beside a
// running demo it uses the demo's; alone it runs the embedded database itself for as long as it needs it.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openPersons, type Persons } from '../accounts/persons.ts'
import { modeFault } from '../billing/stripe-mode.ts'
import { openGateway, type Gateway } from '../billing/stripe.ts'
import { ConfigError, readConfig, type Config } from '../config.ts'
import { useEmbeddedPostgres } from '../db/embedded/use.ts'
import { openDb, openPool, type Db } from '../db/open.ts'
import { openClock, type Clock } from '../lib/clock.ts'
import { createSeal, type Seal } from '../lib/seal.ts'
import { hasSchema } from '../ops/doctor-queries.ts'
import { clockFile, readDemoState, readMasterKey, type DemoState } from './demo-files.ts'

export interface Context {
  config: Config
  /** Null in production. */
  demo: DemoState | null
  databaseUrl: string
  db: Db
  clock: Clock
  baseUrl: URL
  graceDays: number
  leaseSeconds: number
  /** Throws ConfigError when there is no master key. */
  seal(): Promise<Seal>
  /** Throws ConfigError when there is no master key and somebody's trial is to be noted: few commands come to that. */
  persons(): Promise<Persons>
  /** Throws ConfigError when there is no key for Stripe, or one of the other mode. */
  stripe(): Promise<Gateway>
}

/** Throws ConfigError when there is no database to use. */
export async function withContext<T>(work: (context: Context) => Promise<T>): Promise<T> {
  const config = readConfig()
  const demo = await demoOf(config)
  return withDatabase(config, async (databaseUrl) => {
    // A connection lost here fails the query that uses it.
    const db = openDb(openPool(databaseUrl, () => undefined, 4))
    try {
      return await work({
        config,
        demo,
        databaseUrl,
        db,
        clock: openClock(config.clock ?? (demo ? clockFile(config.dataDir) : null)),
        baseUrl: demo ? new URL(demo.baseUrl) : config.baseUrl,
        graceDays: config.graceDays,
        leaseSeconds: config.leaseSeconds,
        seal: () => openSeal(config),
        persons: () => personsOf(db, config),
        stripe: () => openStripe(db, config, demo),
      })
    } finally {
      await db.destroy()
    }
  })
}

/**
 * With the address of the configured database, or of the embedded one in DATA_DIR, which `isNew` may make, and with that of the role
 * that owns its tables, where it is another.
 */
export async function withDatabase<T>(
  { databaseUrl, databaseOwnerUrl, dataDir }: Config,
  work: (databaseUrl: string, ownerUrl: string | null) => Promise<T>,
  { isNew }: { isNew: 'refused' | 'allowed' } = { isNew: 'refused' },
): Promise<T> {
  if (databaseUrl !== null) return work(databaseUrl, databaseOwnerUrl)
  if (isNew === 'refused' && !existsSync(join(dataDir, 'postgres'))) {
    throw new ConfigError([`DATABASE_URL: is not set, and ${dataDir} holds no database. Set it, or DATA_DIR.`])
  }
  const database = await useEmbeddedPostgres({ dataDir, log: () => undefined })
  try {
    return await work(database.productConnectionString, database.connectionString)
  } finally {
    await database.stop()
  }
}

/** A key for Stripe means production, whatever a demo left in the same folder. */
export async function demoOf(config: Config): Promise<DemoState | null> {
  return config.stripe.secretKey === null ? readDemoState(config.dataDir) : null
}

const NO_MASTER_KEY = 'MASTER_KEY: is not set. Set it to the key that the database was written with.'

async function openSeal(config: Config): Promise<Seal> {
  const seal = await sealOf(config)
  if (!seal) throw new ConfigError([NO_MASTER_KEY])
  return seal
}

async function sealOf(config: Config): Promise<Seal | null> {
  const key = config.masterKey ?? (await readMasterKey(config.dataDir))
  return key ? createSeal(key, config.masterKeysAlso) : null
}

async function personsOf(db: Db, config: Config): Promise<Persons> {
  const seal = await sealOf(config)
  if (seal) return openPersons({ db, seal })
  return {
    hashOf() {
      throw new ConfigError([NO_MASTER_KEY])
    },
  }
}

async function openStripe(db: Db, { stripe }: Config, demo: DemoState | null): Promise<Gateway> {
  if (stripe.secretKey !== null) {
    const gateway = openGateway({ secretKey: stripe.secretKey, apiBase: stripe.apiBase })
    const fault = (await hasSchema(db)) ? await modeFault(db, gateway) : null
    if (fault === null) return gateway
    throw new ConfigError([fault])
  }
  if (demo) return openGateway(demo)
  throw new ConfigError(['STRIPE_SECRET_KEY: is not set. Set the secret or restricted key from the Stripe dashboard.'])
}
