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
  const session = sessionIn(url)
  world.simulator.control.completeCheckout(session, card)
  await world.settled()
  return session
}

/** The simulator's session behind the address of its page. */
export function sessionIn(url: string): string {
  const session = /cs_test_\w+/.exec(url)?.[0]
  if (!session) throw new Error(`no session in ${url}`)
  return session
}

export async function access({ app }: World, account: string): Promise<Entitlement> {
  const facts = await accessOf(app.db, account)
  if (!facts) throw new Error('no such account')
  return entitlement(facts, app.clock(), app.graceDays)
}

/** The account's newest payment, as it is stored. */
export function lastPayment({ app }: World, account: string) {
  return app.db
    .selectFrom('payments')
    .selectAll()
    .where('account_id', '=', account)
    .orderBy('created_at', 'desc')
    .executeTakeFirstOrThrow()
}

/** The newest charge of an account, as Stripe names it. */
export async function lastCharge(world: World, account: string): Promise<string> {
  return (await lastPayment(world, account)).stripe_id
}

/** What the ledger holds on each of its accounts for one customer, by account; debit positive. */
export async function booksOf({ app }: World, account: string): Promise<Record<string, bigint>> {
  const rows = await app.db
    .selectFrom('ledger_entries')
    .innerJoin('ledger_transactions', 'ledger_transactions.id', 'ledger_entries.transaction_id')
    .select(['ledger_account', 'amount'])
    .where('account_id', '=', account)
    .execute()
  const books: Record<string, bigint> = {}
  for (const { ledger_account: name, amount } of rows) books[name] = (books[name] ?? 0n) + amount
  return books
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
