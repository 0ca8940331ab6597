// Deleting accounts as the journeys do it, and what can be seen of it: here, at Stripe, and in mailboxes.
import { closureOf } from '../../src/accounts/closure-queries.ts'
import { closeAccount } from '../../src/ops/close-account.ts'
import { subscriptionAtStripe } from './stripe-side.ts'
import { until } from './until.ts'
import type { World } from './world.ts'

/** `world` is a function, for the world opens only when the tests begin. */
export function deletionsIn(world: () => World) {
  const asks = (account: string, app: World['app']) => closeAccount(app, { account, actor: account })
  return {
    asksToDelete: (account: string) => asks(account, world().app),
    /** The first half alone, without its job, as after a kill. */
    firstHalf: (account: string) => asks(account, withoutJobs(world())),
    /** Waits until it is closed. */
    closed: (account: string) =>
      until('the account is closed', async () => (await closureOf(world().app.db, account))?.closed_at instanceof Date),
    emailOf: async (account: string) => {
      const accounts = world().app.db.selectFrom('accounts').select('email').where('id', '=', account)
      return (await accounts.executeTakeFirstOrThrow()).email
    },
    statusAtStripe: async (account: string) => (await subscriptionAtStripe(world(), account)).status,
    mailsTo: (address: string) =>
      world().app.db.selectFrom('mails').select('subject').where('to_address', '=', address).execute(),
  }
}

/** As a process that is killed before its jobs are run, and whose queue is lost. */
export function withoutJobs({ app }: World): World['app'] {
  return { ...app, queue: { ...app.queue, enqueue: () => Promise.resolve() } }
}
