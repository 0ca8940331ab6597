// Another e-mail address, as the thief of a session tries it. The number is that of README.md; the whole journey:
// test/journeys/email-change.test.ts.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addPasskey, softwarePasskey, usePasskey } from '../support/passkey.ts'
import { auditOf } from '../../src/accounts/queries.ts'
import { formOf, openClient } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'
import { csrfOf, logIn, mailsTo, ownerWithApp, PASSWORD, someone, tokenFor } from './visitors.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

test('12: it needs the password, the new mailbox confirms, the old one is told and undoes it for seven days', async () => {
  const { client, csrf, email } = await someone(world)
  const moved = `moved-${email}`
  const ask = (password: string, address = moved) => client.post('/account/email', { csrf, email: address, password })
  expect((await ask('')).status).toBe(422)
  expect((await ask('wrong wrong wrong')).status).toBe(422)
  expect(await mailsTo(world, moved)).toEqual([])
  expect((await ask(PASSWORD)).status).toBe(200)
  expect((await logIn(openClient(world.url), world.url, email, PASSWORD)).status).toBe(303)
  const link = `/email-change?token=${await tokenFor(world, moved)}`
  await openClient(world.url).submit(link, '/email-change')
  expect((await logIn(openClient(world.url), world.url, moved, PASSWORD)).status).toBe(303)

  const undo = `/email-change/undo?token=${await tokenFor(world, email)}`
  const token = undo.split('=')[1] ?? ''
  expect(token).toMatch(/^[\w-]{43}$/)
  const owner = openClient(world.url)
  for (const page of ['/email-change', '/reset-password/new', '/verify-email'])
    expect((await owner.submit(`${page}?token=${token}`, page, { password: PASSWORD })).status, page).toBe(410)
  await world.travel('160h')
  expect((await owner.submit(undo, '/email-change/undo')).path).toBe('/reset-password/new')
  expect((await client.get('/account')).path).toBe('/log-in')
  expect((await logIn(openClient(world.url), world.url, email, PASSWORD)).status, 'a new one is to be chosen').toBe(422)
  expect((await logIn(openClient(world.url), world.url, moved, PASSWORD)).status).toBe(422)
})

test('12: a forged Host does not turn the link', async () => {
  const { client, csrf, email } = await someone(world)
  const answer = await client.raw('/account/email', {
    method: 'POST',
    body: new URLSearchParams({ csrf, email: `host-${email}`, password: PASSWORD }),
    headers: { origin: world.url, 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' },
  })
  expect(answer.status).toBe(200)
  expect((await mailsTo(world, `host-${email}`)).join('')).not.toContain('evil.example')
})

test('12: an undo leaves nothing of who had the account, however long before he set it up', async () => {
  const { owner } = await ownerWithApp(world)
  const { client, email, account } = owner
  const passkey = softwarePasskey(world.url)
  await addPasskey(client, passkey)
  await world.travel('9d')
  const thief = openClient(world.url)
  await usePasskey(thief, passkey)
  const [moved, csrf] = [`moved-${email}`, await csrfOf(thief, '/account')]
  await thief.post('/account/email', { csrf, email: moved, password: PASSWORD })
  await openClient(world.url).submit(`/email-change?token=${await tokenFor(world, moved)}`, '/email-change')
  const undo = `/email-change/undo?token=${await tokenFor(world, email)}`
  expect((await mailsTo(world, email)).at(-1)).toContain(
    'all passkeys, authenticator apps, recovery codes and API keys',
  )
  const mailbox = openClient(world.url)
  expect((await mailbox.get(undo)).text).toContain('All passkeys, authenticator apps, recovery codes')
  const { text } = await mailbox.submit(undo, '/email-change/undo')
  expect((await mailsTo(world, moved)).at(-1), 'who moved it is told').toContain('taken back')

  for (const table of ['passkeys', 'second_factors', 'recovery_codes', 'sessions'] as const) {
    const rows = world.app.db.selectFrom(table).select('account_id').where('account_id', '=', account)
    expect(await rows.execute(), table).toEqual([])
  }
  expect((await usePasskey(openClient(world.url), passkey)).status).toBe(422)
  const password = 'eleven paper boats float'
  await mailbox.post('/reset-password/new', { ...formOf(text, '/reset-password/new'), password })
  await logIn(mailbox, world.url, email, password)
  expect((await mailbox.get('/admin')).status, 'who works here does so no more').toBe(404)
  expect((await mailsTo(world, email)).join(), 'and was told beforehand').toContain(
    'Your role in this shop ends with it',
  )
  const { role } = await world.app.db
    .selectFrom('accounts')
    .select('role')
    .where('id', '=', account)
    .executeTakeFirstOrThrow()
  expect(role).toBe('customer')
  const acts = (await auditOf(world.app.db, account)).map(({ action }) => action)
  expect(acts).toEqual(expect.arrayContaining(['account.undo-email-change', 'account.role']))
})
