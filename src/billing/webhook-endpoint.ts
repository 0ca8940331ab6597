// The endpoint that Stripe delivers to, made by us where no secret is configured (the demo). Stripe tells the signing secret
// once, so it is kept, sealed.
import type { Db } from '../db/open.ts'
import type { Seal } from '../lib/seal.ts'
import { readState, writeState } from './state-queries.ts'
import type { Gateway } from './stripe.ts'

/** `url` is where deliveries go; another address later makes a new endpoint. Gives the signing secret. */
export async function ensureWebhookEndpoint(
  { db, stripe, seal }: { db: Db; stripe: Gateway; seal: Seal },
  url: string,
): Promise<string> {
  const row = `stripe_state:webhook:${url}`
  const sealed = await readState(db, row)
  if (sealed) return seal.open(sealed, row)
  const secret = await stripe.createWebhookEndpoint(url)
  await writeState(db, row, seal.close(secret, row))
  return secret
}
