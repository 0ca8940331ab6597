// Adding a way into an account, as somebody tries it who has its password, an open session, or another's address. The number is that
// of README.md.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSession, type Session } from '../../src/accounts/session.ts'
import { enrol, offerSecret } from '../../src/accounts/two-factor.ts'
import { newId } from '../../src/lib/token.ts'
import { addPasskey, softwarePasskey, usePasskey } from '../support/passkey.ts'
import { authenticator, enrolClient, secretOn } from '../support/second-factor.ts'
import { formOf, openClient } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'
import { csrfOf, logIn, PASSWORD, someone, tokenFor, type Client } from './visitors.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const PAGE = '/account/second-factor'

async function sessionOf(client: Client): Promise<Session> {
  const session = await readSession(world.app, client.cookie('turnpike') ?? '')
  if (!session) throw new Error('no session')
  return session
}
const codesOn = (text: string) => [...text.matchAll(/<li[^>]*>([\w-]{29})<\/li>/g)].map(([, code = '']) => code)
const appOf = async (account: string) =>
  world.app.db.selectFrom('second_factors').select('account_id').where('account_id', '=', account).execute()
const codeHashes = (account: string) =>
  world.app.db.selectFrom('recovery_codes').selectAll().where('account_id', '=', account).orderBy('code_hash').execute()

/** What somebody would post who made up the secret himself: the same that the page of this session would offer. */
function ownForm(session: Session) {
  const { sealed, secret } = offerSecret(world.app, session)
  return { sealed, code: authenticator(secret, world.app.clock).code(), password: PASSWORD }
}

test('16, 32: beside a passkey an app needs the passkey fresh, and leaves recovery codes and other log-ins as they are', async () => {
  const { client, account, email } = await someone(world)
  const passkey = softwarePasskey(world.url)
  const [written = ''] = codesOn((await addPasskey(client, passkey)).text)
  const kept = await codeHashes(account)
  await world.travel('6m')
  expect((await client.get(PAGE)).text, 'no secret is offered').not.toContain('name="sealed"')
  const left = ownForm(await sessionOf(client))
  const stolen = await client.post(PAGE, { ...left, csrf: await csrfOf(client, '/account') })
  expect(stolen.path, 'a session left open and the password are not enough').toBe('/step-up')
  expect(await appOf(account)).toEqual([])
  expect(await codeHashes(account)).toEqual(kept)
  expect((await client.get('/account')).path, 'and nobody is logged out').toBe('/account')

  await usePasskey(client, passkey, { page: '/step-up' })
  const { text } = await client.get(PAGE)
  const app = authenticator(secretOn(text), world.app.clock)
  const added = await client.post(PAGE, { ...formOf(text, PAGE), code: app.code(), password: PASSWORD })
  expect(added.path).toBe(PAGE)
  expect(added.text).toContain('recovery codes that you have stay good')
  expect(await codeHashes(account)).toEqual(kept)
  const again = openClient(world.url)
  await logIn(again, world.url, email, PASSWORD)
  expect((await again.submit('/log-in/code', '/log-in/code', { code: written })).path).toBe('/dashboard')
})

test('16: what the session was let in by is looked at again when the app is kept', async () => {
  const { client, account } = await someone(world)
  const before = await sessionOf(client)
  const row = { id: newId('pk'), account_id: account, slot: 1, name: 'Phone', credential_id: account }
  await world.app.db
    .insertInto('passkeys')
    .values({ ...row, public_key: Buffer.alloc(8), counter: 0n, created_at: world.app.clock(), last_used_at: null })
    .execute()
  await expect(enrol(world.app, before, ownForm(before)), 'a passkey came').rejects.toMatchObject({ code: 'step-up' })

  const other = await someone(world)
  const ended = await sessionOf(other.client)
  await other.client.post('/log-out', { csrf: other.csrf })
  const late = enrol(world.app, ended, ownForm(ended))
  await expect(late, 'the session ended').rejects.toMatchObject({ code: 'not-signed-in' })
  expect([...(await appOf(account)), ...(await appOf(other.account))]).toEqual([])
})

test('16: the first app gives recovery codes, and so does one whose codes are all used', async () => {
  const { client, account } = await someone(world)
  const passkey = softwarePasskey(world.url)
  await addPasskey(client, passkey)
  await world.app.db
    .updateTable('recovery_codes')
    .set({ used_at: world.app.clock() })
    .where('account_id', '=', account)
    .execute()
  const app = await enrolClient(world, client)
  expect(app.recoveryCodes).toHaveLength(10)
  expect(await codeHashes(account)).toHaveLength(10)
})

test('8, 16: before the address is proved no passkey, app or key is added, and the pages say what to do', async () => {
  const squatter = await someone(world, world.url, false)
  const { client, account, email } = squatter
  for (const page of [PAGE, '/account/passkeys', '/account/api-keys']) {
    const { text } = await client.get(page)
    expect(text, page).toContain('Confirm your e-mail address')
    expect(formOf(text, page), page).toBeNull()
  }
  const csrf = await csrfOf(client, '/account')
  const session = await sessionOf(client)
  const key = { name: 'program', days: '30', 'account:read': 'on', password: PASSWORD }
  const tries: [string, Record<string, string>][] = [
    [PAGE, ownForm(session)],
    ['/account/passkeys/options', { password: PASSWORD }],
    ['/account/passkeys', { credential: '{}', name: 'Phone' }],
    ['/account/api-keys', key],
  ]
  for (const [path, form] of tries) {
    const answer = await client.post(path, { ...form, csrf })
    expect(answer.status, path).toBe(403)
    expect(answer.text, path).toContain('Confirm your e-mail address')
  }
  for (const table of ['second_factors', 'passkeys', 'api_keys'] as const) {
    const rows = world.app.db.selectFrom(table).select('account_id').where('account_id', '=', account)
    expect(await rows.execute(), table).toEqual([])
  }

  await client.submit(PAGE, '/verification-mails')
  await client.submit(`/verify-email?token=${await tokenFor(world, email)}`, '/verify-email')
  expect((await addPasskey(client, softwarePasskey(world.url))).status).toBe(200)
})

test('8: a proof of the address removes what was set up before it', async () => {
  const { client, account, email } = await someone(world)
  const passkey = softwarePasskey(world.url)
  await addPasskey(client, passkey)
  await world.app.db.updateTable('accounts').set({ email_verified_at: null }).where('id', '=', account).execute()
  await client.submit('/account', '/verification-mails')
  await openClient(world.url).submit(`/verify-email?token=${await tokenFor(world, email)}`, '/verify-email')
  expect((await usePasskey(openClient(world.url), passkey)).status).toBe(422)
})
