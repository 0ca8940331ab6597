// Events as Stripe delivers them, written by hand where the simulator would never send such a one.
import { createHmac } from 'node:crypto'
import type { World } from './world.ts'

/** The header with which Stripe signs `body`. */
export function signature(body: string | Buffer, secret: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000)
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex')}`
}

interface StripeEvent {
  id: string
  type: string
  object: object
  livemode?: boolean
}

/** Delivers it, signed; gives the status of the answer. */
export async function deliverEvent({ app, url }: World, event: StripeEvent): Promise<number> {
  const { id, type, object, livemode = false } = event
  const now = app.clock()
  const created = Math.floor(now.getTime() / 1000)
  const body = JSON.stringify({ id, object: 'event', type, livemode, created, data: { object } })
  const headers = { 'stripe-signature': signature(body, app.webhookSecrets[0] ?? '', now) }
  return (await fetch(`${url}/webhooks/stripe`, { method: 'POST', body, headers })).status
}
