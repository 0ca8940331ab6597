// One voucher whose code fifty people have.
import { makeVouchers } from '../../src/billing/vouchers.ts'
import { redeemVoucher } from '../../src/billing/redeem-voucher.ts'
import { newSecret } from '../../src/lib/token.ts'
import { newCrowd } from '../support/crowd.ts'
import { AT_ONCE, type Duel } from './duel.ts'

export const voucher: Duel = {
  name: 'a voucher',
  limit: 1,
  enter: async (world) => async (round) => {
    // New ones each time: who tried too many codes has to wait.
    const people = await newCrowd(world, AT_ONCE)
    const gift = { plan: 'pro', unit: 'day' as const, length: 30, size: 1, value: { amount: 450n, currency: 'usd' } }
    const about = { note: 'A sample', expiresAt: null, intent: newSecret(), actor: 'command-line' }
    const { codes } = await makeVouchers(world.app, { ...gift, ...about })
    const network = (nth: number) => `10.${round}.${nth}.1`
    return {
      attempt: (nth) =>
        redeemVoucher(world.app, { account: people[nth] ?? '', code: codes[0] ?? '', network: network(nth) }),
      async count() {
        const grants = world.app.db.selectFrom('grants').select('id').where('account_id', 'in', people)
        return (await grants.execute()).length
      },
    }
  },
}
