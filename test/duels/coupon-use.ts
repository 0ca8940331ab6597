// The one use that is left of a coupon, wanted by fifty people.
import { startCheckout } from '../../src/billing/checkout.ts'
import { makeCoupon } from '../../src/billing/coupons.ts'
import { newCrowd } from '../support/crowd.ts'
import { AT_ONCE, type Duel } from './duel.ts'

const PRICE = 'turnpike_pro_month_usd'

export const couponUse: Duel = {
  name: 'the last use of a coupon',
  limit: 1,
  async enter(world) {
    const people = await newCrowd(world, AT_ONCE)
    return async (round) => {
      const code = `LAST-${round}`
      const id = await makeCoupon(world.app, 'command-line', {
        code,
        off: { percent: 50 },
        duration: 'once',
        months: null,
        maxRedemptions: 1,
        perCustomer: 1,
        expiresAt: null,
        plans: null,
      })
      return {
        attempt: (nth) => startCheckout(world.app, people[nth] ?? '', PRICE, code),
        async count() {
          const claims = world.app.db.selectFrom('coupon_claims').select('checkout_id').where('coupon_id', '=', id)
          return (await claims.where('state', 'in', ['held', 'used']).execute()).length
        },
      }
    }
  },
}
