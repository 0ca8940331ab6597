// What a sync asks of the database does not grow with a customer's past: with each renewal it would take longer to connect again.
import { expect, test } from 'vitest'
import { syncAccount } from '../../src/billing/sync-customer.ts'
import { buy, lastCharge, newBuyer } from '../support/buyer.ts'
import { createWorld, type World } from '../support/world.ts'

test('a customer of five months costs as many statements as a new one', async () => {
  const world = await createWorld()
  try {
    const account = await newBuyer(world)
    await buy(world, account, 'turnpike_pro_month_usd')
    world.simulator.control.refund(await lastCharge(world, account), 100)
    await world.settled()
    const ofNew = await statements(world, account)
    for (let month = 0; month < 4; month++) {
      await world.travel('32d')
      world.simulator.control.refund(await lastCharge(world, account), 100)
      await world.settled()
    }
    const payments = world.app.db.selectFrom('payments').select('id').where('account_id', '=', account)
    expect((await payments.execute()).length).toBeGreaterThanOrEqual(4)
    expect(await statements(world, account)).toBe(ofNew)
  } finally {
    await world.close()
  }
})

/** How many a sync takes that finds nothing new. */
async function statements({ app }: World, account: string): Promise<number> {
  let count = 0
  const db = app.db.withPlugin({
    transformQuery: ({ node }) => {
      count++
      return node
    },
    transformResult: ({ result }) => Promise.resolve(result),
  })
  await syncAccount({ ...app, db }, account)
  return count
}
