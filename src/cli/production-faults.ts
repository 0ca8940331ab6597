// What makes an installation unsafe to open, told before it opens. Pure. Each line names the setting and the fix, and never the
// value of a secret. A test key on a public address is no fault: shops are tried out so. That test and live never mix is told by the
// database: src/billing/stripe-mode.ts.
import type { Config } from '../config.ts'
import { plainConnectionFaults } from './plain-connections.ts'
import { isLoopback } from '../ops/public-address.ts'
import { secretFaults } from './secret-faults.ts'

const STRIPE = 'api.stripe.com'

export function productionFaults(config: Config): string[] {
  return [...addressFaults(config), ...apiFaults(config), ...secretFaults(config), ...plainConnectionFaults(config)]
}

function addressFaults({ baseUrl, stripe }: Config): string[] {
  if (baseUrl.protocol === 'https:') return []
  const fix = 'Set it to the https address that customers open.'
  if (!isLoopback(baseUrl.hostname)) return [`BASE_URL: ${baseUrl.origin} would carry passwords in clear. ${fix}`]
  return isLive(stripe.secretKey)
    ? [`BASE_URL: ${baseUrl.origin} is for trying out, and the key is a live one. ${fix}`]
    : []
}

function apiFaults({ stripe }: Config): string[] {
  const { secretKey, apiBase } = stripe
  if (!isLive(secretKey) || apiBase === null || new URL(apiBase).host === STRIPE) return []
  return [`STRIPE_API_BASE: is not Stripe, and the key is a live one. Unset it, or use a test key.`]
}

function isLive(secretKey: string | null): boolean {
  return secretKey?.includes('_live_') ?? false
}
