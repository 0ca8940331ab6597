// What can still be given back of a payment, and the row that says it shall be. Both ways to a refund, alone and approved by a second
// person, pass here.
// Invariant: the payment is held from the look at what is left until the row stands.
import type { Selectable } from 'kysely'
import { audit } from '../accounts/audit.ts'
import type { Tx } from '../db/open.ts'
import type { Schema } from '../db/schema.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { newId } from '../lib/token.ts'
import { formatMoney } from './core/money.ts'
import { OPEN_DISPUTE } from './core/stripe-facts.ts'
import * as queries from './operation-queries.ts'
import { checkReason } from './core/reason.ts'

type Payment = Selectable<Schema['payments']>

export interface CheckedRefund {
  account: string
  charge: string
  amount: bigint
  currency: string
  reason: string
}

/** Held until the transaction ends. Refusal: `not-found`. */
export async function holdPayment(tx: Tx, id: string): Promise<Payment> {
  const payment = await queries.lockPayment(tx, id)
  if (!payment) throw new Refusal('not-found', 'There is no such payment.')
  return payment
}

/**
 * What exactly would be given back of a held payment: `amount` null is all that is left, `except` a request whose amount is not
 * counted as asked for. Refusals: `invalid` (amount, reason, payment); `conflict` (open refund, dispute).
 */
export async function checkRefund(
  tx: Tx,
  { account_id: account, stripe_id: charge, currency, ...payment }: Payment,
  asked: { amount: bigint | null; reason: string; except?: string },
): Promise<CheckedRefund> {
  const reason = checkReason(asked.reason)
  if (payment.status !== 'succeeded') throw new Refusal('invalid', 'Only a payment that succeeded can be refunded.')
  if (await queries.openOperation(tx, charge)) {
    throw new Refusal(
      'conflict',
      'Another refund of this payment is still being checked with Stripe. Wait for its outcome.',
    )
  }
  await refuseDisputed(tx, charge)
  const left = payment.amount - payment.refunded - (await queries.amountUnderWay(tx, charge, asked.except ?? null))
  const amount = asked.amount ?? left
  if (amount <= 0n || amount > left) {
    const most = formatMoney({ amount: left, currency })
    throw new Refusal('invalid', left > 0n ? `At most ${most} can be refunded.` : 'This payment is refunded already.')
  }
  return { account, charge, amount, currency, reason }
}

/** While a bank decides it holds the money, and after a lost dispute it has gone back: a refund would pay it twice. */
async function refuseDisputed(tx: Tx, charge: string): Promise<void> {
  const statuses = (await queries.disputesOfCharge(tx, charge)).map((dispute) => dispute.status)
  if (statuses.some((status) => OPEN_DISPUTE.has(status))) {
    throw new Refusal(
      'conflict',
      'The customer’s bank holds this money while it decides on the dispute. Wait for its decision: a refund now would pay it twice.',
    )
  }
  if (statuses.includes('lost')) {
    throw new Refusal('conflict', 'The bank has given this money back to the customer already: the dispute was lost.')
  }
}

/** The row that stands before Stripe hears of it, with its audit row. */
export async function openRefund(
  tx: Tx,
  clock: Clock,
  { intent, actor }: { intent: string; actor: string },
  { account, charge, amount, currency, reason }: CheckedRefund,
): Promise<queries.RefundOperation> {
  const operation = await queries.insertOperation(tx, {
    id: newId('op'),
    kind: 'refund',
    intent,
    account_id: account,
    charge_id: charge,
    amount,
    currency,
    reason,
    actor,
    state: 'pending',
    stripe_id: null,
    failure: null,
    created_at: clock(),
    settled_at: null,
  })
  const detail = { operation: operation.id, amount: Number(amount), currency, reason }
  await audit(tx, clock, { actor, action: 'payment.refund', subject: account, detail })
  return operation
}
