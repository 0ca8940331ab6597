// Who had a trial is remembered without the address, under a key that a change of the master key does not change.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPersons } from '../../src/accounts/persons.ts'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { changePlan } from '../../src/billing/change-plan.ts'
import { startCheckout } from '../../src/billing/checkout.ts'
import { forgetTrialAddresses } from '../../src/billing/forget-trial-addresses.ts'
import { shopperFacts } from '../../src/billing/shopper.ts'
import { createSeal } from '../../src/lib/seal.ts'
import { anchorFileOf } from '../../src/ops/audit-anchors.ts'
import { rotateKeys } from '../../src/ops/rotate-keys.ts'
import { createWorld, type World } from '../support/world.ts'

const [oldKey, newKey] = [randomBytes(32), randomBytes(32)]
let world: World
beforeAll(async () => {
  world = await createWorld({ MASTER_KEY: oldKey.toString('base64') })
  await changePlan(world.app, 'command-line', 'pro', { trialDays: 14 })
}, 60_000)
afterAll(() => world.close())

const person = async (email: string) =>
  (await createCustomer(world.app, { email, password: 'correct horse battery staple', verified: true })).account
const mayTry = async (account: string) => (await shopperFacts(world.app, account)).mayTry
const trialsText = async () => JSON.stringify(await world.app.db.selectFrom('trial_uses').selectAll().execute())

test('no address and no part of one stands with the trial', async () => {
  const account = await person('Dora.Marker+shop@gmail.com')
  await startCheckout(world.app, account, 'turnpike_pro_month_usd')
  expect(await trialsText()).toContain(account)
  expect((await trialsText()).toLowerCase()).not.toMatch(/dora|marker|gmail/)
  expect(await mayTry(await person('doramarker@googlemail.com'))).toBe(false)
})

test('addresses that the release before kept become hashes, once, and their trial stays taken', async () => {
  const { db, clock, persons } = world.app
  const [first, twin] = [await person('erik@example.com'), await person('erik+two@example.com')]
  const old = { checkout_id: null, person_hash: null, begun_at: clock(), created_at: clock() }
  await db
    .insertInto('trial_uses')
    .values({ ...old, account_id: first, email_key: 'erik@example.com' })
    .execute()
  await forgetTrialAddresses({ db, persons })
  // Written meanwhile by a process of the release before, which does not know the hash.
  await db
    .insertInto('trial_uses')
    .values({ ...old, account_id: twin, email_key: 'erik@example.com' })
    .execute()
  await forgetTrialAddresses({ db, persons })
  await forgetTrialAddresses({ db, persons })
  expect(await trialsText()).not.toContain('erik')
  expect(await mayTry(await person('erik+three@example.com'))).toBe(false)
  expect(await mayTry(await person('frida@example.com'))).toBe(true)
})

test('a change of the master key keeps who had a trial, also when the old key is gone', async () => {
  const { app } = world
  const before = app.persons.hashOf('dora.marker@gmail.com')
  const during = createSeal(newKey, [oldKey])
  await rotateKeys({ ...app, seal: during, anchors: anchorFileOf(app.config, during) }, 'command-line')
  const after = await openPersons({ db: app.db, seal: createSeal(newKey) })
  expect(after.hashOf('doramarker@gmail.com')).toEqual(before)
  await expect(openPersons({ db: app.db, seal: createSeal(oldKey) })).rejects.toThrow(/secrets:persons/)
})

test('of fifty starts at once all have the same key', async () => {
  const { db } = world.app
  await db.deleteFrom('secrets').execute()
  const opened = await Promise.all(Array.from({ length: 50 }, () => openPersons({ db, seal: createSeal(newKey) })))
  expect(new Set(opened.map(({ hashOf }) => hashOf('a@example.com').toString('hex'))).size).toBe(1)
})
