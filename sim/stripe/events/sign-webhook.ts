// Signs a webhook the way Stripe documents it (docs.stripe.com/webhooks#verify-manually): HMAC-SHA256 of `${t}.${body}` in hex.
import { createHmac } from 'node:crypto'

/** The Stripe-Signature header; one v1 for each secret, as during a rotation. `time` in seconds. */
export function signWebhook(body: string, secrets: string[], time: number): string {
  const marks = secrets.map((secret) => `v1=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`)
  return [`t=${time}`, ...marks].join(',')
}
