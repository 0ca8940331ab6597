// One payment of $10.00 that fifty of the staff give back in full, each with a click of his own.
import { startCheckout } from '../../src/billing/checkout.ts'
import { refundPayment } from '../../src/billing/refund.ts'
import { syncAccount } from '../../src/billing/sync-customer.ts'
import { newSecret } from '../../src/lib/token.ts'
import { lastPayment, sessionIn } from '../support/buyer.ts'
import { newCrowd } from '../support/crowd.ts'
import { stripeCall } from '../support/stripe-side.ts'
import type { Duel } from './duel.ts'

const PRICE = 'turnpike_pro_month_usd'

export const refundOfOneCharge: Duel = {
  name: 'the refund of one charge',
  limit: 1000,
  enter: async (world) => async () => {
    const [account = ''] = await newCrowd(world, 1)
    world.simulator.control.completeCheckout(sessionIn(await startCheckout(world.app, account, PRICE)))
    await syncAccount(world.app, account)
    const { id: payment, stripe_id: charge } = await lastPayment(world, account)
    return {
      attempt: () =>
        refundPayment(world.app, {
          payment,
          amount: null,
          reason: 'Asked',
          intent: newSecret(),
          actor: 'command-line',
        }),
      async count() {
        const list = await stripeCall(world, `/v1/refunds?charge=${charge}&limit=100`)
        const { data } = list as { data: { amount: number }[] } // as Stripe documents its lists
        return data.reduce((sum, { amount }) => sum + amount, 0)
      },
    }
  },
}
