// The mail that access has ended: once for each end, with no event to tell of it, and not to those who go on.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cancelAtPeriodEnd } from '../../src/billing/change-subscription.ts'
import { tellEnded } from '../../src/billing/ended-access.ts'
import { grantAccess } from '../../src/billing/grant.ts'
import { access, buy, newBuyer } from '../support/buyer.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const mailsTo = async (account: string) => {
  const rows = world.app.db.selectFrom('mails').select('subject').where('account_id', '=', account)
  return (await rows.where('subject', '=', 'Your access has ended').execute()).length
}
const look = () => Promise.all([1, 2, 3].map(() => tellEnded(world.app)))
const give = (account: string, plan: string, days: number, intent: string) =>
  grantAccess(world.app, { account, plan, days, intent, reason: 'A promise', actor: 'command-line', by: 'owner' })

test('cancelled, granted and failing: each is told once, when it is over', async () => {
  const [cancelled, granted, failing] = [await newBuyer(world), await newBuyer(world), await newBuyer(world)]
  await buy(world, cancelled, 'turnpike_basic_month_usd')
  await cancelAtPeriodEnd(world.app, cancelled)
  await buy(world, failing, 'turnpike_basic_month_usd')
  const { id } = await world.app.db
    .selectFrom('stripe_customers')
    .select('id')
    .where('account_id', '=', failing)
    .executeTakeFirstOrThrow()
  world.simulator.control.setOutcome(id, 'decline')
  await give(granted, 'pro', 31, 'intent-of-ended-1')
  await look()
  const told = () => Promise.all([cancelled, granted, failing].map(mailsTo))
  expect(await told()).toEqual([0, 0, 0])
  await world.travel('32d')
  await look()
  await look()
  expect(await told()).toEqual([1, 1, 0]) // the third is in grace
  expect(await access(world, failing)).toMatchObject({ state: 'grace' })
  await world.travel('6d')
  await look()
  await look()
  expect(await told()).toEqual([1, 1, 1])
})

test('not told: who goes on with another plan, and of an end long ago', async () => {
  const [goesOn, longAgo] = [await newBuyer(world), await newBuyer(world)]
  await give(goesOn, 'pro', 2, 'intent-of-ended-2')
  await give(goesOn, 'basic', 9, 'intent-of-ended-3')
  await give(longAgo, 'pro', 2, 'intent-of-ended-4')
  await world.travel('8d')
  await look()
  expect(await Promise.all([goesOn, longAgo].map(mailsTo))).toEqual([0, 0])
})

test('told at the end of grace, and not again when the subscription is given up after it', async () => {
  const strict = await createWorld({ GRACE_DAYS: '1' })
  const account = await newBuyer(strict)
  await buy(strict, account, 'turnpike_basic_month_usd')
  const { id } = await strict.app.db.selectFrom('stripe_customers').select('id').executeTakeFirstOrThrow()
  strict.simulator.control.setOutcome(id, 'decline')
  await strict.travel('32d')
  await tellEnded(strict.app)
  const { id: subscription } = await strict.app.db.selectFrom('subscriptions').select('id').executeTakeFirstOrThrow()
  await strict.app.stripe.cancelNow({ subscription })
  await strict.settled()
  await tellEnded(strict.app)
  const told = strict.app.db.selectFrom('mails').select('id').where('subject', '=', 'Your access has ended')
  expect(await told.execute()).toHaveLength(1)
  await strict.close()
})
