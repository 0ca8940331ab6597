// Finds out what became of operations whose outcome is open: the process died, or Stripe's answer was lost.
// A refund is sent again under the same key within a day: Stripe answers with what it did the first time. Later, when it may have
// forgotten the key (docs.stripe.com/api/idempotent_requests: kept at least 24 hours), the charge's refunds are looked through for our
// name instead, and nothing is sent again. What was to become of a subscription can be seen on it, so that is looked at first.
import { eachToItsEnd } from '../lib/each-to-its-end.ts'
import { openSince, settleOperation, type Operation, type RefundOperation } from './operation-queries.ts'
import { send, type RefundNeeds } from './refund.ts'
import { lookIntoOperation, type OperationNeeds, type SubscriptionOperation } from './subscription-operation.ts'
import { syncAccount } from './sync-customer.ts'

const PATIENCE = 30_000 // a request ends within it: three tries of ten seconds
const KEY_LIVES = 23 * 3_600_000

/** One of which Stripe says nothing keeps no other from its outcome. Throws then, when all were looked at. */
export async function settleOperations(needs: RefundNeeds & OperationNeeds): Promise<void> {
  const now = needs.clock()
  const open = await openSince(needs.db, new Date(now.getTime() - PATIENCE))
  await eachToItsEnd(open.map((operation) => () => settleOne(needs, operation, now)))
}

async function settleOne(needs: RefundNeeds & OperationNeeds, operation: Operation, now: Date): Promise<void> {
  const mayRepeat = now.getTime() - operation.created_at.getTime() < KEY_LIVES
  if (isOfSubscription(operation)) await lookIntoOperation(needs, operation, mayRepeat)
  else if (isRefund(operation)) await (mayRepeat ? send(needs, operation) : lookUp(needs, operation))
}

function isOfSubscription(operation: Operation): operation is SubscriptionOperation {
  return operation.kind !== 'refund' && operation.subscription_id !== null
}

function isRefund(operation: Operation): operation is RefundOperation {
  return operation.kind === 'refund' && operation.charge_id !== null
}

async function lookUp(
  needs: RefundNeeds,
  { id, charge_id: charge, account_id: account }: RefundOperation,
): Promise<void> {
  const found = await needs.stripe.findRefund({ operation: id, charge })
  const state = found ? 'succeeded' : 'not-sent'
  await settleOperation(needs.db, id, { state, stripe_id: found, failure: null, settled_at: needs.clock() })
  if (found) await syncAccount(needs, account)
}
