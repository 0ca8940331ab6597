// Guessing over many accounts, many networks and many days. Numbers are those of README.md.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { codeOf, stepAt } from '../../src/accounts/totp.ts'
import { startWeb } from '../../src/web/listen.ts'
import { enrolClient } from '../support/second-factor.ts'
import { formOf, openClient } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'
import { logIn, newcomer, PASSWORD, someone } from './visitors.ts'

let world: World
beforeAll(async () => {
  world = await createWorld({ TRUSTED_PROXIES: '127.0.0.1' }) // so that each request may come from another network
})
afterAll(() => world.close())

const AT_ONCE = 20
const networkAt = (at: number) => `198.51.${at >> 8}.${at & 255}`
const count = (statuses: readonly number[]) => [422, 429].map((one) => statuses.filter((it) => it === one).length)

/** The log-in form with a wrong password, so often; its statuses. */
async function guess(times: number, email: (at: number) => string, from: (at: number) => string, origin = world.url) {
  const client = openClient(origin)
  const csrf = formOf((await client.get('/log-in')).text, '/log-in')?.['csrf'] ?? ''
  const one = async (at: number) => {
    const body = new URLSearchParams({ csrf, email: email(at), password: 'a wrong password at all' })
    const headers = { origin: world.url, 'x-forwarded-for': from(at) }
    return (await client.raw('/log-in', { method: 'POST', body, headers })).status
  }
  const statuses: number[] = []
  for (let done = 0; done < times; done += AT_ONCE)
    statuses.push(
      ...(await Promise.all(Array.from({ length: Math.min(AT_ONCE, times - done) }, (_, at) => one(done + at)))),
    )
  return statuses
}

test('15: who has the password tries a hundred codes a day and no more, however slowly', async () => {
  const person = await someone(world)
  const app = await enrolClient(world, person.client)
  const client = openClient(world.url)
  await logIn(client, world.url, person.email, PASSWORD)
  const page = '/log-in/code'
  const form = formOf((await client.get(page)).text, page) ?? {}
  const tryCode = async (code: string) => {
    const body = new URLSearchParams({ ...form, code })
    return (await client.raw(page, { method: 'POST', body, headers: { origin: world.url } })).status
  }
  const statuses: number[] = []
  for (let at = 0; at < 110; at++) {
    if (at % 10 === 0) await world.app.throttle.forget('second-factor', person.account) // as if fifteen minutes had passed
    statuses.push(await tryCode('abcd-efgh'))
  }
  expect([...count(statuses), statuses.indexOf(429)]).toEqual([100, 10, 100])
  await world.app.throttle.forget('second-factor', person.account)
  expect(await tryCode(codeOf(app.secret, stepAt(world.app.clock()) + 1)), 'a right one neither').toBe(429)
})

test('22: one password over 200 accounts from one address is tried on thirty of them', async () => {
  const email = (at: number) => `many-${at}@example.com`
  expect(count(await guess(200, email, () => networkAt(1)))).toEqual([30, 170])
  expect(await guess(1, email, () => networkAt(2)), 'another address').toEqual([422])
})

test('22: from 200 addresses one account is tried ten times', async () => {
  const { email } = await newcomer(world)
  const from = (at: number) => networkAt(1000 + at)
  expect(count(await guess(200, () => email, from))).toEqual([10, 190])
  expect(await guess(1, () => email.replace('someone', 'other'), from), 'another account').toEqual([422])
})

test('24: a hundred forged X-Forwarded-For of a stranger are one address', async () => {
  const config = { ...world.app.config, trustedProxies: [] }
  const web = await startWeb({ ...world.app, config }, { host: '127.0.0.1', port: 0 })
  const from = (at: number) => networkAt(3000 + at)
  expect(count(await guess(100, (at) => `forged-${at}@example.com`, from, web.url))).toEqual([30, 70])
  await web.close()
})

test('24: in front of what our own proxy writes, a hundred forged ones count for nothing', async () => {
  const from = (at: number) => `${networkAt(4000 + at)}, 203.0.113.200`
  expect(count(await guess(100, (at) => `spoofed-${at}@example.com`, from))).toEqual([30, 70])
})
