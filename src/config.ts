// Environment -> one frozen Config, checked once at the start; the only reader of process.env. Long because it is one thing.
// Each secret NAME may also come as NAME_FILE. Every fault is one line that names the setting and the fix.
import { resolve } from 'node:path'
import { z } from 'zod'
import { readSecretFile } from './lib/secret-file.ts'

/** What may go over a network in clear where the operator says so. */
export type PlainConnection = 'database' | 'redis' | 'mail' | 'web'

export interface Config {
  databaseUrl: string | null
  /** Of the role that owns the tables; `migrate` alone reads it. */
  databaseOwnerUrl: string | null
  /** Where attempts are counted; null: in the database. */
  redisUrl: string | null
  dataDir: string
  /** Where the audit's anchors are kept; null: in the data folder. */
  auditAnchors: string | null
  baseUrl: URL
  host: string
  port: number
  trustedProxies: readonly string[]
  /** What `web` speaks TLS with, as PEM; null: plain HTTP, for a proxy on the same machine. */
  tls: { cert: string; key: string } | null
  plainConnections: readonly PlainConnection[]
  stripe: { secretKey: string | null; webhookSecrets: readonly string[]; apiBase: string | null }
  /** Stripe counts the tax at the checkout. */
  tax: boolean
  /** What prices are shown in first. */
  defaultCurrency: string
  masterKey: Buffer | null
  /** Keys that are accepted beside it while it is being changed. */
  masterKeysAlso: readonly Buffer[]
  mail: {
    smtpUrl: string | null
    from: string
    /** Where answers to tickets arrive, and the token of who delivers them over HTTP; null: they do not. */
    inboundAddress: string | null
    inboundToken: string | null
  }
  metricsToken: string | null
  /** What one account may call in a process, pages and API together. */
  callsPerMinute: number
  /** What one owner may give back alone, in whole units of the payment's currency; 0: any amount. */
  refundLimit: string
  /** How to pay by bank, in cash or some other way, for customers to read; null: that is not offered. */
  manualPayments: string | null
  /** Who must have a second factor before anything else answers. */
  secondFactor: 'staff' | 'all'
  /** Accounts without e-mail are offered. */
  anonymousAccounts: boolean
  graceDays: number
  leaseSeconds: number
  sweepSeconds: number
  logLevel: string
  /** A collector that gets the log too, by TLS, and the authority of its certificate where it is no public one. */
  logSyslog: { url: URL; ca: string | null } | null
  clock: string | null
  /** See affiliates/core/terms.ts. */
  affiliates: { rateBp: number; holdDays: number; months: number; minimum: bigint }
}

export class ConfigError extends Error {
  constructor(faults: string[]) {
    super(faults.join('\n'))
    this.name = 'ConfigError'
  }
}

const number = (fallback: number, minimum = 0) => z.coerce.number().min(minimum).default(fallback)
const days = (fallback: number) => z.coerce.number().int().min(0).max(3650).default(fallback)
const percent = (fallback: string) =>
  z
    .string()
    .regex(/^(100(\.0{1,2})?|\d{1,2}(\.\d{1,2})?)$/, 'must be a percentage from 0 to 100, such as 12.5')
    .default(fallback)
const Environment = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .optional(),
  DATABASE_OWNER_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .optional(),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'must begin with redis:// or rediss://')
    .optional(),
  DATA_DIR: z.string().default('./data'),
  AUDIT_ANCHORS: z.string().optional(),
  BASE_URL: z.url({ protocol: /^https?$/, error: 'must be an address such as https://vpn.example.com' }).optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  TRUSTED_PROXIES: z.string().default(''),
  TLS_CERT: z.string().includes('-----BEGIN CERTIFICATE-----', 'must be a certificate in PEM').optional(),
  TLS_KEY: z.string().includes('PRIVATE KEY-----', 'must be a private key in PEM').optional(),
  PLAIN_CONNECTIONS: z
    .string()
    .regex(/^((database|redis|mail|web)(\s*,\s*|$))*$/, 'must be of database, redis, mail and web, comma-separated')
    .default(''),
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^[sr]k_(test|live)_\w{8,}$/, 'must be a Stripe secret or restricted key')
    .optional(),
  STRIPE_WEBHOOK_SECRET: z.string().default(''),
  STRIPE_API_BASE: z
    .url({ protocol: /^https?$/, error: 'must be an address such as http://127.0.0.1:12111' })
    .optional(),
  STRIPE_TAX: z.enum(['on', 'off']).default('off'),
  DEFAULT_CURRENCY: z
    .string()
    .regex(/^[a-z]{3}$/, 'must be three lower-case letters, such as usd')
    .default('usd'),
  MASTER_KEY: z.string().optional(),
  MASTER_KEY_ALSO: z.string().default(''),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'must begin with smtp:// or smtps://')
    .optional(),
  MAIL_FROM: z.string().default('Turnpike <turnpike@localhost>'),
  MAIL_INBOUND_ADDRESS: z
    .string()
    .regex(
      /^[a-z0-9._-]{1,36}@[a-z0-9-]+(\.[a-z0-9-]+)+$/i,
      'must be an address such as help@example.com, with at most 36 letters before the @ and no +',
    )
    .optional(),
  MAIL_INBOUND_TOKEN: z
    .string()
    .min(32, 'must have at least 32 characters. Make one with: openssl rand -hex 32')
    .regex(/^[\x21-\x7e]*$/, 'must have no spaces and only letters, digits and signs')
    .optional(),
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  CALLS_PER_MINUTE: z.coerce.number().int().min(60).max(10_000_000).default(3000),
  REFUND_LIMIT: z
    .string()
    .regex(/^\d{1,9}(\.\d{1,3})?$/, 'must be an amount such as 100 or 99.50; 0 means no limit')
    .default('250'),
  MANUAL_PAYMENTS: z.string().max(2000, 'must have at most 2000 characters').optional(),
  SECOND_FACTOR: z.enum(['staff', 'all']).default('staff'),
  ANONYMOUS_ACCOUNTS: z.enum(['on', 'off']).default('off'),
  GRACE_DAYS: number(7),
  LEASE_SECONDS: number(86_400, 1),
  SWEEP_SECONDS: number(900, 1),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  LOG_SYSLOG: z.url({ protocol: /^tls$/, error: 'must be an address such as tls://logs.example.com:6514' }).optional(),
  LOG_SYSLOG_CA: z.string().includes('-----BEGIN CERTIFICATE-----', 'must be a certificate in PEM').optional(),
  TURNPIKE_CLOCK: z.string().optional(),
  AFFILIATE_RATE: percent('20'),
  AFFILIATE_HOLD_DAYS: days(30),
  AFFILIATE_MONTHS: z.coerce.number().int().min(1).max(1200).default(12),
  AFFILIATE_MINIMUM: z
    .string()
    .regex(/^\d{1,9}(\.\d{1,2})?$/, 'must be an amount such as 20.00')
    .default('20.00'),
  REFUND_WINDOW_DAYS: days(30),
})
type Names = keyof typeof Environment.shape
const SECRETS: Names[] = [
  'DATABASE_URL',
  'DATABASE_OWNER_URL',
  'REDIS_URL',
  'STRIPE_SECRET_KEY',
  'STRIPE_WEBHOOK_SECRET',
  'MASTER_KEY',
  'MASTER_KEY_ALSO',
  'TLS_CERT',
  'TLS_KEY',
  'LOG_SYSLOG_CA',
  'SMTP_URL',
  'MAIL_INBOUND_TOKEN',
  'METRICS_TOKEN',
]
/** Of these what anybody may read. */
const CERTIFICATES: ReadonlySet<Names> = new Set(['TLS_CERT', 'LOG_SYSLOG_CA'])

/** Throws ConfigError with a line for each fault; values of secrets are never in it. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const faults: string[] = []
  const parsed = Environment.safeParse(withSecretFiles(environment, faults))
  if (!parsed.success) {
    for (const issue of parsed.error.issues) faults.push(`${issue.path.join('.')}: ${issue.message}.`)
    throw new ConfigError(faults)
  }
  const env = parsed.data
  const masterKey = env.MASTER_KEY === undefined ? null : masterKeyOf('MASTER_KEY', env.MASTER_KEY, faults)
  const masterKeysAlso = list(env.MASTER_KEY_ALSO).map((text) => masterKeyOf('MASTER_KEY_ALSO', text, faults))
  faults.push(
    ...tooShortHold(env.AFFILIATE_HOLD_DAYS, env.REFUND_WINDOW_DAYS),
    ...noInboundAddress(env),
    ...halfTls(env),
  )
  if (faults.length > 0) throw new ConfigError(faults)
  return Object.freeze({
    databaseUrl: env.DATABASE_URL ?? null,
    databaseOwnerUrl: env.DATABASE_OWNER_URL ?? null,
    redisUrl: env.REDIS_URL ?? null,
    dataDir: resolve(env.DATA_DIR),
    auditAnchors: env.AUDIT_ANCHORS === undefined ? null : resolve(env.AUDIT_ANCHORS),
    baseUrl: new URL(env.BASE_URL ?? `http://${env.HOST === '0.0.0.0' ? '127.0.0.1' : env.HOST}:${env.PORT}`),
    host: env.HOST,
    port: env.PORT,
    trustedProxies: list(env.TRUSTED_PROXIES),
    tls: env.TLS_CERT === undefined || env.TLS_KEY === undefined ? null : { cert: env.TLS_CERT, key: env.TLS_KEY },
    plainConnections: list(env.PLAIN_CONNECTIONS) as PlainConnection[], // as the form of the setting has it
    stripe: stripeOf(env),
    tax: env.STRIPE_TAX === 'on',
    defaultCurrency: env.DEFAULT_CURRENCY,
    masterKey,
    masterKeysAlso,
    mail: mailOf(env),
    metricsToken: env.METRICS_TOKEN ?? null,
    callsPerMinute: env.CALLS_PER_MINUTE,
    refundLimit: env.REFUND_LIMIT,
    manualPayments: env.MANUAL_PAYMENTS ?? null,
    secondFactor: env.SECOND_FACTOR,
    anonymousAccounts: env.ANONYMOUS_ACCOUNTS === 'on',
    graceDays: env.GRACE_DAYS,
    leaseSeconds: env.LEASE_SECONDS,
    sweepSeconds: env.SWEEP_SECONDS,
    logLevel: env.LOG_LEVEL,
    logSyslog: env.LOG_SYSLOG === undefined ? null : { url: new URL(env.LOG_SYSLOG), ca: env.LOG_SYSLOG_CA ?? null },
    clock: env.TURNPIKE_CLOCK ?? null,
    affiliates: affiliatesOf(env),
  })
}

function tooShortHold(hold: number, refunds: number): string[] {
  if (hold >= refunds) return []
  const short = `AFFILIATE_HOLD_DAYS: ${hold} is shorter than REFUND_WINDOW_DAYS (${refunds})`
  return [`${short}: commissions would be paid for money that can still go back.`]
}

function stripeOf(env: z.infer<typeof Environment>): Config['stripe'] {
  return {
    secretKey: env.STRIPE_SECRET_KEY ?? null,
    webhookSecrets: list(env.STRIPE_WEBHOOK_SECRET),
    apiBase: env.STRIPE_API_BASE ?? null,
  }
}

function mailOf(env: z.infer<typeof Environment>): Config['mail'] {
  return {
    smtpUrl: env.SMTP_URL ?? null,
    from: env.MAIL_FROM,
    inboundAddress: env.MAIL_INBOUND_ADDRESS ?? null,
    inboundToken: env.MAIL_INBOUND_TOKEN ?? null,
  }
}

function affiliatesOf(env: z.infer<typeof Environment>): Config['affiliates'] {
  return {
    rateBp: Number(hundredths(env.AFFILIATE_RATE)),
    holdDays: env.AFFILIATE_HOLD_DAYS,
    months: env.AFFILIATE_MONTHS,
    minimum: hundredths(env.AFFILIATE_MINIMUM),
  }
}

function noInboundAddress(env: z.infer<typeof Environment>): string[] {
  if (env.MAIL_INBOUND_TOKEN === undefined || env.MAIL_INBOUND_ADDRESS !== undefined) return []
  return ['MAIL_INBOUND_ADDRESS: is not set, but MAIL_INBOUND_TOKEN is. Set it to where answers arrive.']
}

function halfTls(env: z.infer<typeof Environment>): string[] {
  if ((env.TLS_CERT === undefined) === (env.TLS_KEY === undefined)) return []
  const [missing, there] = env.TLS_CERT === undefined ? ['TLS_CERT', 'TLS_KEY'] : ['TLS_KEY', 'TLS_CERT']
  return [`${missing}: is not set, but ${there} is. They belong together.`]
}

function masterKeyOf(name: Names, text: string, faults: string[]): Buffer {
  const key = Buffer.from(text, 'base64')
  const make = 'Make one with: openssl rand -base64 32'
  if (key.length !== 32) faults.push(`${name}: must be 32 bytes in base64. ${make}`)
  else if (new Set(key).size < 8) faults.push(`${name}: is not random. ${make}`)
  return key
}

/** `12.5` is 1250: by its digits, so that no float is in between. */
function hundredths(text: string): bigint {
  const [whole = '', fraction = ''] = text.split('.')
  return BigInt(whole + fraction.padEnd(2, '0'))
}

function withSecretFiles(environment: NodeJS.ProcessEnv, faults: string[]): Record<string, string> {
  const values: Record<string, string> = {}
  for (const name of Object.keys(Environment.shape)) {
    const value = environment[name]
    if (value !== undefined && value !== '') values[name] = value.trim()
  }
  for (const name of SECRETS) {
    const file = environment[`${name}_FILE`]
    if (!file) continue
    if (values[name] !== undefined) faults.push(`${name}: is set twice, also as ${name}_FILE. Keep one of them.`)
    const read = readSecretFile(file, { dataDir: values['DATA_DIR'] ?? 'data', isPublic: CERTIFICATES.has(name) })
    if ('fault' in read) faults.push(`${name}_FILE: ${read.fault}`)
    else values[name] = read.text
  }
  return values
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
