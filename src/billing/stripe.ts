// The gateway: every call we make to Stripe, and the only importer of `stripe`. Version 2026-10-28.endive, SDK 23.1.
// Invariant: no call happens inside a database transaction, and each write carries an idempotency key from our own row.
import Stripe from 'stripe'
import type { SessionWords } from './core/checkout-outcome.ts'
import type { Coupon } from './core/coupon.ts'
import { intentsToAsk } from './core/unpaid-invoices.ts'
import type { CustomerSnapshot } from './core/stripe-words.ts'
import { changingSubscriptions, type Outcome } from './stripe-changing.ts'
import { walking } from './reconcile-walk-stripe.ts'
import { API_VERSION, SUBSCRIBED_EVENTS } from './subscribed-events.ts'
import { keyOf, checkoutSession, sessionWords, type CheckoutParams } from './stripe-checkout.ts'
import { publishCoupon, publishPortal, publishPrice, publishProduct, type PriceToPublish } from './stripe-publishing.ts'
import { eventOf, type VerifiedEvent } from './webhook-signature.ts'

const SUBSCRIBED_TYPES: ReadonlySet<string> = new Set(SUBSCRIBED_EVENTS)

export type Gateway = ReturnType<typeof openGateway>

export interface GatewayOptions {
  secretKey: string
  /** Another address of the same API: the simulator's, a test's. */
  apiBase: string | null
}

export function openGateway({ secretKey, apiBase }: GatewayOptions) {
  const stripe = new Stripe(secretKey, { ...address(apiBase), timeout: 10_000, maxNetworkRetries: 2, telemetry: false })
  return {
    livemode: secretKey.includes('_live_'),
    ...buying(stripe),
    ...managing(stripe),
    ...changingSubscriptions(stripe, attempt),
    ...refunding(stripe),
    ...reading(stripe),
    ...publishing(stripe),
    ...walking(stripe),
  }
}

function buying(stripe: Stripe) {
  return {
    async createCustomer(account: string, email: string): Promise<string> {
      const params = { email, metadata: { turnpike_account: account } }
      return (await stripe.customers.create(params, { idempotencyKey: keyOf(`customer:${account}`, params) })).id
    },

    /** Sent twice it is as once. */
    async setCustomerEmail(customer: string, email: string): Promise<void> {
      await stripe.customers.update(customer, { email })
    },

    async createCheckout(checkout: CheckoutParams): Promise<{ id: string; url: string; expires: Date }> {
      const params = checkoutSession(checkout)
      const session = await stripe.checkout.sessions.create(params, {
        idempotencyKey: keyOf(checkout.id, params),
      })
      if (!session.url) throw new Error(`Stripe gave no address for checkout session ${session.id}`)
      return { id: session.id, url: session.url, expires: new Date(session.expires_at * 1000) }
    },

    async checkoutStatus(session: string): Promise<SessionWords> {
      return sessionWords(await stripe.checkout.sessions.retrieve(session))
    },

    /** Closing a session that is closed already is no error: its state is what was asked for. */
    async expireCheckout(session: string): Promise<'complete' | 'expired'> {
      try {
        await stripe.checkout.sessions.expire(session)
        return 'expired'
      } catch (error) {
        if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error
        const { status } = await stripe.checkout.sessions.retrieve(session)
        if (status !== 'complete' && status !== 'expired') throw error
        return status === 'complete' ? 'complete' : 'expired'
      }
    },
  }
}

function managing(stripe: Stripe) {
  return {
    async portalUrl(customer: string, returnUrl: string, configuration: string | null): Promise<string> {
      const params = { customer, return_url: returnUrl, ...(configuration ? { configuration } : {}) }
      return (await stripe.billingPortal.sessions.create(params)).url
    },

    /** Ends a trial at this moment, so that the first period is charged; one that has ended already is no error. */
    async endTrial(subscription: string): Promise<void> {
      const { status } = await stripe.subscriptions.retrieve(subscription)
      if (status !== 'trialing') return
      await stripe.subscriptions.update(
        subscription,
        { trial_end: 'now' },
        { idempotencyKey: `end-trial:${subscription}` },
      )
    },
  }
}

function refunding(stripe: Stripe) {
  return {
    /** Sent under the operation's own key: sent twice, it is one refund. */
    async refund({ operation, charge, amount }: RefundParams): Promise<RefundOutcome> {
      const params = { charge, amount: Number(amount), metadata: { turnpike_operation: operation } }
      try {
        const refund = await stripe.refunds.create(params, { idempotencyKey: operation })
        return { state: 'succeeded', stripeId: refund.id }
      } catch (error) {
        return outcomeOf(error)
      }
    },

    /** Looks for it by its name among the charge's refunds, for when its key is forgotten. */
    async findRefund({ operation, charge }: Omit<RefundParams, 'amount'>): Promise<string | null> {
      for await (const refund of stripe.refunds.list({ charge, limit: 100 })) {
        if (refund.metadata?.['turnpike_operation'] === operation) return refund.id
      }
      return null
    },
  }
}

/**
 * An answer with Stripe's own error says no for certain. A lost connection, a 5xx, a 409 (the same key is under way) and a 429
 * leave it open. The SDK has tried three times by then.
 */
function outcomeOf(error: unknown): { state: 'failed'; failure: string } | { state: 'unknown' } {
  if (error instanceof Stripe.errors.StripeRateLimitError) return { state: 'unknown' }
  if (error instanceof Stripe.errors.StripeInvalidRequestError || error instanceof Stripe.errors.StripeCardError) {
    return error.statusCode === 409 ? { state: 'unknown' } : { state: 'failed', failure: error.message }
  }
  if (
    error instanceof Stripe.errors.StripePermissionError ||
    error instanceof Stripe.errors.StripeAuthenticationError
  ) {
    return { state: 'failed', failure: error.message }
  }
  if (error instanceof Stripe.errors.StripeConnectionError || error instanceof Stripe.errors.StripeAPIError) {
    return { state: 'unknown' }
  }
  throw error
}

async function attempt<T>(call: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { state: 'succeeded', value: await call() }
  } catch (error) {
    return outcomeOf(error)
  }
}

function reading(stripe: Stripe) {
  return {
    /** The account behind the key; throws when the address is not Stripe's or the key is refused. */
    async check(): Promise<string> {
      const account = await stripe.accounts.retrieveCurrent()
      if (account.object !== 'account') throw new Error('the answer is no Stripe account')
      return account.id
    },

    fetchCustomer: (customer: string) => fetchCustomer(stripe, customer),

    /** Events since `since` that Stripe still has (30 days), newest first, as they come page by page. */
    async *eventsSince(since: Date): AsyncGenerator<{ event: VerifiedEvent; body: string }> {
      const created = { gte: Math.floor(since.getTime() / 1000) }
      for await (const event of stripe.events.list({ created, limit: 100 })) {
        if (!SUBSCRIBED_TYPES.has(event.type)) continue
        const body = JSON.stringify(event)
        yield { event: eventOf(JSON.parse(body)), body }
      }
    },

    /** Whose charge it is: events of disputes name no customer. */
    async customerOfCharge(charge: string): Promise<string | null> {
      const { customer } = await stripe.charges.retrieve(charge)
      return typeof customer === 'string' ? customer : (customer?.id ?? null)
    },
  }
}

function publishing(stripe: Stripe) {
  return {
    publishProduct: (plan: string, name: string) => publishProduct(stripe, plan, name),
    publishPrice: (price: PriceToPublish) => publishPrice(stripe, price),
    publishCoupon: (coupon: Coupon) => publishCoupon(stripe, coupon),
    publishPortal: (existing: string | null, returnUrl: string) => publishPortal(stripe, existing, returnUrl),

    /** Makes Stripe deliver to `url` and returns the endpoint's signing secret, which Stripe tells only here. */
    async createWebhookEndpoint(url: string): Promise<string> {
      const params: Stripe.WebhookEndpointCreateParams = {
        url,
        api_version: API_VERSION,
        enabled_events: [...SUBSCRIBED_EVENTS],
      }
      const endpoint = await stripe.webhookEndpoints.create(params)
      if (!endpoint.secret) throw new Error('Stripe gave no signing secret for the new webhook endpoint')
      return endpoint.secret
    },
  }
}

export interface RefundParams {
  /** Id of the row in `operations`. */
  operation: string
  charge: string
  /** Minor units. */
  amount: bigint
}
export type RefundOutcome =
  { state: 'succeeded'; stripeId: string } | { state: 'failed'; failure: string } | { state: 'unknown' }

/** What of a subscription waits for the period's end, or for its payment, and what pays it. */
const WHOLE = ['data.schedule', 'data.latest_invoice', 'data.default_payment_method']

/** Everything of one customer that decides access and books, whole: all pages, all statuses. */
async function fetchCustomer(stripe: Stripe, customer: string): Promise<CustomerSnapshot> {
  const [subscriptions, invoices, charges] = await Promise.all([
    all(stripe.subscriptions.list({ customer, status: 'all', limit: 100, expand: WHOLE })),
    all(stripe.invoices.list({ customer, limit: 100, expand: ['data.payments'] })),
    all(stripe.charges.list({ customer, limit: 100, expand: ['data.balance_transaction', 'data.refunds'] })),
  ])
  const disputed = charges.filter((charge) => charge.disputed)
  const [disputes, refunds, intents] = await Promise.all([
    Promise.all(disputed.map((charge) => all(stripe.disputes.list({ charge: charge.id, limit: 100 })))),
    Promise.all(charges.map((charge) => refundsOf(stripe, charge))),
    Promise.all(intentsToAsk(invoices).map((intent) => stripe.paymentIntents.retrieve(intent))),
  ])
  return { subscriptions, invoices, charges, refunds: refunds.flat(), disputes: disputes.flat(), intents }
}

/** A charge carries its newest ten refunds; only when there are more is the list asked for. */
async function refundsOf(stripe: Stripe, charge: Stripe.Charge): Promise<Stripe.Refund[]> {
  if (charge.refunds && !charge.refunds.has_more) return charge.refunds.data
  return all(stripe.refunds.list({ charge: charge.id, limit: 100 }))
}

async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of list) items.push(item)
  return items
}

function address(apiBase: string | null): { host?: string; port?: string; protocol?: 'http' | 'https' } {
  if (!apiBase) return {}
  const url = new URL(apiBase)
  const protocol = url.protocol === 'http:' ? 'http' : 'https'
  return { host: url.hostname, port: url.port || (protocol === 'http' ? '80' : '443'), protocol }
}
