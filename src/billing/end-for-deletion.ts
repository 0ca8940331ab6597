// Ends everything at Stripe that could still charge somebody who has deleted the account. Each step is found done when it is repeated:
// only what is open is closed, only what is live is cancelled, and whether anything is left is asked of Stripe itself.
import { newSecret } from '../lib/token.ts'
import { overdueStarts, unsettledCheckouts } from './checkout-queries.ts'
import { customerFacts } from './core/stripe-facts.ts'
import { settleCheckout } from './settle-checkout.ts'
import type { Gateway } from './stripe.ts'
import { customerOf } from './stripe-queries.ts'
import { askStripe, type OperationNeeds } from './subscription-operation.ts'
import { syncCustomer } from './sync-customer.ts'
import { syncEmail } from './sync-email.ts'

export type EndingNeeds = OperationNeeds & { stripe: Pick<Gateway, 'expireCheckout' | 'setCustomerEmail'> }

/**
 * When it returns, Stripe has said that nothing of this account runs, and its customer there has the address that the account has
 * now. Throws when Stripe does not answer or does not do it: the job tries again.
 */
export async function endForDeletion(needs: EndingNeeds, account: string): Promise<void> {
  const { db, stripe, clock } = needs
  for (const id of await overdueStarts(db, account)) {
    await db.transaction().execute((tx) => settleCheckout(tx, id, 'expired', clock()))
  }
  const customer = await customerOf(db, account)
  if (!customer) return
  for (const { session } of await unsettledCheckouts(db, account)) {
    if (session !== null) await stripe.expireCheckout(session)
  }
  await syncCustomer(needs, customer.id) // an operation names a subscription that is stored
  for (const subscription of await liveAtStripe(needs, customer.id)) {
    const { state } = await askStripe(needs, {
      kind: 'cancel-now',
      account,
      subscription,
      intent: newSecret(),
      reason: 'The account is deleted',
      actor: 'system',
    })
    if (state !== 'succeeded') throw new Error(`the end of ${subscription} is ${state}`) // why stands in its operation
  }
  const left = await liveAtStripe(needs, customer.id)
  if (left.length > 0) throw new Error(`${left.join(', ')} began meanwhile`) // tried again
  await syncCustomer(needs, customer.id)
  await syncEmail(needs, account)
}

async function liveAtStripe({ stripe }: EndingNeeds, customer: string): Promise<string[]> {
  return customerFacts(await stripe.fetchCustomer(customer)).live
}
