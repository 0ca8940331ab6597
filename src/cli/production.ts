// What `web` and `worker` need before they start, each fault a line of its own: settings, the tables, and a Stripe that
// answers as Stripe.
import { checkStripe } from '../ops/check-stripe.ts'
import { openApp, type App } from '../app.ts'
import { keepMode, modeFault } from '../billing/stripe-mode.ts'
import { openGateway } from '../billing/stripe.ts'
import { ConfigError, type Config } from '../config.ts'
import { openDb, openPool, type Db } from '../db/open.ts'
import { productionFaults } from './production-faults.ts'
import { hasSchema } from '../ops/doctor-queries.ts'

/** Throws ConfigError, or the database's error. */
export async function openProduction(config: Config): Promise<App> {
  const { databaseUrl, masterKey, secretKey, webhookSecrets } = requireSettings(config)
  const stripe = { secretKey, apiBase: config.stripe.apiBase, webhookSecrets }
  const gateway = openGateway(stripe)
  const answer = await withSchema(databaseUrl, async (db) => {
    refuse(await modeFault(db, gateway))
    const said = await checkStripe(gateway, config.stripe.apiBase)
    if (said.fault === null)
      refuse(await keepMode(db, gateway)) // a key that Stripe does not know says nothing of the shop
    else if (said.isFinal) refuse(said.fault)
    return said
  })
  const app = await openApp(config, { databaseUrl, masterKey, stripe, simulator: null })
  if (answer.fault !== null) app.log.warn(answer.fault) // an outage of theirs must not be one of ours
  if (config.mail.smtpUrl === null) app.log.warn('SMTP_URL is not set: no mail leaves this installation')
  return app
}

const OWNER =
  'DATABASE_OWNER_URL: is for `turnpike migrate` alone. Take it out of the environment of web and worker: with it they could rewrite the books.'

function requireSettings(config: Config) {
  const { databaseUrl, masterKey, stripe } = config
  const { secretKey, webhookSecrets } = stripe
  const faults = productionFaults(config)
  if (config.databaseOwnerUrl !== null) faults.push(OWNER)
  if (databaseUrl === null) faults.push('DATABASE_URL: is not set. Set it to postgres://user:password@host/database')
  if (masterKey === null) faults.push('MASTER_KEY: is not set. Make one with: openssl rand -base64 32')
  if (secretKey === null)
    faults.push('STRIPE_SECRET_KEY: is not set. It is on the dashboard under Developers, API keys.')
  if (webhookSecrets.length === 0) {
    faults.push('STRIPE_WEBHOOK_SECRET: is not set. It is on the dashboard under Developers, Webhooks.')
  }
  if (databaseUrl === null || masterKey === null || secretKey === null || faults.length > 0)
    throw new ConfigError(faults)
  return { databaseUrl, masterKey, secretKey, webhookSecrets }
}

function refuse(fault: string | null): void {
  if (fault !== null) throw new ConfigError([fault])
}

async function withSchema<T>(databaseUrl: string, look: (db: Db) => Promise<T>): Promise<T> {
  const db = openDb(openPool(databaseUrl, () => undefined, 1))
  try {
    if (!(await hasSchema(db))) throw new Error('The database has no tables yet. Run: turnpike migrate')
    return await look(db)
  } finally {
    await db.destroy()
  }
}
