// Money back, by staff. The intent is a row before Stripe hears of it; its outcome is what Stripe says, and while that is open nothing
// else is asked for the same charge.
// Invariant: refunds of a charge never add up to more than it brought, under double clicks and several people at once.
import { Refusal } from '../lib/refusal.ts'
import * as queries from './operation-queries.ts'
import { refundRequests } from './refund-request-queries.ts'
import { checkRefund, holdPayment, openRefund } from './refundable.ts'
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
  // After a refusal too: what Stripe says no to was often done elsewhere, and is then not known here yet.
  if (outcome.state !== 'unknown') await syncAccount(needs, operation.account_id)
  return { ...operation, ...settled }
}

async function claim({ db, clock }: RefundNeeds, request: RefundRequest): Promise<queries.RefundOperation> {
  checkIntent(request.intent)
  return db.transaction().execute(async (tx) => {
    const payment = await holdPayment(tx, request.payment)
    const again = await queries.operationOf(tx, request.intent)
    return again ?? openRefund(tx, clock, request, await checkRefund(tx, payment, request))
  })
}

/** Refusal: `invalid`. */
export function checkIntent(intent: string): void {
  if (!/^[\w-]{10,80}$/.test(intent)) throw new Refusal('invalid', 'Load the page again and retry.')
}

/** A payment with the refunds asked for here, and all that Stripe knows of, newest first. Refusal: `not-found`. */
export async function readPayment({ db }: Pick<RefundNeeds, 'db'>, id: string) {
  const payment = await queries.paymentById(db, id)
  if (!payment) throw new Refusal('not-found', 'There is no such payment.')
  const charge = payment.stripe_id
  const [operations, refunds, disputes, requests] = await Promise.all([
    queries.operationsOfCharge(db, charge),
    queries.refundsOfCharge(db, charge),
    queries.disputesOfCharge(db, charge),
    refundRequests(db, charge, 100),
  ])
  return { payment, operations, refunds, disputes, requests }
}
