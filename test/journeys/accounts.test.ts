import { afterAll, beforeAll, expect, test } from 'vitest'
import { audit } from '../../src/accounts/audit.ts'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { auditOf, countAccounts, listAccounts } from '../../src/accounts/queries.ts'
import { openAccountsWorld, type AccountsWorld } from '../support/accounts-world.ts'
import { password } from '../support/people.ts'

let world: AccountsWorld
beforeAll(async () => {
  world = await openAccountsWorld()
})
afterAll(() => world.close())

test('the list pages through all, newest first, and finds parts of an address literally', async () => {
  for (let i = 0; i < 11; i++) {
    await createCustomer(world, { email: `c${i}@example.com`, password, verified: i % 2 === 0 })
  }
  const page = await listAccounts(world.db, { limit: 5 })
  const rest = await listAccounts(world.db, { limit: 5, after: page.at(-1)?.id ?? '' })
  const ids = [...page, ...rest].map((account) => account.id)
  expect(new Set(ids).size).toBe(10)
  const times = [...page, ...rest].map((account) => account.createdAt.getTime())
  expect(times).toEqual(times.toSorted((a, b) => b - a))
  const odd = '100%_sure@example.com'
  await createCustomer(world, { email: odd, password, verified: false })
  expect(await listAccounts(world.db, { search: '%_SURE' })).toMatchObject([{ email: odd }])
  expect(await listAccounts(world.db, { search: `'; drop table accounts; --` })).toEqual([])
  expect(JSON.stringify(await listAccounts(world.db, { search: odd }))).not.toContain('argon2')
  const counts = await countAccounts(world.db)
  expect(counts).toEqual({ customers: 12, verified: 6, banned: 0 })
})

test('an audit row goes with its change and stays as it was written', async () => {
  const broken = world.db.transaction().execute(async (tx) => {
    await audit(tx, world.clock, { actor: 'system', action: 'test', subject: 'nothing' })
    throw new Error('rolled back')
  })
  await expect(broken).rejects.toThrow('rolled back')
  expect(await auditOf(world.db, 'nothing')).toEqual([])
  await expect(world.db.deleteFrom('audit').execute()).rejects.toThrow('permission denied')
})
