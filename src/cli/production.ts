// What `web` and `worker` need before they start, each fault a line of its own: settings, the tables, and a Stripe that
// answers as Stripe.
import { checkStripe } from '../ops/check-stripe.ts'
import { openApp, type App } from '../app.ts'
import { openGateway } from '../billing/stripe.ts'
import { ConfigError, type Config } from '../config.ts'
import { openDb, openPool } from '../db/open.ts'
import { productionFaults } from './production-faults.ts'
import { hasSchema } from '../ops/doctor-queries.ts'

/** Throws ConfigError, or the database's error. */
export async function openProduction(config: Config): Promise<App> {
  const { databaseUrl, masterKey, secretKey, webhookSecrets } = requireSettings(config)
  const stripe = { secretKey, apiBase: config.stripe.apiBase, webhookSecrets }
  await requireSchema(databaseUrl)
  const answer = await checkStripe(openGateway(stripe), config.stripe.apiBase)
  if (answer.fault !== null && answer.isFinal) throw new ConfigError([answer.fault])
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

async function requireSchema(databaseUrl: string): Promise<void> {
  const db = openDb(openPool(databaseUrl, () => undefined, 1))
  try {
    if (!(await hasSchema(db))) throw new Error('The database has no tables yet. Run: turnpike migrate')
  } finally {
    await db.destroy()
  }
}
