// Finds out what became of operations whose outcome is open: the process died, or Stripe's answer was lost.
// Within a day the same key is sent again: Stripe answers with what it did the first time. Later, when it may have forgotten the key
// (docs.stripe.com/api/idempotent_requests: kept at least 24 hours), the charge's refunds are looked through for our name instead,
// and nothing is sent again.
import { openSince, settleOperation, type Operation } from './operation-queries.ts'
import { send, type RefundNeeds } from './refund.ts'
import { syncAccount } from './sync-customer.ts'

const PATIENCE = 30_000 // a request ends within it: three tries of ten seconds
const KEY_LIVES = 23 * 3_600_000

export async function settleOperations(needs: RefundNeeds): Promise<void> {
  const now = needs.clock().getTime()
  for (const operation of await openSince(needs.db, new Date(now - PATIENCE))) {
    if (now - operation.created_at.getTime() < KEY_LIVES) await send(needs, operation)
    else await lookUp(needs, operation)
  }
}

async function lookUp(needs: RefundNeeds, { id, charge_id: charge, account_id: account }: Operation): Promise<void> {
  const found = await needs.stripe.findRefund({ operation: id, charge })
  const state = found ? 'succeeded' : 'not-sent'
  await settleOperation(needs.db, id, { state, stripe_id: found, failure: null, settled_at: needs.clock() })
  if (found) await syncAccount(needs, account)
}
