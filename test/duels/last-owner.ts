// Two owners, and fifty who take the role from one of them at the same moment: one is left.
import { changeRole } from '../../src/accounts/change-role.ts'
import { newCrowd } from '../support/crowd.ts'
import type { Duel } from './duel.ts'

export const lastOwner: Duel = {
  name: 'the last owner',
  limit: 1,
  async enter(world) {
    const { db } = world.app
    const pair = await newCrowd(world, 2)
    const made = { role: 'owner', password_hash: '$argon2id$nobody knows it' } as const
    return async () => {
      await db.updateTable('accounts').set(made).where('id', 'in', pair).execute()
      return {
        attempt: (nth) => {
          const account = pair[nth % 2] ?? ''
          return changeRole(world.app, { account, wish: { act: 'take' }, actor: account })
        },
        count: async () => (await db.selectFrom('accounts').select('id').where('role', '=', 'owner').execute()).length,
      }
    }
  },
}
