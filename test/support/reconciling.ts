// What tests of reconciliation do at both sides: buy, break, let another system buy, and read what a run tells.
import { sql } from 'kysely'
import { reconcile, type Outcome } from '../../src/billing/reconcile.ts'
import { buy, lastCharge, newBuyer } from './buyer.ts'
import { until } from './until.ts'
import type { World } from './world.ts'

export const compareAll = ({ app }: World) => reconcile(app, { from: null, to: app.clock() })

export const told = ({ differences }: Outcome) =>
  differences.map((one) => `${one.class} ${one.stripe_id} ${one.isNew ? 'new' : 'known'} ${one.resolution}`).toSorted()

/** Somebody who bought: account, charge and subscription, as they stand here. */
export async function bought(world: World) {
  const account = await newBuyer(world)
  await buy(world, account, 'turnpike_pro_month_usd')
  await rested(world)
  const { id: subscription } = await world.app.db
    .selectFrom('subscriptions')
    .select('id')
    .where('account_id', '=', account)
    .executeTakeFirstOrThrow()
  return { account, charge: await lastCharge(world, account), subscription }
}

/** Somebody who bought, and whose payment is no longer stored. Gives its charge. */
export async function boughtAndLost(world: World): Promise<string> {
  const { charge } = await bought(world)
  await losePayment(world, charge)
  return charge
}

export async function losePayment({ app }: World, charge: string): Promise<void> {
  await app.db.deleteFrom('payments').where('stripe_id', '=', charge).execute()
}

/** No sync runs or waits that could heal what a test breaks. */
export async function rested({ app }: World): Promise<void> {
  await until('no job waits', async () => {
    const { rows } = await sql`select from jobs.job where state < 'completed'`.execute(app.db)
    return rows.length === 0
  })
}

/** What happens meanwhile at Stripe is not heard of here. */
export async function unheard<T>(world: World, work: () => T): Promise<T> {
  world.simulator.control.setWebhooks({ drop: 1 })
  const result = work()
  await world.settled()
  world.simulator.control.setWebhooks({ drop: 0 })
  return result
}

/** Makes an object at Stripe; gives its id. */
export async function create(world: World, path: string, params: Record<string, string>): Promise<string> {
  const answer = await fetch(`${world.simulator.apiBase}/v1/${path}`, {
    method: 'POST',
    headers: { authorization: world.stripeKey },
    body: new URLSearchParams(params),
  })
  const { id } = (await answer.json()) as { id: string } // every object that is made answers with its id
  return id
}

/** A customer of another system at the same Stripe account buys: each time a charge and a subscription. */
export async function strangerBuys(world: World, times: number): Promise<void> {
  const { id: price } = await world.app.db.selectFrom('stripe_prices').select('id').executeTakeFirstOrThrow()
  const customer = await create(world, 'customers', { email: 'stranger@example.com' })
  const item = { 'line_items[0][price]': price, 'line_items[0][quantity]': '1' }
  const params = { mode: 'subscription', customer, success_url: 'https://example.com', ...item }
  const sessions: string[] = []
  for (let i = 0; i < times; i++) sessions.push(await create(world, 'checkout/sessions', params))
  await unheard(world, () => sessions.map((session) => world.simulator.control.completeCheckout(session)))
}
