// Stripe does not answer while an outcome is open: everything else goes on, and what is open is found out when Stripe is back.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cancelAtPeriodEnd } from '../../src/billing/change-subscription.ts'
import { customersWithoutFee } from '../../src/billing/stripe-queries.ts'
import { settleOperations } from '../../src/billing/settle-operations.ts'
import { enqueueWithoutFee } from '../../src/billing/sweep.ts'
import { syncAccount } from '../../src/billing/sync-customer.ts'
import { startWorker } from '../../src/jobs/worker.ts'
import { booksOf, subscriber } from '../support/buyer.ts'
import { subscriptionAtStripe } from '../support/stripe-side.ts'
import { until } from '../support/until.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
}, 60_000)
afterAll(() => world.close())

/** The subscriptions concerned, oldest first. */
async function openOperations() {
  const open = world.app.db.selectFrom('operations').select('subscription_id as id')
  const rows = await open.where('state', 'in', ['pending', 'unknown']).orderBy('created_at').execute()
  return rows.map(({ id }) => id)
}

test('a fee that Stripe tells later than the payment is booked', async () => {
  const { stripe, db, clock } = world.app
  const account = await subscriber(world)
  const before = await booksOf(world, account)
  expect(before['stripe-fees']).toBeGreaterThan(0n)

  const other = await subscriber(world)
  await db.updateTable('payments').set({ fee: 0n }).where('account_id', '=', other).execute() // as it was seen at first
  const now = clock().getTime()
  expect(await customersWithoutFee(db, new Date(now - 3_600_000), new Date(now + 1000))).toHaveLength(1)
  world.pass('90m')
  await enqueueWithoutFee(world.app)
  const feeOf = async () =>
    (await db.selectFrom('payments').select('fee').where('account_id', '=', other).executeTakeFirstOrThrow()).fee
  await until('it is known', async () => (await feeOf()) > 0n)

  const late = {
    ...stripe,
    async fetchCustomer(id: string) {
      const snapshot = await stripe.fetchCustomer(id)
      const charges = snapshot.charges.map((charge) => ({ ...charge, balance_transaction: null }))
      return { ...snapshot, charges }
    },
  }
  const third = await subscriber({ ...world, app: { ...world.app, stripe: late } })
  await syncAccount({ ...world.app, stripe: late }, third)
  await syncAccount(world.app, third)
  expect(await booksOf(world, third)).toEqual(before)
})

// The last one: with the worker's end nothing is worked any more.
test('one operation of which Stripe says nothing holds up no other, and no worker that starts', async () => {
  const accounts = [await subscriber(world), await subscriber(world)]
  const { control } = world.simulator
  control.failNext({ method: 'POST', path: '/v1/subscriptions/*', kind: 'lost-reply', times: 6 })
  const ids: string[] = []
  for (const account of accounts) {
    ids.push((await subscriptionAtStripe(world, account)).id)
    await cancelAtPeriodEnd(world.app, account)
  }
  expect(await openOperations()).toEqual(ids)
  control.failNext({ method: 'GET', path: `/v1/subscriptions/${ids[0]}`, kind: 'reset', times: 1_000_000 })
  world.pass('40s')
  await expect(settleOperations(world.app)).rejects.toThrow(/\w/)
  expect(await openOperations()).toEqual(ids.slice(0, 1))
  const worker = await startWorker(world.app)
  await worker.close()
  expect(await openOperations()).toEqual(ids.slice(0, 1))
})
