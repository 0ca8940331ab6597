// Carries to Stripe that a trial is over because its card had one before. The row stands already; each step is found done when it
// is repeated.
import type { Gateway } from './stripe.ts'
import { syncAccount, type SyncNeeds } from './sync-customer.ts'
import { markTrialEnded, refusedTrials } from './trial-queries.ts'

export type TrialNeeds = SyncNeeds & { stripe: Pick<Gateway, 'endTrial'> }

export async function endRefusedTrials(needs: TrialNeeds, account: string): Promise<void> {
  const refused = await refusedTrials(needs.db, account)
  for (const { subscription } of refused) {
    await needs.stripe.endTrial(subscription)
    await markTrialEnded(needs.db, subscription, needs.clock())
  }
  if (refused.length > 0) await syncAccount(needs, account)
}
