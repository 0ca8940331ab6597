// The free plan is off until the operator switches it on; then every verified account has one device, and nobody else.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { changePlan } from '../../src/billing/change-plan.ts'
import { addDevice } from '../../src/vpn/add-device.ts'
import { access, buy, newBuyer } from '../support/buyer.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
}, 60_000)
afterAll(() => world.close())

test('on, off, and beside a paid plan', async () => {
  const account = await newBuyer(world)
  expect(await access(world, account)).toEqual({ state: 'none' })

  await changePlan(world.app, 'command-line', 'free', { forSale: true })
  expect(await access(world, account)).toMatchObject({
    state: 'active',
    plan: { id: 'free', deviceLimit: 1 },
    cutOff: null,
  })
  await addDevice(world.app, account, { name: 'Phone', protocol: 'wireguard' })
  await expect(addDevice(world.app, account, { name: 'Laptop', protocol: 'wireguard' })).rejects.toThrow('1 device')

  const unverified = { email: 'unverified@example.com', password: 'correct horse battery staple', verified: false }
  const other = await createCustomer(world.app, unverified)
  expect(await access(world, other.account)).toEqual({ state: 'none' })

  await buy(world, account, 'turnpike_basic_month_usd')
  expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'basic' } })

  await changePlan(world.app, 'command-line', 'free', { forSale: false })
  expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'basic' } })
})

test.each([
  ['free', {}, 'Say what to change'],
  ['nothing', { forSale: true }, 'no plan named'],
  ['pro', { deviceLimit: 0 }, 'devices'],
  ['pro', { trialDays: 1.5 }, 'trial'],
])('refuses to set %s to %j', async (plan, change, words) => {
  await expect(changePlan(world.app, 'command-line', plan, change)).rejects.toThrow(words)
})
