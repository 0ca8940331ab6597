// Before the demo opens: plans are published to the simulated Stripe, and it knows where to deliver its events.
import { keepMode } from '../billing/stripe-mode.ts'
import { ensureWebhookEndpoint } from '../billing/webhook-endpoint.ts'
import { listOffers, portalConfiguration, publishPlans } from '../billing/plans.ts'
import { openGateway, type GatewayOptions } from '../billing/stripe.ts'
import { ConfigError } from '../config.ts'
import { openDb, openPool } from '../db/open.ts'
import type { Seal } from '../lib/seal.ts'

export interface Shop {
  databaseUrl: string
  seal: Seal
  stripe: GatewayOptions
  baseUrl: URL
  webhookUrl: string
}

/** The signing secret of the webhook endpoint. */
export async function prepareShop({ databaseUrl, seal, stripe, baseUrl, webhookUrl }: Shop): Promise<string> {
  const gateway = openGateway(stripe)
  // A connection lost here fails the query that uses it.
  const db = openDb(openPool(databaseUrl, () => undefined, 2))
  try {
    const fault = await keepMode(db, gateway) // what is simulated must not come into the books of a live shop
    if (fault !== null) throw new ConfigError([fault])
    const isPublished = (await listOffers(db)).every((offer) => offer.priceId !== null)
    if (!isPublished || (await portalConfiguration(db)) === null) await publishPlans({ db, stripe: gateway, baseUrl })
    return await ensureWebhookEndpoint({ db, stripe: gateway, seal }, webhookUrl)
  } finally {
    await db.destroy()
  }
}
