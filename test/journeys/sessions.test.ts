import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { banAccount, unbanAccount } from '../../src/accounts/ban.ts'
import { changePassword } from '../../src/accounts/change-password.ts'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { createOwner } from '../../src/accounts/owner.ts'
import { auditOf } from '../../src/accounts/queries.ts'
import { createSession, endSession, endSessionById, listSessions, readSession } from '../../src/accounts/session.ts'
import { clearEnded } from '../../src/ops/clear-ended.ts'
import { openAccountsWorld, type AccountsWorld } from '../support/accounts-world.ts'
import { password, peopleOf, refusals, second, tally } from '../support/people.ts'

let world: AccountsWorld
beforeAll(async () => {
  world = await openAccountsWorld()
})
afterAll(() => world.close())

const { askReset, enter, idOf, join, someone } = peopleOf(() => world)

describe('sessions', () => {
  test('end when idle, live on while used, and end in any case after 30 days', async () => {
    const { account } = await createCustomer(world, { email: someone(), password, verified: true })
    const token = await createSession(world.db, world.clock, { id: account, role: 'customer' })
    for (let i = 0; i < 4; i++) {
      world.travel(29)
      expect(await readSession(world, token)).toMatchObject({ account, role: 'customer', emailVerified: true })
    }
    world.travel(30)
    expect(await readSession(world, token)).toBeNull()

    const long = await createSession(world.db, world.clock, { id: account, role: 'customer' })
    await world.db
      .updateTable('sessions')
      .set({ last_seen_at: new Date('2099-01-01T00:00:00Z') })
      .where('account_id', '=', account)
      .execute()
    world.travel(30 * 24 * 60)
    expect(await readSession(world, long)).toBeNull()
    await clearEnded(world)
    const left = await world.db.selectFrom('sessions').selectAll().where('account_id', '=', account).execute()
    expect(left).toEqual([])
  })

  test('a new role counts at the next request', async () => {
    const { account } = await createCustomer(world, { email: someone(), password, verified: true })
    const token = await createSession(world.db, world.clock, { id: account, role: 'customer' })
    await world.db.updateTable('accounts').set({ role: 'support' }).where('id', '=', account).execute()
    expect((await readSession(world, token))?.role).toBe('support')
    world.travel(15)
    expect(await readSession(world, token)).toBeNull()
  })

  test('are listed, ended one by one, and not by somebody else', async () => {
    const [email, other] = [someone(), someone()]
    await join(email)
    await join(other)
    const account = await idOf(email)
    const one = await enter(email)
    const two = await enter(email)
    const theirs = await enter(other)
    const list = await listSessions(world, account)
    expect(list).toHaveLength(2)
    const foreign = (await listSessions(world, await idOf(other)))[0]?.id ?? ''
    for (const session of [foreign, 'zz', '']) {
      await expect(endSessionById(world, { account, session })).rejects.toMatchObject({ code: 'not-found' })
    }
    expect(await readSession(world, theirs.sessionToken)).not.toBeNull()
    const hash = (await readSession(world, one.sessionToken))?.sessionHash.toString('hex') ?? ''
    await endSessionById(world, { account, session: hash })
    expect(await readSession(world, one.sessionToken)).toBeNull()
    await endSession(world, two.sessionToken)
    await endSession(world, two.sessionToken)
    expect(await readSession(world, two.sessionToken)).toBeNull()
    expect(await readSession(world, 'x'.repeat(10_000))).toBeNull()
  })

  test('a changed password ends the others and opens a new one, of three at once', async () => {
    const email = someone()
    await join(email)
    const account = await idOf(email)
    const { sessionToken: old } = await enter(email)
    await askReset(email)
    const wrong = { account, current: second, password: 'three green bottles' }
    await expect(changePassword(world, wrong)).rejects.toMatchObject({ code: 'invalid' })
    const changes = await Promise.allSettled(
      [1, 2, 3].map(() => changePassword(world, { account, current: password, password: second })),
    )
    expect(tally(changes)).toBe(1)
    const fresh = changes.find((one) => one.status === 'fulfilled')?.value.sessionToken ?? ''
    expect(await readSession(world, old)).toBeNull()
    expect((await readSession(world, fresh))?.account).toBe(account)
    await enter(email, second)
  })

  test('a stolen session is no place to guess the password from', async () => {
    const email = someone()
    await join(email)
    const wrong = { account: await idOf(email), current: second, password: 'three green bottles' }
    const guesses = await Promise.allSettled(Array.from({ length: 12 }, () => changePassword(world, wrong)))
    expect(refusals(guesses, 'too-many')).toBe(2)
  })
})

describe('ban', () => {
  test('ends sessions at once, is told only to who knows the password, and is lifted again', async () => {
    const email = someone()
    await join(email)
    const account = await idOf(email)
    const { sessionToken } = await enter(email)
    await banAccount(world, { account, actor: 'command-line' })
    await banAccount(world, { account, actor: 'command-line' })
    expect(await readSession(world, sessionToken)).toBeNull()
    const tooLate = await createSession(world.db, world.clock, { id: account, role: 'customer' })
    expect(await readSession(world, tooLate)).toBeNull()
    await expect(enter(email)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(enter(email, second)).rejects.toMatchObject({ code: 'invalid' })
    await unbanAccount(world, { account, actor: 'command-line' })
    await enter(email)
    const actions = (await auditOf(world.db, account)).map((row) => row.action)
    expect(actions).toEqual(['account.unban', 'account.ban'])
  })

  test('not of the last owner, not of nobody', async () => {
    const { account } = await createOwner(world, { email: someone(), password })
    await expect(banAccount(world, { account, actor: 'system' })).rejects.toMatchObject({ code: 'conflict' })
    const nobody = { account: 'acct_none', actor: 'system' }
    await expect(banAccount(world, nobody)).rejects.toMatchObject({ code: 'not-found' })
    await expect(unbanAccount(world, nobody)).rejects.toMatchObject({ code: 'not-found' })
  })
})
