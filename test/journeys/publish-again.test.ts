// Stripe has forgotten what was published, as when the test data of an account is deleted: `plans sync` brings it back.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listOffers, portalConfiguration, publishPlans } from '../../src/billing/plans.ts'
import { portalUrl } from '../../src/billing/change-subscription.ts'
import { buy, newBuyer, planNow } from '../support/buyer.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

test('published again, plans are bought and the portal opens; a second time changes nothing', async () => {
  const { app, simulator } = world
  const [portal, offers] = [await portalConfiguration(app.db), await listOffers(app.db)]
  simulator.control.reset()
  await publishPlans(app)
  const published = [await portalConfiguration(app.db), (await listOffers(app.db)).map(({ priceId }) => priceId)]
  expect(published[0]).not.toBe(portal)
  expect(offers.filter(({ priceId }) => published[1]?.includes(priceId ?? ''))).toEqual([])
  const account = await newBuyer(world)
  await buy(world, account, 'turnpike_pro_month_usd')
  expect(await planNow(world, account)).toBe('pro')
  expect(await portalUrl(app, account)).toContain('/sim/portal/')

  await publishPlans(app)
  expect([await portalConfiguration(app.db), (await listOffers(app.db)).map(({ priceId }) => priceId)]).toEqual(
    published,
  )
})
