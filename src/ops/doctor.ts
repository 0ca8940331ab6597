// Looks at everything an installation stands on. Each look gives a sentence or throws; a throw becomes a finding.
import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { connect } from 'node:net'
import type { Gateway } from '../billing/stripe.ts'
import type { Db } from '../db/open.ts'
import { askRedis } from '../db/redis.ts'
import { mayRewrite } from '../db/rights.ts'
import { projectFile } from '../lib/project-file.ts'
import type { Seal } from '../lib/seal.ts'
import { checkStripe } from './check-stripe.ts'
import { aboutServer, hasSchema } from './doctor-queries.ts'
import { lookAtPublicAddress } from './public-address.ts'
import { staleSeals } from './rotate-keys.ts'

export interface Finding {
  id: string
  ok: boolean
  detail: string
  /** What to do; null where the detail says it. */
  hint: string | null
}

export interface Patient {
  withDatabase(look: (db: Db) => Promise<string>): Promise<string>
  withSeal(look: (needs: { db: Db; seal: Seal }) => Promise<string>): Promise<string>
  withStripe(look: (stripe: Gateway, apiBase: string | null) => Promise<string>): Promise<string>
  redisUrl: string | null
  smtpUrl: string | null
  dataDir: string
  baseUrl: URL
  clock: string | null
  /** STRIPE_TAX is on. */
  tax: boolean
}

const LEAST_FREE_MIB = 512
const LARGEST_CLOCK_DIFFERENCE_MS = 5_000

export async function examine(patient: Patient): Promise<Finding[]> {
  const looks: [id: string, look: () => Promise<string>, hint: string | null][] = [
    ['database', () => patient.withDatabase(lookAtDatabase), 'Check DATABASE_URL, and that the server runs.'],
    ['rights', () => patient.withDatabase(lookAtRights), null],
    ['master key', () => patient.withSeal(lookAtSeals), null],
    ['stripe', () => patient.withStripe(lookAtStripe), null],
    ['tax', () => lookAtTax(patient.tax), null],
    ['redis', () => lookAtRedis(patient.redisUrl), 'Check REDIS_URL, and that the server runs.'],
    ['mail', () => lookAtMail(patient.smtpUrl), 'Check SMTP_URL.'],
    [
      'address',
      () => lookAtPublicAddress(patient.baseUrl),
      'Set BASE_URL to the https address that customers open, and look at the proxy there.',
    ],
    ['folder', () => lookAtFolder(patient.baseUrl), 'Install a copy without: git archive HEAD | tar -x -C FOLDER'],
    ['disk', () => lookAtDisk(patient.dataDir), 'Free some space, or move DATA_DIR.'],
    [
      'clock',
      () => patient.withDatabase((db) => lookAtClock(db, patient.clock)),
      'Run a time service on both machines.',
    ],
  ]
  const findings: Finding[] = []
  for (const [id, look, hint] of looks) findings.push(await find(id, look, hint))
  return findings
}

async function find(id: string, look: () => Promise<string>, hint: string | null): Promise<Finding> {
  try {
    return { id, ok: true, detail: await look(), hint: null }
  } catch (error) {
    const detail = error instanceof Error && error.message !== '' ? error.message : 'It does not answer.'
    return { id, ok: false, detail, hint }
  }
}

async function lookAtDatabase(db: Db): Promise<string> {
  const { version } = await aboutServer(db)
  if (!(await hasSchema(db))) throw new Error('It has no tables yet. Run: turnpike migrate.')
  return `PostgreSQL ${version} answers.`
}

/** Some databases can have one role only, so that is said and no fault. */
async function lookAtRights(db: Db): Promise<string> {
  if (!(await hasSchema(db))) return 'There are no tables yet.'
  return (await mayRewrite(db))
    ? 'The role of DATABASE_URL could rewrite ledger and audit. Where two roles can be had, docs/operate/database.md says how.'
    : 'The role of DATABASE_URL cannot rewrite ledger and audit.'
}

async function lookAtSeals(needs: { db: Db; seal: Seal }): Promise<string> {
  const stale = (await hasSchema(needs.db)) ? await staleSeals(needs) : []
  if (stale.length === 0) return 'It is there, and everything sealed is sealed under it.'
  throw new Error(
    `Values in ${stale.map(({ name }) => name).join(', ')} are under another key. Run: turnpike keys rotate.`,
  )
}

async function lookAtRedis(redisUrl: string | null): Promise<string> {
  if (redisUrl === null) return 'REDIS_URL is not set: attempts are counted in the database.'
  return `Redis ${await askRedis(redisUrl)} answers.`
}

async function lookAtStripe(stripe: Gateway, apiBase: string | null): Promise<string> {
  const answer = await checkStripe(stripe, apiBase)
  if (answer.fault !== null) throw new Error(answer.fault)
  return `${answer.account} answers${stripe.livemode ? '' : ' in test mode'}.`
}

/** What is set up there cannot be seen with a restricted key, so it is said. */
async function lookAtTax(isOn: boolean): Promise<string> {
  return isOn
    ? 'STRIPE_TAX is on. At Stripe, under Tax, set your origin address, a tax code for VPN access and your registrations; without a registration nothing is collected.'
    : 'STRIPE_TAX is off: prices are charged as they are.'
}

async function lookAtMail(smtpUrl: string | null): Promise<string> {
  if (smtpUrl === null) return 'SMTP_URL is not set: mails are kept, none is sent.'
  const { hostname, port, protocol } = new URL(smtpUrl)
  await reach(hostname, Number(port || (protocol === 'smtps:' ? 465 : 587)))
  return `${hostname} answers.`
}

async function reach(host: string, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const socket = connect({ host, port, timeout: 5_000 }, resolve)
  socket.once('error', reject)
  socket.once('timeout', () => reject(new Error(`${host}:${port} does not answer.`)))
  await promise.finally(() => socket.destroy())
}

/** Who works on the sources has them; what is open to the world has not. */
async function lookAtFolder({ protocol }: URL): Promise<string> {
  if (protocol === 'https:' && existsSync(projectFile('.git'))) throw new Error('It lies in a checkout, with its .git.')
  return 'It can be served.'
}

async function lookAtDisk(dataDir: string): Promise<string> {
  const { bavail, bsize } = await statfs(dataDir)
  const free = Math.floor((bavail * bsize) / 2 ** 20)
  if (free < LEAST_FREE_MIB) throw new Error(`Only ${free} MiB are free in ${dataDir}.`)
  return `${free} MiB are free in ${dataDir}.`
}

async function lookAtClock(db: Db, setting: string | null): Promise<string> {
  const { now } = await aboutServer(db)
  const difference = Math.abs(now.getTime() - Date.now())
  if (difference > LARGEST_CLOCK_DIFFERENCE_MS) throw new Error(`The database's clock differs by ${difference} ms.`)
  return setting === null
    ? 'It agrees with the database.'
    : 'It agrees with the database; TURNPIKE_CLOCK moves the product.'
}
