// Makes good a second live subscription, or one whose first payment failed: first the end of it, then its money back; what arrives later
// is given back then. Each step is found done when it is repeated: only what is live is cancelled, and a refund's intent is named for its
// charge.
import { Refusal } from '../lib/refusal.ts'
import { newSecret } from '../lib/token.ts'
import { correctionFor, type Correction } from './core/correction.ts'
import { customerFacts } from './core/stripe-facts.ts'
import { correctedBefore, correctionIntent, refundIntent } from './correction-queries.ts'
import { paymentOfCharge } from './operation-queries.ts'
import { refundPayment, type RefundNeeds } from './refund.ts'
import { customerOf } from './stripe-queries.ts'
import { askStripe, type OperationNeeds } from './subscription-operation.ts'
import { syncCustomer } from './sync-customer.ts'

export type CorrectionNeeds = RefundNeeds & OperationNeeds

const REASONS = {
  second: 'A second subscription beside a running one',
  unpaid: 'Its first payment failed',
} as const

/** Throws when an outcome is not known yet: the job is tried again. What Stripe refused is asked again by a later sync. */
export async function correctSubscriptions(needs: CorrectionNeeds, account: string): Promise<void> {
  const customer = await customerOf(needs.db, account)
  if (!customer) return
  const facts = customerFacts(await needs.stripe.fetchCustomer(customer.id))
  const { cancel, refund } = correctionFor(facts, await correctedBefore(needs.db, account), needs.clock())
  for (const { subscription, why } of cancel) {
    const { state } = await askStripe(needs, {
      kind: 'cancel-now',
      account,
      subscription,
      intent: correctionIntent(why, newSecret()),
      reason: REASONS[why],
      actor: 'system',
    })
    if (state !== 'succeeded') throw new Error(`the end of ${subscription} is ${state}`)
  }
  let isChanged = cancel.length > 0
  for (const one of refund) isChanged = (await giveBack(needs, one)) || isChanged
  if (isChanged) await syncCustomer(needs, customer.id) // what is refused leaves all as it was, and a sync would ask again
}

/** False when nothing was given back. */
async function giveBack(
  needs: CorrectionNeeds,
  { charge, generation }: Correction['refund'][number],
): Promise<boolean> {
  const payment = await paymentOfCharge(needs.db, charge)
  if (!payment) throw new Error(`the payment ${charge} is not stored yet`)
  const wish = {
    payment: payment.id,
    amount: null,
    reason: REASONS.second,
    intent: refundIntent(charge, generation),
    actor: 'system',
  }
  const { state } = await refundPayment(needs, wish).catch((error: unknown) => {
    // Staff give it back already, or have asked to: when that comes to nothing, the sync that follows begins anew.
    if (error instanceof Refusal) return { state: 'refused' as const }
    throw error
  })
  if (state === 'pending' || state === 'unknown') throw new Error(`the refund of ${charge} is ${state}`)
  return state === 'succeeded'
}
