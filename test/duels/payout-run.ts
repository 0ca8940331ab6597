// One commission past its hold and fifty clicks that pay out: it is paid once.
import { joinAffiliates } from '../../src/affiliates/join.ts'
import { payOut } from '../../src/affiliates/pay-out.ts'
import { startCheckout } from '../../src/billing/checkout.ts'
import { syncAccount } from '../../src/billing/sync-customer.ts'
import { sessionIn } from '../support/buyer.ts'
import { newCrowd } from '../support/crowd.ts'
import type { World } from '../support/world.ts'
import type { Duel } from './duel.ts'

const YEAR = 'turnpike_pro_year_usd' // $100.00: the commission is $20.00, which is the minimum

export const payoutRun: Duel = {
  name: 'a payout run',
  limit: 2000,
  async enter(world, rounds) {
    const [affiliate = ''] = await newCrowd(world, 1)
    await joinAffiliates(world.app, affiliate)
    // One an hour, so that one more is past its hold in each hour of a month later.
    for (const account of await newCrowd(world, rounds)) {
      await brought(world, account, affiliate)
      world.pass('1h')
    }
    world.pass('30d')
    world.pass(`-${rounds}h`)
    world.pass('30m')
    let before = 0n
    return async (round) => {
      if (round > 0) world.pass('1h')
      return {
        attempt: () => payOut(world.app, 'command-line'),
        async count() {
          const payouts = await world.app.db.selectFrom('payouts').select('amount').execute()
          const sum = payouts.reduce((all, { amount }) => all + amount, 0n)
          const now = sum - before
          before = sum
          return Number(now)
        },
      }
    }
  },
}

async function brought(world: World, account: string, affiliate: string): Promise<void> {
  await world.app.db
    .insertInto('attributions')
    .values({ account_id: account, affiliate_id: affiliate, at: world.app.clock() })
    .execute()
  world.simulator.control.completeCheckout(sessionIn(await startCheckout(world.app, account, YEAR)))
  await syncAccount(world.app, account)
}
