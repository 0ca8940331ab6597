// POST /webhooks/stripe: the bytes as they came, judged and stored by billing's inbox. No cookie and no form counts here.
import { alertFutureWebhook } from '../../support/webhook-alert.ts'
import { readBytes } from '../kit/form.ts'
import type { Handler, Web } from '../kit/web.ts'

const LIMIT = 1024 * 1024

/** 200 when stored or known; 400 when it is not Stripe's; anything else makes Stripe send again. */
export function stripeWebhook({ app, inbox }: Web): Handler {
  return async (c) => {
    const body = await readBytes(c.req.raw, LIMIT)
    const receipt = await inbox.receive(body, c.req.header('stripe-signature') ?? '')
    if (receipt.ok) return c.json({ received: true })
    if (receipt.isFuture) await alertFutureWebhook(app)
    return c.json({ error: receipt.reason }, 400)
  }
}
