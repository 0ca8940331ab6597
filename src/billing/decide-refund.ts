// The second person's word on a refund: approved it is one refund, denied or withdrawn it is none. Any number of people may decide at
// once; the payment's lock puts them in a row, and the first word stands.
// Invariant: nobody approves what he asked for; a constraint holds that too.
import { audit } from '../accounts/audit.ts'
import type { Tx } from '../db/open.ts'
import { Refusal } from '../lib/refusal.ts'
import { raiseAlerts } from './alerts.ts'
import { operationById, paymentOfCharge, type RefundOperation } from './operation-queries.ts'
import { send, type RefundNeeds } from './refund.ts'
import { checkRefund, holdPayment, openRefund } from './refundable.ts'
import * as queries from './refund-request-queries.ts'

export interface Decision {
  /** Id of the request. */
  request: string
  actor: string
}

/**
 * Gives the refund as it stands after Stripe was asked; approved before, the same one. Refusals: `not-found`; `forbidden` for who
 * asked; `conflict` when it was denied or withdrawn, the money is gone meanwhile, or another refund of the payment is still open.
 */
export async function approveRefund(needs: RefundNeeds, decision: Decision): Promise<RefundOperation> {
  const operation = await needs.db.transaction().execute((tx) => approve(needs, tx, decision))
  return operation.state === 'pending' ? send(needs, operation) : operation
}

async function approve(needs: RefundNeeds, tx: Tx, { request: id, actor }: Decision): Promise<RefundOperation> {
  const asked = await requestOf(tx, id)
  if (asked.requester === actor) {
    throw new Refusal('forbidden', 'You asked for this refund yourself: another owner has to approve it.')
  }
  const payment = await holdPayment(tx, (await paymentOfCharge(tx, asked.charge_id))?.id ?? '')
  const now = await requestOf(tx, id) // as it stands now that the payment is held
  if (now.operation_id !== null) return operationById(tx, now.operation_id)
  if (now.state !== 'waiting') throw decidedBefore(now.state)
  const { intent, requester, amount, reason } = asked
  const checked = await checkRefund(tx, payment, { amount, reason, except: id })
  const operation = await openRefund(tx, needs.clock, { intent, actor: requester }, checked)
  await settle(needs, tx, asked, { state: 'approved', actor, operation: operation.id })
  return operation
}

/** By an owner who did not ask. Refusals: `not-found`; `forbidden` for who asked; `conflict` when decided otherwise before. */
export function denyRefund(needs: RefundNeeds, { request: id, actor }: Decision): Promise<void> {
  return needs.db.transaction().execute(async (tx) => {
    const asked = await requestOf(tx, id)
    if (asked.requester === actor) throw new Refusal('forbidden', 'You asked for this refund yourself: withdraw it.')
    if (asked.state === 'denied') return
    await settle(needs, tx, asked, { state: 'denied', actor, operation: null })
  })
}

/** By who asked. Refusals: `not-found`; `conflict` when decided before. */
export function withdrawRefund(needs: RefundNeeds, { request: id, actor }: Decision): Promise<void> {
  return needs.db.transaction().execute(async (tx) => {
    const asked = await requestOf(tx, id)
    if (asked.requester !== actor) throw new Refusal('forbidden', 'Only who asked for a refund can withdraw it.')
    if (asked.state === 'withdrawn') return
    await settle(needs, tx, asked, { state: 'withdrawn', actor, operation: null })
  })
}

async function requestOf(tx: Tx, id: string): Promise<queries.RefundRequestRow> {
  const request = await queries.refundRequest(tx, id)
  if (!request) throw new Refusal('not-found', 'There is no such request.')
  return request
}

async function settle(
  needs: RefundNeeds,
  tx: Tx,
  { id, account_id: account }: queries.RefundRequestRow,
  { state, actor, operation }: { state: 'approved' | 'denied' | 'withdrawn'; actor: string; operation: string | null },
): Promise<void> {
  const decision = { state, decider: actor, operation_id: operation, decided_at: needs.clock() }
  if (!(await queries.decideRequest(tx, id, decision))) {
    const now = await requestOf(tx, id)
    if (now.state === state) return // a second click
    throw decidedBefore(now.state)
  }
  const action = `payment.refund-${state}` as const
  await audit(tx, needs.clock, { actor, action, subject: account, detail: { request: id, operation } })
  await raiseAlerts(needs, tx, id, [])
  // The money of a second subscription, which could not be given back while this waited, may go back now.
  if (state !== 'approved') {
    await needs.queue.enqueue(tx, 'end-second-subscription', [{ key: account, data: { account } }])
  }
}

function decidedBefore(state: string): Refusal {
  return new Refusal('conflict', `This request was ${state} already by somebody else. Load the page again to see it.`)
}
