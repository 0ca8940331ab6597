// The figures of the owner's page, counted anew from what Stripe's own lists say. Written by hand and apart from the product on purpose:
// a misreading of ours must not be found on both sides.
import { stripeCall } from '../support/stripe-side.ts'
import type { World } from '../support/world.ts'

interface Page<T> {
  data: (T & { id: string })[]
  has_more: boolean
}
interface Subscription {
  status: string
  items: { data: { price: { unit_amount: number; currency: string; recurring: { interval: string } } }[] }
}
interface Movement {
  amount: number
  currency: string
  created: number
  status: string
}
interface Dispute extends Movement {
  balance_transactions: { amount: number; created: number }[]
}

/** Amounts in minor units, by currency; of months such as `2026-11`, those in which nothing moved are left out. */
export interface Figures {
  paying: number
  monthly: Record<string, number>
  received: Record<string, Record<string, number>>
  /** Over all time. */
  charged: Record<string, number>
}

export async function recount(world: World): Promise<Figures> {
  const [subscriptions, charges, refunds, disputes] = await Promise.all([
    all<Subscription>(world, 'subscriptions?status=all&'),
    all<Movement>(world, 'charges?'),
    all<Movement>(world, 'refunds?'),
    all<Dispute>(world, 'disputes?'),
  ])
  const paying = subscriptions.filter(({ status }) => status === 'active' || status === 'past_due')
  const yearly: Record<string, number> = {}
  for (const { price } of paying.flatMap(({ items }) => items.data)) {
    const times = price.recurring.interval === 'year' ? 1 : 12
    yearly[price.currency] = (yearly[price.currency] ?? 0) + price.unit_amount * times
  }
  const received: Figures['received'] = {}
  const charged: Record<string, number> = {}
  const add = (currency: string, created: number, amount: number) => {
    const month = new Date(created * 1000).toISOString().slice(0, 7)
    const own = (received[currency] ??= {})
    own[month] = (own[month] ?? 0) + amount
  }
  for (const { status, currency, created, amount } of charges) {
    if (status !== 'succeeded') continue
    add(currency, created, amount)
    charged[currency] = (charged[currency] ?? 0) + amount
  }
  for (const { status, currency, created, amount } of refunds)
    if (status !== 'failed' && status !== 'canceled') add(currency, created, -amount)
  for (const { currency, balance_transactions: moved } of disputes)
    for (const { amount, created } of moved) add(currency, created, amount)

  const monthly = Object.fromEntries(Object.entries(yearly).map(([name, sum]) => [name, Math.floor(sum / 12)]))
  return { paying: paying.length, monthly, received, charged }
}

async function all<T>(world: World, path: string): Promise<T[]> {
  const rows: T[] = []
  for (let after = ''; ;) {
    // As Stripe documents its lists.
    const page = (await stripeCall(world, `/v1/${path}limit=100${after}`)) as Page<T>
    rows.push(...page.data)
    const last = page.data.at(-1)
    if (!page.has_more || !last) return rows
    after = `&starting_after=${last.id}`
  }
}
