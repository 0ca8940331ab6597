// The three devices of a plan, wanted fifty times at once.
import { grantAccess } from '../../src/billing/grant.ts'
import { newSecret } from '../../src/lib/token.ts'
import { addDevice } from '../../src/vpn/add-device.ts'
import { newCrowd } from '../support/crowd.ts'
import type { Duel } from './duel.ts'

export const deviceLimit: Duel = {
  name: 'the devices of one plan',
  limit: 3,
  enter: async (world) => async () => {
    const [account = ''] = await newCrowd(world, 1)
    await grantAccess(world.app, {
      account,
      plan: 'basic',
      days: 30,
      reason: 'A gift',
      intent: newSecret(),
      actor: 'command-line',
      by: 'owner',
    })
    return {
      attempt: (nth) => addDevice(world.app, account, { name: `Device ${nth}`, protocol: 'wireguard' }),
      async count() {
        const live = world.app.db.selectFrom('devices').select('id').where('account_id', '=', account)
        return (await live.where('removed_at', 'is', null).execute()).length
      },
    }
  },
}
