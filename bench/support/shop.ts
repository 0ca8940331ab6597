// What both grant benches do at the shop between two measurements.
import type { World } from '../../test/support/world.ts'

/** The one charge of the account that is not refunded. */
export async function openCharge({ app }: World, account: string): Promise<string> {
  const payments = app.db.selectFrom('payments').select('stripe_id').where('account_id', '=', account)
  return (await payments.where('refunded', '=', 0n).executeTakeFirstOrThrow()).stripe_id
}

/** After a full refund the subscription still runs at the processor: it is ended there before another can be bought. */
export async function cancelled({ app, simulator, stripeKey, settled }: World, account: string): Promise<void> {
  await settled()
  const live = await app.db
    .selectFrom('subscriptions')
    .select('id')
    .where('account_id', '=', account)
    .where('status', '=', 'active')
    .executeTakeFirstOrThrow()
  await fetch(`${simulator.apiBase}/v1/subscriptions/${live.id}`, {
    method: 'DELETE',
    headers: { authorization: stripeKey },
  })
  await settled()
}
