// Money back, by staff. The intent is a row before Stripe hears of it; its outcome is what Stripe says, and while that is open nothing
// else is asked for the same charge.
// Invariant: refunds of a charge never add up to more than it brought, under double clicks and several people at once.
import { audit } from '../accounts/audit.ts'
import { Refusal } from '../lib/refusal.ts'
import { newId } from '../lib/token.ts'
import { formatMoney } from './core/money.ts'
import * as queries from './operation-queries.ts'
import type { Gateway } from './stripe.ts'
import { syncAccount, type SyncNeeds } from './sync-customer.ts'

export type RefundNeeds = SyncNeeds & { stripe: Pick<Gateway, 'refund' | 'findRefund'> }

export interface RefundRequest {
  /** Our payment's id. */
  payment: string
  /** Minor units; null: all that is left. */
  amount: bigint | null
  reason: string
  /** Made by the page: the same click, sent twice, is one refund. */
  intent: string
  actor: string
}

/**
 * Gives the operation as it stands after Stripe was asked: `unknown` is looked into by itself (settle-operations.ts).
 * Refusals: `not-found`; `invalid` (amount, reason); `conflict` when another refund of this payment is still open.
 */
export async function refundPayment(needs: RefundNeeds, request: RefundRequest): Promise<queries.RefundOperation> {
  const known = await queries.operationOf(needs.db, request.intent)
  const operation = known ?? (await claim(needs, request))
  if (operation.state !== 'pending') return operation
  return send(needs, operation)
}

/** Asks Stripe, writes the answer, and fetches what follows from it. Safe to repeat: the key is the operation's. */
export async function send(needs: RefundNeeds, operation: queries.RefundOperation): Promise<queries.RefundOperation> {
  const { id, charge_id: charge, amount } = operation
  const outcome = await needs.stripe.refund({ operation: id, charge, amount })
  const settled = {
    state: outcome.state,
    stripe_id: outcome.state === 'succeeded' ? outcome.stripeId : null,
    failure: outcome.state === 'failed' ? outcome.failure : null,
    settled_at: outcome.state === 'unknown' ? null : needs.clock(),
  }
  await queries.settleOperation(needs.db, id, settled)
  if (outcome.state === 'succeeded') await syncAccount(needs, operation.account_id)
  return { ...operation, ...settled }
}

async function claim({ db, clock }: RefundNeeds, request: RefundRequest): Promise<queries.RefundOperation> {
  const reason = request.reason.trim()
  if (reason === '' || reason.length > 500) throw new Refusal('invalid', 'Say why, in up to 500 characters.')
  if (!/^[\w-]{10,80}$/.test(request.intent)) throw new Refusal('invalid', 'Load the page again and retry.')
  return db.transaction().execute(async (tx) => {
    const payment = await queries.lockPayment(tx, request.payment)
    if (!payment) throw new Refusal('not-found', 'There is no such payment.')
    const again = await queries.operationOf(tx, request.intent)
    if (again) return again
    if (payment.status !== 'succeeded') throw new Refusal('invalid', 'Only a payment that succeeded can be refunded.')
    if (await queries.openOperation(tx, payment.stripe_id)) {
      throw new Refusal(
        'conflict',
        'Another refund of this payment is still being checked with Stripe. Wait for its outcome.',
      )
    }
    const left = payment.amount - payment.refunded - (await queries.amountUnderWay(tx, payment.stripe_id))
    const amount = request.amount ?? left
    if (amount <= 0n || amount > left) {
      const most = formatMoney({ amount: left, currency: payment.currency })
      throw new Refusal('invalid', left > 0n ? `At most ${most} can be refunded.` : 'This payment is refunded already.')
    }
    const operation = await queries.insertOperation(tx, {
      id: newId('op'),
      kind: 'refund',
      intent: request.intent,
      account_id: payment.account_id,
      charge_id: payment.stripe_id,
      amount,
      currency: payment.currency,
      reason,
      actor: request.actor,
      state: 'pending',
      stripe_id: null,
      failure: null,
      created_at: clock(),
      settled_at: null,
    })
    const detail = { operation: operation.id, amount: Number(amount), currency: payment.currency, reason }
    await audit(tx, clock, { actor: request.actor, action: 'payment.refund', subject: payment.account_id, detail })
    return operation
  })
}

/** A payment with the refunds that were asked for here, newest first. Refusal: `not-found`. */
export async function readPayment({ db }: Pick<RefundNeeds, 'db'>, id: string) {
  const payment = await queries.paymentById(db, id)
  if (!payment) throw new Refusal('not-found', 'There is no such payment.')
  return { payment, operations: await queries.operationsOfCharge(db, payment.stripe_id) }
}
