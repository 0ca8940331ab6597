// SECOND_FACTOR=all: customers too have a second factor before anything else answers. The number is that of README.md.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeApiKey } from '../../src/accounts/api-key.ts'
import { readSession } from '../../src/accounts/session.ts'
import { enrolClient } from '../support/second-factor.ts'
import { openClient } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'
import { csrfOf, logIn, newcomer, PASSWORD, tokenFor } from './visitors.ts'

let world: World
beforeAll(async () => {
  world = await createWorld({ SECOND_FACTOR: 'all' })
})
afterAll(() => world.close())

const PAGE = '/account/second-factor'
const PAGES = ['/dashboard', '/devices', '/billing', '/account', '/account/api-keys', '/tickets', '/affiliate']

test('20: for a customer without a second factor nothing answers but switching it on, no API key either', async () => {
  const { email, account } = await newcomer(world)
  const client = openClient(world.url)
  await logIn(client, world.url, email, PASSWORD)
  for (const page of PAGES) expect((await client.get(page)).path, page).toBe(PAGE)
  const csrf = await csrfOf(client, PAGE)
  for (const act of ['/devices', '/checkouts', '/account/password', '/tickets'])
    expect((await client.post(act, { csrf, name: 'Phone', protocol: 'wireguard' })).status, act).toBe(403)
  expect((await client.get(PAGE)).text).toContain('Set it up to go on')

  const session = await readSession(world.app, client.cookie('turnpike') ?? '')
  if (!session) throw new Error('no session')
  const made = { name: 'program', scopes: ['account:read'], days: 30, password: PASSWORD }
  const key = await makeApiKey(world.app, session, made) // as one made before the setting was
  const call = async () => {
    const headers = { authorization: `Bearer ${key}` }
    return (await fetch(`${world.url}/api/v1/account`, { headers })).status
  }
  expect(await call()).toBe(403)

  await enrolClient(world, client)
  for (const page of PAGES) expect((await client.get(page)).path, page).toBe(page)
  expect(await call()).toBe(200)
  const rows = world.app.db.selectFrom('devices').select('id').where('account_id', '=', account)
  expect(await rows.execute()).toEqual([])
})

test('20: who has not proved his address can ask for the mail again, and switches it on after', async () => {
  const { email } = await newcomer(world, false)
  const client = openClient(world.url)
  await logIn(client, world.url, email, PASSWORD)
  expect((await client.get('/dashboard')).text).toContain('Confirm your e-mail address')
  expect((await client.submit(PAGE, '/verification-mails')).status).toBe(200)
  await client.submit(`/verify-email?token=${await tokenFor(world, email)}`, '/verify-email')
  await enrolClient(world, client)
  expect((await client.get('/dashboard')).path).toBe('/dashboard')
})
