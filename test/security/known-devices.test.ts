// The device that was in once: what it may that others may not, and when the account forgets it. The number is that of README.md.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { banAccount, unbanAccount } from '../../src/accounts/ban.ts'
import { endSessionsOf } from '../../src/accounts/end-sessions.ts'
import { resetSecondFactor } from '../../src/accounts/two-factor-off.ts'
import { enrolClient } from '../support/second-factor.ts'
import { formOf, openClient } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'
import {
  csrfOf,
  logIn,
  mailsTo,
  ownerWithApp,
  PASSWORD,
  someone,
  tokenFor,
  type Client,
  type Person,
} from './visitors.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const NEXT = 'eleven paper boats float'

async function resetPassword(client: Client, email: string, password = NEXT) {
  await client.submit('/reset-password', '/reset-password', { email })
  const page = `/reset-password?token=${await tokenFor(world, email)}`
  return client.submit(page, '/reset-password/new', { password })
}

async function undoEmailChange({ client, csrf, email }: Person) {
  const moved = `moved-${email}`
  await client.post('/account/email', { csrf, email: moved, password: PASSWORD })
  await client.submit(`/email-change?token=${await tokenFor(world, moved)}`, '/email-change')
  const mailbox = openClient(world.url)
  const undo = `/email-change/undo?token=${await tokenFor(world, email)}`
  const { text } = await mailbox.submit(undo, '/email-change/undo')
  await mailbox.post('/reset-password/new', { ...formOf(text, '/reset-password/new'), password: NEXT })
}

async function ban({ account }: Person) {
  await banAccount(world.app, { account, actor: 'command-line' })
  await unbanAccount(world.app, { account, actor: 'command-line' })
}

const endSessions = ({ account }: Person) => endSessionsOf(world.app, { account, actor: 'command-line' })

async function removeFactors({ client, email }: Person) {
  await enrolClient(world, client)
  await resetSecondFactor(world.app, email)
}

const newDevices = async ({ email }: Person) =>
  (await mailsTo(world, email)).filter((text) => text.includes('a device that we do not know')).length

describe('21: who was in once is told of anew after', () => {
  test.each<[string, (person: Person) => Promise<unknown>, string]>([
    ['a reset of the password', ({ email }) => resetPassword(openClient(world.url), email), NEXT],
    ['an undo of a changed address', undoEmailChange, NEXT],
    ['a ban', ban, PASSWORD],
    ['an end of all sessions by staff', endSessions, PASSWORD],
    ['a removal of all factors by the operator', removeFactors, PASSWORD],
  ])('%s', async (_name, event, password) => {
    const person = await someone(world)
    const thief = openClient(world.url)
    const enter = async (secret: string) => (await logIn(thief, world.url, person.email, secret)).status
    await enter(PASSWORD)
    const known = await newDevices(person)
    await enter(PASSWORD)
    expect(await newDevices(person), 'a device that is known').toBe(known)
    await event(person)
    expect(await enter(password)).toBe(303)
    expect(await newDevices(person)).toBe(known + 1)
    await enter(password)
    expect(await newDevices(person), 'and is known again').toBe(known + 1)
  })
})

test('21: an ordinary change of the password forgets no device, and a reset not the one that did it', async () => {
  const person = await someone(world)
  const { client, csrf, email } = person
  const phone = openClient(world.url)
  await logIn(phone, world.url, email, PASSWORD)
  const known = await newDevices(person)
  await client.post('/account/password', { csrf, current: PASSWORD, password: NEXT })
  await logIn(phone, world.url, email, NEXT)
  expect(await newDevices(person)).toBe(known)
  await resetPassword(phone, email, 'twelve paper boats float')
  await logIn(phone, world.url, email, 'twelve paper boats float')
  expect(await newDevices(person)).toBe(known)
})

describe('15, 21: who has the password and sends wrong codes', () => {
  const CODE = '/log-in/code'
  async function attacked(times: number) {
    const { owner, authenticator } = await ownerWithApp(world)
    const phone = openClient(world.url)
    const code = async (client: Client, given: string) => {
      await logIn(client, world.url, owner.email, PASSWORD)
      return client.post(CODE, { ...formOf((await client.get(CODE)).text, CODE), code: given })
    }
    await world.travel('1m')
    expect((await code(phone, authenticator.code())).path).toBe('/admin')
    const thief = openClient(world.url)
    await logIn(thief, world.url, owner.email, PASSWORD)
    const form = formOf((await thief.get(CODE)).text, CODE) ?? {}
    const guess = async () => (await thief.post(CODE, { ...form, code: 'abcd-efgh' })).status
    for (let at = 0; at < times; at++) {
      if (at % 10 === 0) await world.app.throttle.forget('second-factor', owner.account) // as if fifteen minutes had passed
      expect(await guess()).toBe(422)
    }
    expect(await guess(), 'is stopped').toBe(429)
    await world.travel('1m')
    return { owner, authenticator, phone, code }
  }

  test.each([10, 100])('%i of them shut out neither an open session nor a device that was in', async (times) => {
    const { owner, authenticator, phone, code } = await attacked(times)
    const stepped = await owner.client.post('/step-up', { csrf: owner.csrf, code: authenticator.code() })
    expect(stepped.status).toBe(200)
    await phone.submit('/account', '/log-out')
    expect((await code(phone, authenticator.code())).path).toBe('/admin')
    expect((await code(openClient(world.url), authenticator.recoveryCodes[0] ?? '')).status, 'a stranger waits').toBe(
      429,
    )
  })

  test('a session that gave a factor, also before a change of its password, and a known device have ten tries each', async () => {
    const { owner, phone, code } = await attacked(10)
    const { client, csrf } = owner
    await client.post('/account/password', { csrf, current: PASSWORD, password: NEXT })
    await client.post('/account/password', {
      csrf: await csrfOf(client, '/account'),
      current: NEXT,
      password: PASSWORD,
    })
    const fresh = await csrfOf(client, '/account')
    const statuses = []
    for (let at = 0; at < 11; at++)
      statuses.push((await client.post('/step-up', { csrf: fresh, code: 'wrong' })).status)
    expect(statuses).toEqual([...Array<number>(10).fill(422), 429])
    const tries = []
    for (let at = 0; at < 11; at++) tries.push((await code(phone, 'wrong')).status)
    expect(tries).toEqual([...Array<number>(10).fill(422), 429])
  })
})
