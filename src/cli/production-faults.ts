// What makes an installation unsafe to open, told before it opens. Pure. Each line names the setting and the fix, and never the
// value of a secret.
import type { Config } from '../config.ts'
import { plainConnectionFaults } from './plain-connections.ts'
import { isLoopback } from '../ops/public-address.ts'

const STRIPE = 'api.stripe.com'
const FEWEST_DIFFERENT = 8
const GUESSED_FIRST = /change.?me|passw|secret|default|example|turnpike|postgres|admin/i

export function productionFaults(config: Config): string[] {
  return [...addressFaults(config), ...stripeFaults(config), ...secretFaults(config), ...plainConnectionFaults(config)]
}

function addressFaults({ baseUrl, stripe }: Config): string[] {
  if (baseUrl.protocol === 'https:') return []
  const fix = 'Set it to the https address that customers open.'
  if (!isLoopback(baseUrl.hostname)) return [`BASE_URL: ${baseUrl.origin} would carry passwords in clear. ${fix}`]
  return isLive(stripe.secretKey)
    ? [`BASE_URL: ${baseUrl.origin} is for trying out, and the key is a live one. ${fix}`]
    : []
}

function stripeFaults({ stripe }: Config): string[] {
  const { secretKey, webhookSecrets, apiBase } = stripe
  const faults: string[] = []
  if (isLive(secretKey) && apiBase !== null && new URL(apiBase).host !== STRIPE)
    faults.push(`STRIPE_API_BASE: is not Stripe, and the key is a live one. Unset it, or use a test key.`)
  if (webhookSecrets.some((secret) => !/^whsec_\w{16,}$/.test(secret)))
    faults.push(
      'STRIPE_WEBHOOK_SECRET: must begin with whsec_ and be whole. It is on the dashboard under Developers, Webhooks.',
    )
  return faults
}

function secretFaults({ metricsToken, databaseUrl }: Config): string[] {
  const faults: string[] = []
  if (metricsToken !== null && isGuessable(metricsToken))
    faults.push('METRICS_TOKEN: is one that can be guessed. Make one with: openssl rand -hex 24')
  const { hostname, password } = new URL(databaseUrl ?? 'postgres://')
  if (hostname !== '' && !isLoopback(hostname) && GUESSED_FIRST.test(password))
    faults.push('DATABASE_URL: its password is one that is tried first. Give the role another: openssl rand -hex 24')
  return faults
}

function isGuessable(secret: string): boolean {
  return new Set(secret).size < FEWEST_DIFFERENT || GUESSED_FIRST.test(secret)
}

function isLive(secretKey: string | null): boolean {
  return secretKey?.includes('_live_') ?? false
}
