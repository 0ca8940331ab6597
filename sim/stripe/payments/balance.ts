// The balance: one transaction for each movement of money. Invariant: the balance is the sum of the transactions, nothing else.
import type Stripe from 'stripe'
import { oneOf, text } from '../http/params.ts'
import { createdRange, inRange, pageOf, pageShape, where } from '../http/page-list.ts'
import { route, type Route } from '../http/routes.ts'
import { mustFind } from '../state/change.ts'
import { newId } from '../state/ids.ts'
import { show } from '../state/render.ts'
import type { BalanceTransactionRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'

const settleSeconds = 2 * 86400

export interface Movement {
  type: 'charge' | 'refund' | 'refund_failure' | 'adjustment' | 'payment' | 'payment_refund'
  source: string
  amount: number
  currency: string
  fee?: number
  description?: string | null
  category: string
}
/** Books a movement; amounts in minor units, negative when money leaves. */
export function book(
  world: World,
  { type, source, amount, currency, fee = 0, description = null, category }: Movement,
): BalanceTransactionRow {
  const now = world.now()
  const row = {
    id: newId('txn'),
    object: 'balance_transaction',
    amount,
    available_on: now + settleSeconds,
    balance_type: 'payments',
    created: now,
    currency,
    description,
    exchange_rate: null,
    fee,
    fee_details:
      fee === 0
        ? []
        : [{ amount: fee, application: null, currency, description: 'Stripe processing fees', type: 'stripe_fee' }],
    net: amount - fee,
    reporting_category: category,
    source,
    status: 'pending',
    type,
  } satisfies Stripe.BalanceTransaction
  return world.store.put('balance_transaction', row)
}

/** Stripe's usual price for a card payment: 2.9 % and 30 minor units. */
export function feeOf(amount: number): number {
  return Math.round(amount * 0.029) + 30
}

function balance(world: World): object {
  const sums = new Map<string, { available: number; pending: number }>()
  for (const { currency, net, available_on: from } of world.store.newest('balance_transaction')) {
    const sum = sums.get(currency) ?? { available: 0, pending: 0 }
    sum[from <= world.now() ? 'available' : 'pending'] += net
    sums.set(currency, sum)
  }
  if (sums.size === 0) sums.set('usd', { available: 0, pending: 0 })
  const side = (name: 'available' | 'pending') =>
    [...sums].map(([currency, sum]) => ({ amount: sum[name], currency, source_types: { card: sum[name] } }))
  return {
    object: 'balance',
    available: side('available'),
    livemode: false,
    pending: side('pending'),
  } satisfies Stripe.Balance
}

const listShape = {
  ...pageShape,
  created: createdRange(),
  currency: text(),
  source: text(),
  type: oneOf('charge', 'refund', 'refund_failure', 'adjustment', 'payment', 'payment_refund', 'payout'),
  payout: text(),
}

export const balanceRoutes: Route[] = [
  route('GET', '/v1/balance', {}, ({ world }) => balance(world)),
  route('GET', '/v1/balance_transactions', listShape, ({ world, params }) => {
    const { source, currency, type, created, payout } = params
    const from =
      source === undefined
        ? world.store.newest('balance_transaction')
        : world.store.by('balance_transaction', 'source', source)
    const wanted = where(
      from,
      (row) =>
        payout === undefined &&
        (currency === undefined || row.currency === currency) &&
        (type === undefined || row.type === type) &&
        inRange(row.created, created),
    )
    const page = pageOf(wanted, params, '/v1/balance_transactions')
    return { ...page, data: page.data.map((row) => show(world, 'balance_transaction', row)) }
  }),
  route('GET', '/v1/balance_transactions/:id', {}, ({ world, id }) =>
    show(world, 'balance_transaction', mustFind(world, 'balance_transaction', id)),
  ),
]
