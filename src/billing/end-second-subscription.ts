// Makes good a second live subscription: money back first, then the end of it; what arrives later is given back then. Each step is
// found done when it is repeated: a refund's intent is named for its charge, and only what is live is cancelled.
import { newSecret } from '../lib/token.ts'
import { correctionFor } from './core/second-subscription.ts'
import { customerFacts } from './core/stripe-facts.ts'
import { paymentOfCharge } from './operation-queries.ts'
import { refundPayment, type RefundNeeds } from './refund.ts'
import { customerOf } from './stripe-queries.ts'
import { endedAsSecond, secondIntent } from './subscription-operation-queries.ts'
import { askStripe, type OperationNeeds } from './subscription-operation.ts'
import { syncCustomer } from './sync-customer.ts'

export type CorrectionNeeds = RefundNeeds & OperationNeeds

export async function endSecondSubscription(needs: CorrectionNeeds, account: string): Promise<void> {
  const customer = await customerOf(needs.db, account)
  if (!customer) return
  const facts = customerFacts(await needs.stripe.fetchCustomer(customer.id))
  const { cancel, refund } = correctionFor(facts, await endedAsSecond(needs.db, account))
  for (const charge of refund) {
    const payment = await paymentOfCharge(needs.db, charge)
    if (!payment) throw new Error(`the payment ${charge} is not stored yet`) // the job is tried again
    const operation = await refundPayment(needs, {
      payment: payment.id,
      amount: null,
      reason: 'A second subscription beside a running one',
      intent: `second-${charge}`,
      actor: 'system',
    })
    // Tried again; why stands in the operation.
    if (operation.state !== 'succeeded') throw new Error(`the refund of ${charge} is ${operation.state}`)
  }
  for (const subscription of cancel) {
    const { state } = await askStripe(needs, {
      kind: 'cancel-now',
      account,
      subscription,
      intent: secondIntent(newSecret()),
      reason: 'A second subscription beside a running one',
      actor: 'system',
    })
    if (state !== 'succeeded') throw new Error(`the end of ${subscription} is ${state}`) // the job is tried again
  }
  if (cancel.length > 0 || refund.length > 0) await syncCustomer(needs, customer.id)
}
