import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { logIn } from '../../src/accounts/log-in.ts'
import { hashPassword } from '../../src/accounts/password.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import { createOwner } from '../../src/accounts/owner.ts'
import { accountCard, setPasswordHash } from '../../src/accounts/queries.ts'
import { endAllSessions, listSessions } from '../../src/accounts/session.ts'
import { openAccountsWorld, type AccountsWorld } from '../support/accounts-world.ts'
import { password, peopleOf, refusals, second } from '../support/people.ts'

let world: AccountsWorld
beforeAll(async () => {
  world = await openAccountsWorld()
})
afterAll(() => world.close())

const { enter, idOf, join, someone } = peopleOf(() => world)

describe('log-in', () => {
  test('unknown, without password, and wrong: one sentence', async () => {
    const email = someone()
    await join(email)
    const owner = await createOwner(world, { email: someone(), password: null })
    const ownerEmail = (await accountCard(world.db, owner.account))?.email ?? ''
    for (const [who, secret] of [
      [email, second],
      ['nobody@example.com', password],
      [ownerEmail, password],
      ['no address', password],
      ['', ''],
    ] as const) {
      await expect(enter(who, secret)).rejects.toMatchObject({
        code: 'invalid',
        message: 'E-mail address or password is wrong.',
      })
    }
  })

  test('20 wrong ones from one address are slowed, over two processes; the owner’s device and other people get in', async () => {
    const email = someone()
    await join(email)
    const { knownDevice } = await enter(email)
    const results = await world.asReplica((throttle) =>
      Promise.allSettled(
        Array.from({ length: 20 }, (_, index) =>
          logIn(index % 2 ? world : { ...world, throttle }, {
            email,
            password: second,
            network: '198.51.100.1',
            knownDevice: null,
          }),
        ),
      ),
    )
    expect([refusals(results, 'invalid'), refusals(results, 'too-many')]).toEqual([10, 10])
    const shut = await enter(email).catch((refusal: unknown) => refusal)
    expect(shut).toMatchObject({ code: 'too-many' })
    expect(shut instanceof Refusal ? shut.retryAfter : 0).toBeGreaterThan(800) // seconds, of fifteen minutes
    expect((await enter(email, password, '198.51.100.1', knownDevice)).account).toBe(await idOf(email))
    await expect(enter(email, password, '198.51.100.1', `${knownDevice}x`)).rejects.toMatchObject({ code: 'too-many' })
  })

  test('a device’s cookie is no way around the limit', async () => {
    const email = someone()
    await join(email)
    const { knownDevice } = await enter(email)
    const guesses = await Promise.allSettled(
      Array.from({ length: 30 }, () => enter(email, second, '198.51.100.9', knownDevice)),
    )
    expect(refusals(guesses, 'invalid')).toBe(20)
  })

  test('one password over many accounts from one network is slowed, whichever address of its /64', async () => {
    const tries = await Promise.allSettled(
      Array.from({ length: 40 }, (_, i) => enter(`guess${i}@example.com`, password, `2001:db8:0:7::${i + 1}`)),
    )
    expect(refusals(tries, 'too-many')).toBe(10)
  })

  test('right ones are never counted', async () => {
    const email = someone()
    await join(email)
    for (let i = 0; i < 35; i++) {
      expect((await enter(email, password, '198.51.100.20')).role).toBe('customer')
    }
  }, 60_000)

  test('a session does not outlive a password that is changed while it is being opened', async () => {
    const email = someone()
    await join(email)
    const account = await idOf(email)
    const hash = await hashPassword(second)
    let entering: Promise<unknown> = Promise.resolve()
    await world.db.transaction().execute(async (tx) => {
      await setPasswordHash(tx, account, hash)
      await endAllSessions({ db: tx }, account)
      entering = enter(email).catch((refusal: unknown) => refusal) // by the old one, still right to all others
      await vi.waitFor(async () => expect(await waitingForLocks()).toBe(1), { timeout: 10_000, interval: 20 })
    })
    expect(await entering).toMatchObject({ code: 'invalid' })
    expect(await listSessions(world, account)).toEqual([])
  })
})

async function waitingForLocks(): Promise<number> {
  const waiting = await world.pool.query(
    "select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
  )
  return waiting.rows.length
}
