import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountCard, findAccountByKey, listAccounts } from '../../src/accounts/queries.ts'
import { signUp } from '../../src/accounts/sign-up.ts'
import { resendVerification, verifyEmail } from '../../src/accounts/verify-email.ts'
import { openAccountsWorld, type AccountsWorld } from '../support/accounts-world.ts'
import { fifty, password, peopleOf, second, tally } from '../support/people.ts'

let world: AccountsWorld
beforeAll(async () => {
  world = await openAccountsWorld()
})
afterAll(() => world.close())

const { elsewhere, enter, idOf, join, someone } = peopleOf(() => world)

describe('sign-up', () => {
  test('a mailbox confirms once, within a day, and only its own account', async () => {
    const [email, other] = [someone(), someone()]
    await join(email)
    await join(other)
    const token = await world.tokenFor(email)
    expect(await verifyEmail(world, token)).toEqual({ account: await idOf(email) })
    await expect(verifyEmail(world, token)).rejects.toMatchObject({ code: 'expired' })
    expect((await accountCard(world.db, await idOf(email)))?.emailVerifiedAt).not.toBeNull()
    expect((await accountCard(world.db, await idOf(other)))?.emailVerifiedAt).toBeNull()

    const late = await world.tokenFor(other)
    world.travel(24 * 60)
    await expect(verifyEmail(world, late)).rejects.toMatchObject({ code: 'expired' })
    await resendVerification(world, { account: await idOf(other), network: elsewhere() })
    await verifyEmail(world, await world.tokenFor(other))
  })

  test('of 20 at once for one address, in any writing, one account comes out and its password is not replaced', async () => {
    const email = someone()
    await join(email)
    const others = Array.from({ length: 20 }, (_, index) => join(index % 2 ? email.toUpperCase() : `${email}.`, second))
    await Promise.all(others)
    expect(await listAccounts(world.db, { search: email })).toHaveLength(1)
    await expect(enter(email, second)).rejects.toMatchObject({ code: 'invalid' })
    await enter(email)
  })

  test('an address that is taken looks the same, and its owner hears of it, three times an hour at most', async () => {
    const email = someone()
    expect(await join(email)).toBe(await join(someone()))
    for (let i = 0; i < 6; i++) expect(await join(email, second)).toBeUndefined()
    const notices = (await world.mailsTo(email)).filter((text) => text.includes('already has an account'))
    expect(notices).toHaveLength(2) // the first try of the three opened the account
  })

  test('50 uses of one link at once: one counts', async () => {
    const email = someone()
    await join(email)
    const token = await world.tokenFor(email)
    expect(tally(await fifty(() => verifyEmail(world, token)))).toBe(1)
  })

  test('neither a mail nor a token is left where the account could not be written', async () => {
    const email = someone()
    const queue = { ...world.queue, enqueue: () => Promise.reject(new Error('the queue is gone')) }
    const broken = signUp({ ...world, queue }, { email, password, network: elsewhere() })
    await expect(broken).rejects.toThrow('the queue is gone')
    expect(await findAccountByKey(world.db, email)).toBeUndefined()
    expect(await world.mailsTo(email)).toEqual([])
  })

  test('no secret of a link stands in the table of links', async () => {
    const email = someone()
    await join(email)
    const token = await world.tokenFor(email)
    const rows = await world.pool.query('select encode(token_hash, $1) as hash from email_tokens', ['base64'])
    expect(JSON.stringify(rows.rows)).not.toContain(Buffer.from(token, 'base64url').toString('base64'))
  })
})
