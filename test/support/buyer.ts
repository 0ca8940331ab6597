// A customer as the journeys use one: an account, a purchase on the simulator's page, and what the product says of it.
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { accessOf } from '../../src/billing/access.ts'
import { startCheckout } from '../../src/billing/checkout.ts'
import { entitlement, type Entitlement } from '../../src/billing/core/entitlement.ts'
import type { World } from './world.ts'

let count = 0

export async function newBuyer({ app }: World): Promise<string> {
  const email = `buyer-${++count}-${process.pid}@example.com`
  const { account } = await createCustomer(app, { email, password: 'correct horse battery staple', verified: true })
  return account
}

/** Opens a checkout and pays it with the named test card; gives the simulator's session id. */
export async function buy(world: World, account: string, price: string, card = 'pm_card_visa'): Promise<string> {
  const url = await startCheckout(world.app, account, price)
  const session = /cs_test_\w+/.exec(url)?.[0]
  if (!session) throw new Error(`no session in ${url}`)
  world.simulator.control.completeCheckout(session, card)
  await world.settled()
  return session
}

export async function access({ app }: World, account: string): Promise<Entitlement> {
  const facts = await accessOf(app.db, account)
  if (!facts) throw new Error('no such account')
  return entitlement(facts, app.clock(), app.graceDays)
}

/** The newest charge of an account, as Stripe names it. */
export async function lastCharge({ app }: World, account: string): Promise<string> {
  const row = await app.db
    .selectFrom('payments')
    .select('stripe_id')
    .where('account_id', '=', account)
    .orderBy('created_at', 'desc')
    .executeTakeFirstOrThrow()
  return row.stripe_id
}

/** A new account that has bought. */
export async function subscriber(
  world: World,
  price = 'turnpike_basic_month_usd',
  card = 'pm_card_visa',
): Promise<string> {
  const account = await newBuyer(world)
  await buy(world, account, price, card)
  return account
}

/** The plan that gives access now; null: none does. */
export async function planNow(world: World, account: string): Promise<string | null> {
  const now = await access(world, account)
  return now.state === 'active' || now.state === 'grace' ? now.plan.id : null
}
