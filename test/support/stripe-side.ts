// What Stripe itself says of an account, as the simulator's API tells it to anybody with the key.
import type { World } from './world.ts'

export interface InvoiceSeen {
  id: string
  status: string
  amount_paid: number
  starting_balance: number
}
export interface SubscriptionSeen {
  id: string
  customer: string
  status: string
  items: { data: { current_period_start: number; current_period_end: number }[] }
}

/** Newest first. */
export async function invoicesOf(world: World, account: string): Promise<InvoiceSeen[]> {
  const list = await stripeCall(world, `/v1/invoices?limit=100&customer=${await customerIdOf(world, account)}`)
  return (list as { data: InvoiceSeen[] }).data // as Stripe documents its lists
}

/** The newest subscription. */
export async function subscriptionAtStripe(world: World, account: string): Promise<SubscriptionSeen> {
  const list = await stripeCall(world, `/v1/subscriptions?status=all&customer=${await customerIdOf(world, account)}`)
  const [newest] = (list as { data: SubscriptionSeen[] }).data // as Stripe documents its lists
  if (!newest) throw new Error('no subscription')
  return newest
}

export async function stripeCall(
  { simulator, stripeKey }: World,
  path: string,
  method = 'GET',
  params: Record<string, string> = {},
): Promise<unknown> {
  const sent = method === 'GET' ? {} : { body: new URLSearchParams(params) }
  const answer = await fetch(simulator.apiBase + path, { method, headers: { authorization: stripeKey }, ...sent })
  return answer.json()
}

export async function customerIdOf({ app }: World, account: string): Promise<string> {
  const { id } = await app.db
    .selectFrom('stripe_customers')
    .select('id')
    .where('account_id', '=', account)
    .executeTakeFirstOrThrow()
  return id
}

/** A page to pay on that the product never heard of, for a plan's price by its lookup key; gives the session's id. */
export async function pageOfOtherTab(world: World, account: string, lookupKey: string): Promise<string> {
  const { app, simulator, stripeKey } = world
  const { id: price } = await app.db
    .selectFrom('stripe_prices')
    .select('id')
    .where('lookup_key', '=', lookupKey)
    .executeTakeFirstOrThrow()
  const customer = await customerIdOf(world, account)
  const item = { 'line_items[0][price]': price, 'line_items[0][quantity]': '1' }
  const answer = await fetch(`${simulator.apiBase}/v1/checkout/sessions`, {
    method: 'POST',
    headers: { authorization: stripeKey },
    body: new URLSearchParams({ mode: 'subscription', customer, success_url: 'https://example.com', ...item }),
  })
  return ((await answer.json()) as { id: string }).id // every object that is made answers with its id
}
