// One account with two pages to pay on, both paid, and fifty workers who find it: one subscription stays, one payment is given back.
import { startCheckout } from '../../src/billing/checkout.ts'
import { correctSubscriptions } from '../../src/billing/correct-subscriptions.ts'
import { syncAccount } from '../../src/billing/sync-customer.ts'
import { sessionIn } from '../support/buyer.ts'
import { newCrowd } from '../support/crowd.ts'
import { customerIdOf, pageOfOtherTab, stripeCall } from '../support/stripe-side.ts'
import type { World } from '../support/world.ts'
import type { Duel } from './duel.ts'

const PRICE = 'turnpike_pro_month_usd'

export const secondSubscription: Duel = {
  name: 'the subscription of one account that paid twice',
  limit: 1,
  enter: async (world) => async () => {
    const [account = ''] = await newCrowd(world, 1)
    const session = sessionIn(await startCheckout(world.app, account, PRICE))
    const customer = await customerIdOf(world, account)
    const other = await pageOfOtherTab(world, account, PRICE)
    for (const one of [session, other]) world.simulator.control.completeCheckout(one)
    await syncAccount(world.app, account)
    // As its job: what finds another at work is tried again.
    const correct = () => correctSubscriptions(world.app, account)
    return {
      attempt: () => correct().catch(() => null),
      async count() {
        await correct()
        const [live, refunded] = await Promise.all([liveAt(world, customer), refundedAt(world, customer)])
        if (refunded.join() !== '0,1000') throw new Error(`given back: ${refunded.join(' and ')}`)
        return live
      },
    }
  },
}

async function liveAt(world: World, customer: string): Promise<number> {
  const list = await stripeCall(world, `/v1/subscriptions?status=active&limit=100&customer=${customer}`)
  return (list as { data: unknown[] }).data.length // as Stripe documents its lists
}

async function refundedAt(world: World, customer: string): Promise<number[]> {
  const list = await stripeCall(world, `/v1/charges?limit=100&customer=${customer}`)
  const { data } = list as { data: { amount_refunded: number }[] } // as Stripe documents its lists
  return data.map((charge) => charge.amount_refunded).toSorted((a, b) => a - b)
}
