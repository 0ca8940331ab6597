// What the product says of an account beside what the model says. A difference is a line for people.
import { access, booksOf } from '../support/buyer.ts'
import type { World } from '../support/world.ts'
import { expectedAccess, expectedBooks } from './expected.ts'
import { PLANS, type Life } from './life.ts'

/** Between the model's look at the clock and Stripe's. */
const CLOCK_MS = 180_000

export async function differences(world: World, account: string, life: Life, now: number): Promise<string[]> {
  const [seen, books, payments, devices] = await Promise.all([
    access(world, account),
    booksOf(world, account),
    paymentsOf(world, account),
    devicesOf(world, account),
  ])
  const found: string[] = []
  const differs = (what: string, is: unknown, expected: unknown) => {
    if (is !== expected) found.push(`${what} is ${String(is)}, expected ${String(expected)}`)
  }
  const expected = expectedAccess(life, now)
  differs('access', seen.state, expected.state)
  if ('plan' in expected && 'plan' in seen) {
    differs('plan', seen.plan.id, expected.plan)
    differs('device limit', seen.plan.deviceLimit, PLANS[expected.plan].devices)
  }
  if ('until' in expected) {
    const until = 'until' in seen ? seen.until : 'since' in seen ? seen.since : null
    const off = Math.abs((until?.getTime() ?? 0) - expected.until)
    if (off > CLOCK_MS) found.push(`until ${until?.toISOString()}, expected ${new Date(expected.until).toISOString()}`)
  }
  differs('devices', devices, life.devices)
  differs('payments', payments.length, life.payments.length)
  const cents = 2 * life.changes
  const sums = { revenue: books['revenue'], refunds: books['refunds'], disputes: books['disputes'] }
  for (const [name, amount] of Object.entries(expectedBooks(life))) {
    const is = Number(sums[name as keyof typeof sums] ?? 0n) // the same three names on both sides
    if (Math.abs(is - amount) > cents) found.push(`${name} is ${is}, expected ${amount}`)
  }
  const refunded = payments.reduce((sum, one) => sum + one.refunded, 0n)
  differs('what was given back', refunded, books['refunds'] ?? 0n)
  differs(
    'the sum of the books',
    Object.values(books).reduce((sum, one) => sum + one, 0n),
    0n,
  )
  return found
}

function paymentsOf({ app }: World, account: string) {
  const own = app.db.selectFrom('payments').select(['amount', 'refunded']).where('account_id', '=', account)
  return own.where('status', '=', 'succeeded').execute()
}

async function devicesOf({ app }: World, account: string): Promise<number> {
  const own = app.db.selectFrom('devices').select('id').where('account_id', '=', account)
  return (await own.where('removed_at', 'is', null).execute()).length
}
