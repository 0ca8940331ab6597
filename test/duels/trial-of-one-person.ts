// The one trial of a person who has fifty accounts with one mailbox.
import { changePlan } from '../../src/billing/change-plan.ts'
import { startCheckout } from '../../src/billing/checkout.ts'
import { sessionIn } from '../support/buyer.ts'
import { newCrowd } from '../support/crowd.ts'
import { stripeCall } from '../support/stripe-side.ts'
import { AT_ONCE, type Duel } from './duel.ts'

const PRICE = 'turnpike_pro_month_usd'

export const trialOfOnePerson: Duel = {
  name: 'the trial of one person',
  limit: 1,
  async enter(world) {
    await changePlan(world.app, 'command-line', 'pro', { trialDays: 14 })
    return async (round) => {
      let alias = 0
      const accounts = await newCrowd(world, AT_ONCE, () => `ana${round}+${++alias}@example.com`)
      const sessions: string[] = []
      return {
        async attempt(nth) {
          sessions.push(sessionIn(await startCheckout(world.app, accounts[nth] ?? '', PRICE)))
        },
        async count() {
          const told = await Promise.all(sessions.map((id) => stripeCall(world, `/v1/checkout/sessions/${id}`)))
          if (told.length !== AT_ONCE) throw new Error('somebody could not buy at all')
          // What is due today is nothing where a trial comes first; `amount_total` is Stripe's name of it.
          return told.filter((session) => (session as { amount_total: number }).amount_total === 0).length
        },
      }
    }
  },
}
