import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountCard, auditOf } from '../../src/accounts/queries.ts'
import { performReset } from '../../src/accounts/reset-password.ts'
import { readSession } from '../../src/accounts/session.ts'
import { verifyEmail } from '../../src/accounts/verify-email.ts'
import { openAccountsWorld, type AccountsWorld } from '../support/accounts-world.ts'
import { fifty, password, peopleOf, second, tally } from '../support/people.ts'

let world: AccountsWorld
beforeAll(async () => {
  world = await openAccountsWorld()
})
afterAll(() => world.close())

const { askReset, enter, idOf, join, someone } = peopleOf(() => world)

describe('reset', () => {
  test('the newest link works once, within the hour, ends all sessions, verifies the mailbox and tells of it', async () => {
    const email = someone()
    await join(email)
    const { sessionToken } = await enter(email)
    await askReset(email)
    const older = await world.tokenFor(email)
    await askReset(email)
    const token = await world.tokenFor(email)
    await expect(performReset(world, { token: older, password: second })).rejects.toMatchObject({ code: 'expired' })
    await expect(performReset(world, { token, password: 'short' })).rejects.toMatchObject({ code: 'invalid' })
    expect(tally(await fifty(() => performReset(world, { token, password: second })))).toBe(1)
    expect(await readSession(world, sessionToken)).toBeNull()
    await expect(enter(email)).rejects.toMatchObject({ code: 'invalid' })
    await enter(email, second)
    expect((await accountCard(world.db, await idOf(email)))?.emailVerifiedAt).not.toBeNull()
    expect((await world.mailsTo(email)).filter((text) => text.includes('was changed on'))).toHaveLength(1)
    expect(await auditOf(world.db, await idOf(email))).toMatchObject([{ action: 'account.reset-password' }])

    await askReset(email)
    const late = await world.tokenFor(email)
    world.travel(60)
    await expect(performReset(world, { token: late, password })).rejects.toMatchObject({ code: 'expired' })
  })

  test('a verification link resets nothing, and a reset link verifies by itself nothing', async () => {
    const email = someone()
    await join(email)
    const verification = await world.tokenFor(email)
    await expect(performReset(world, { token: verification, password: second })).rejects.toMatchObject({
      code: 'expired',
    })
    await askReset(email)
    await expect(verifyEmail(world, await world.tokenFor(email))).rejects.toMatchObject({ code: 'expired' })
  })

  test('an unknown address gets the same answer, no sooner, and no mail', async () => {
    const email = someone()
    await join(email)
    // Both wait for one moment, which is later than either needs; how far apart they are in the end is bench/enumeration.ts.
    for (const address of [email, 'nobody@example.com']) {
      const began = performance.now()
      expect(await askReset(address)).toBeUndefined()
      expect(performance.now() - began, address).toBeGreaterThan(75)
    }
    expect(await world.mailsTo('nobody@example.com')).toEqual([])
  })

  test('a mailbox is not flooded: five an hour, and the asker is not told', async () => {
    const email = someone()
    await join(email)
    for (let i = 0; i < 8; i++) expect(await askReset(email)).toBeUndefined()
    expect((await world.mailsTo(email)).filter((text) => text.includes('asked for a new password'))).toHaveLength(5)
  })
})
