import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { logIn } from '../../src/accounts/log-in.ts'
import { completeOwnerSetUp, ownerSetUpLink, readSetUp } from '../../src/accounts/owner-set-up.ts'
import { createOwner } from '../../src/accounts/owner.ts'
import { accountCard, listAccounts } from '../../src/accounts/queries.ts'
import { openAccountsWorld, type AccountsWorld } from '../support/accounts-world.ts'
import { password, tally } from '../support/people.ts'

let world: AccountsWorld
beforeAll(async () => {
  world = await openAccountsWorld()
})
afterAll(() => world.close())

describe('the first owner', () => {
  const tokenOf = (link: string | null) => new URL(link ?? '').searchParams.get('token') ?? ''

  test('gets one working link from ten starts at once', async () => {
    const links = await Promise.all(Array.from({ length: 10 }, () => ownerSetUpLink(world)))
    const pages = await Promise.allSettled(links.map((link) => readSetUp(world, tokenOf(link))))
    expect(tally(pages)).toBe(1)
  })

  test('names himself by the newest link, once, of 20 at once', async () => {
    const older = tokenOf(await ownerSetUpLink(world))
    const link = await ownerSetUpLink(world)
    expect(link).toMatch(/^https:\/\/vpn\.example\.com\/set-up\?token=[\w-]{43}$/)
    const token = tokenOf(link)
    await expect(readSetUp(world, older)).rejects.toMatchObject({ code: 'expired' })
    expect(await readSetUp(world, token)).toEqual({ email: null })
    const { account: taken } = await createCustomer(world, { email: 'taken@example.com', password, verified: true })
    const clash = completeOwnerSetUp(world, token, { email: 'Taken@example.com', password })
    await expect(clash).rejects.toMatchObject({ code: 'taken' })
    expect((await accountCard(world.db, taken))?.role).toBe('customer')

    const all = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) =>
        completeOwnerSetUp(world, token, { email: `owner${i}@example.com`, password }),
      ),
    )
    expect(tally(all)).toBe(1)
    expect(await ownerSetUpLink(world)).toBeNull()
    const owners = (await listAccounts(world.db, {})).filter((account) => account.role === 'owner')
    expect(owners).toHaveLength(1)
    const entered = await logIn(world, { email: owners[0]?.email ?? '', password, network: '::1', knownDevice: null })
    expect(entered).toMatchObject({ step: 'done', role: 'owner' })
  })

  test('made on the command line closes the link of the terminal', async () => {
    const other = await openAccountsWorld()
    const token = tokenOf(await ownerSetUpLink(other))
    const { setUpLink } = await createOwner(other, { email: 'owner@example.com', password })
    expect(setUpLink).toBeNull()
    await expect(readSetUp(other, token)).rejects.toMatchObject({ code: 'expired' })
    expect(await ownerSetUpLink(other)).toBeNull()
    expect(await listAccounts(other.db, {})).toMatchObject([{ email: 'owner@example.com' }])

    const next = await createOwner(other, { email: 'second@example.com', password: null })
    const nextToken = tokenOf(next.setUpLink)
    expect(await readSetUp(other, nextToken)).toEqual({ email: 'second@example.com' })
    expect(await completeOwnerSetUp(other, nextToken, { email: 'ignored@example.com', password })).toEqual({
      account: next.account,
    })
    await expect(createOwner(other, { email: 'Second@example.com', password })).rejects.toMatchObject({ code: 'taken' })
    await other.close()
  })
})
