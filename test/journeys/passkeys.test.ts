// Passkeys from outside: adding, logging in, confirming, losing, and what copies and latecomers get.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { banAccount } from '../../src/accounts/ban.ts'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { createOwner } from '../../src/accounts/owner.ts'
import { resetSecondFactor } from '../../src/accounts/two-factor-off.ts'
import { hasFactor } from '../../src/accounts/two-factor-queries.ts'
import { startWeb } from '../../src/web/listen.ts'
import { addPasskey, askFor, softwarePasskey, usePasskey } from '../support/passkey.ts'
import { enrolClient } from '../support/second-factor.ts'
import { formOf, openClient } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'
import { mailsWritten, tokenIn } from '../support/mails.ts'

const PASSWORD = 'correct horse battery staple'
const PAGE = '/account/passkeys'
let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

let count = 0
async function someone(role: 'customer' | 'owner' = 'customer') {
  const email = `key-${++count}@example.com`
  const { account } =
    role === 'owner'
      ? await createOwner(world.app, { email, password: PASSWORD })
      : await createCustomer(world.app, { email, password: PASSWORD, verified: true })
  const client = openClient(world.url)
  await client.submit('/log-in', '/log-in', { email, password: PASSWORD })
  return { email, account, client, passkey: softwarePasskey(world.url) }
}
const codesOn = (text: string) => [...text.matchAll(/<li[^>]*>([\w-]{29})<\/li>/g)].map(([, code = '']) => code)
const keysOf = (account: string) =>
  world.app.db.selectFrom('passkeys').selectAll().where('account_id', '=', account).execute()
const setVerified = (account: string, at: Date | null) =>
  world.app.db.updateTable('accounts').set({ email_verified_at: at }).where('id', '=', account).execute()
const subjectsTo = async (address: string) => {
  const mails = world.app.db.selectFrom('mails').select('subject').where('to_address', '=', address)
  return (await mails.orderBy('created_at').execute()).map((mail) => mail.subject)
}
const passwordLogIn = (email: string, password = PASSWORD) =>
  openClient(world.url).submit('/log-in', '/log-in', { email, password })

test('a customer adds one, logs in with it alone, and a password alone opens nothing any more', async () => {
  const { client, passkey, email, account } = await someone()
  const other = openClient(world.url)
  await other.submit('/log-in', '/log-in', { email, password: PASSWORD })
  const before = client.cookie('turnpike')
  const added = await addPasskey(client, passkey)
  expect(added.status).toBe(200)
  const codes = codesOn(added.text)
  expect(codes).toHaveLength(10)
  expect(client.cookie('turnpike'), 'a session of its own').not.toBe(before)
  expect((await other.get('/account')).path, 'all others have ended').toBe('/log-in')
  expect((await client.get(PAGE)).text).toContain('Phone')
  expect(await subjectsTo(email)).toContain('A passkey of your account')

  const fresh = openClient(world.url)
  const entered = await usePasskey(fresh, passkey, { next: '?next=/devices' })
  expect(entered).toMatchObject({ status: 200, path: '/devices' })
  expect(await subjectsTo(email)).toContain('Your account was opened on a new device')
  expect((await keysOf(account))[0]).toMatchObject({ counter: 1n, name: 'Phone' })

  const half = openClient(world.url)
  expect((await half.submit('/log-in', '/log-in', { email, password: PASSWORD })).path).toBe('/log-in/code')
  expect((await half.get('/account')).path).toBe('/log-in')
  expect((await half.submit('/log-in/code', '/log-in/code', { code: codes[0] ?? '' })).path).toBe('/dashboard')
  const byKey = openClient(world.url)
  await byKey.submit('/log-in', '/log-in', { email, password: PASSWORD })
  const page = await byKey.get('/log-in/code')
  const form = formOf(page.text, '/log-in/passkey') ?? {}
  const { text: options } = await byKey.post('/log-in/passkey/options', form)
  expect((await byKey.post('/log-in/passkey', { ...form, credential: passkey.assertion(options) })).path).toBe(
    '/dashboard',
  )
  expect(byKey.cookie('turnpike-half')).toBeUndefined()
})

test('staff may have a passkey instead of an app, and step up with it', async () => {
  const { client, passkey } = await someone('owner')
  expect((await client.get('/admin')).path).toBe('/account/second-factor')
  expect((await addPasskey(client, passkey)).status).toBe(200)
  expect((await client.get('/admin')).status).toBe(200)
  await world.travel('6m')
  const renew = () => client.submit(PAGE, '/account/recovery-codes')
  expect((await renew()).path).toBe('/step-up')
  const before = client.cookie('turnpike')
  const led = await usePasskey(client, passkey, { page: '/step-up', next: `?next=${PAGE}` })
  expect(led).toMatchObject({ status: 200, path: PAGE })
  expect(client.cookie('turnpike')).not.toBe(before)
  expect(codesOn((await renew()).text)).toHaveLength(10)
  const { id } = (
    await world.app.db.selectFrom('passkeys').select('id').orderBy('created_at', 'desc').execute()
  )[0] ?? {
    id: '',
  }
  const csrf = formOf((await client.get(PAGE)).text, `${PAGE}/${id}/name`) ?? {}
  expect((await client.post(`${PAGE}/${id}/removal`, csrf)).status, 'staff keep their last factor').toBe(403)
})

test('adding asks for the password, or for the second factor again', async () => {
  const { client, passkey, account } = await someone()
  const form = formOf((await client.get(PAGE)).text, PAGE) ?? {}
  for (const password of ['', 'wrong wrong wrong']) {
    expect((await client.post(`${PAGE}/options`, { ...form, password })).status).toBe(422)
  }
  const guessed = await client.post(PAGE, { ...form, name: 'x', credential: passkey.registration('{"challenge":"x"}') })
  expect(guessed.status).toBe(410)
  await enrolClient(world, client)
  await world.travel('6m')
  const later = await client.get(PAGE)
  expect(later.text).toContain('/step-up?next=%2Faccount%2Fpasskeys')
  const csrf = formOf(later.text, '/log-out') ?? {}
  expect((await client.post(`${PAGE}/options`, { ...csrf, password: PASSWORD })).status).toBe(403)
  expect(await keysOf(account)).toEqual([])
})

test('names are changed, and nobody reaches those of another', async () => {
  const ana = await someone()
  const ben = await someone()
  await addPasskey(ana.client, ana.passkey)
  await addPasskey(ben.client, ben.passkey)
  const [key] = await keysOf(ana.account)
  const path = `${PAGE}/${key?.id}`
  const csrf = formOf((await ana.client.get(PAGE)).text, `${path}/name`) ?? {}
  expect((await ana.client.post(`${path}/name`, { ...csrf, name: ' Ünser Büro ' })).text).toContain('Ünser Büro')
  for (const name of ['', ' ', 'x'.repeat(41), 'a\nb', 'a\u202eb'])
    expect((await ana.client.post(`${path}/name`, { ...csrf, name })).status, name).toBe(422)
  const theirs = formOf((await ben.client.get(PAGE)).text, '/log-out') ?? {}
  expect((await ben.client.post(`${path}/name`, { ...theirs, name: 'mine' })).status).toBe(404)
  expect((await ben.client.post(`${path}/removal`, { ...theirs, password: PASSWORD })).status).toBe(404)
  expect((await keysOf(ana.account))[0]?.name).toBe('Ünser Büro')
})

test('the last second factor goes only for a password that stands alone', async () => {
  const { client, passkey, account, email } = await someone()
  await addPasskey(client, passkey)
  const change = (current: string, password: string) =>
    client.submit('/account', '/account/password', { current, password })
  expect((await change(PASSWORD, 'lampfern')).status, 'eight are enough beside it').toBe(200)
  await usePasskey(client, passkey, { page: '/step-up' })
  const remove = async (password: string) => {
    const [key] = await keysOf(account)
    return client.submit(PAGE, `${PAGE}/${key?.id}/removal`, { password })
  }
  const refused = await remove('lampfern')
  expect(refused.status).toBe(422)
  expect(refused.text).toContain('at least 15 characters first')
  expect((await passwordLogIn(email, 'lampfern')).path).toBe('/log-in/code')
  await change('lampfern', 'eleven paper boats float')
  await usePasskey(client, passkey, { page: '/step-up' })
  expect((await remove('eleven paper boats float')).status).toBe(200)
  expect(await keysOf(account)).toEqual([])
  expect((await passwordLogIn(email, 'eleven paper boats float')).path).toBe('/dashboard')
  expect((await usePasskey(openClient(world.url), passkey)).status, 'it opens nothing any more').toBe(422)
})

test('a short password opens nothing once the operator took the second factor away', async () => {
  const { client, passkey, email } = await someone()
  await addPasskey(client, passkey)
  await client.submit('/account', '/account/password', { current: PASSWORD, password: 'lampfern' })
  await resetSecondFactor(world.app, email)
  const answer = await passwordLogIn(email, 'lampfern')
  expect(answer.status).toBe(403)
  expect(answer.text).toContain('too short')
})

test('of two removals at once one is refused: a short password never stands alone', async () => {
  for (let round = 0; round < 5; round++) {
    const { client, passkey, account } = await someone()
    const app = await enrolClient(world, client)
    await addPasskey(client, passkey)
    await client.submit('/account', '/account/password', { current: PASSWORD, password: 'lampfern' })
    await client.submit('/step-up', '/step-up', { code: app.code() })
    const csrf = formOf((await client.get(PAGE)).text, '/log-out') ?? {}
    const [key] = await keysOf(account)
    await Promise.all([
      client.post(`${PAGE}/${key?.id}/removal`, csrf),
      client.post('/account/second-factor/removal', csrf),
    ])
    expect(await hasFactor(world.app.db, account)).toBe(true)
  }
})

test('who proves an address by a reset is not locked out by what a stranger set up with it before', async () => {
  const email = `key-${++count}@example.com`
  const { account } = await createCustomer(world.app, { email, password: PASSWORD, verified: false })
  const stranger = openClient(world.url)
  await stranger.submit('/log-in', '/log-in', { email, password: PASSWORD })
  const passkey = softwarePasskey(world.url)
  await setVerified(account, world.app.clock())
  await enrolClient(world, stranger)
  expect((await addPasskey(stranger, passkey)).status).toBe(200)
  await setVerified(account, null) // as when nothing was asked for before an enrolment
  expect(await keysOf(account)).toHaveLength(1)

  const owner = openClient(world.url)
  await owner.submit('/reset-password', '/reset-password', { email })
  const token = tokenIn(await mailsWritten(world.app, { to: email }), '/reset-password')
  await owner.submit(`/reset-password?token=${token}`, '/reset-password/new', { password: 'eleven paper boats float' })
  expect(await hasFactor(world.app.db, account)).toBe(false)
  expect((await passwordLogIn(email, 'eleven paper boats float')).path).toBe('/dashboard')
  expect((await usePasskey(openClient(world.url), passkey)).status).toBe(422)
})

test('a key of staff counts beside a passkey as beside an app', async () => {
  const { client, passkey } = await someone('owner')
  await addPasskey(client, passkey)
  await usePasskey(client, passkey, { page: '/step-up' })
  const fields = { name: 'Report', days: '30', 'staff:read': 'on', password: PASSWORD }
  const made = await client.submit('/account/api-keys', '/account/api-keys', fields)
  const key = /tp_[\w-]{43}/.exec(made.text)?.[0] ?? ''
  const ask = () => fetch(`${world.url}/api/v1/staff/nodes`, { headers: { authorization: `Bearer ${key}` } })
  expect((await ask()).status).toBe(200)
})

test('of ten places each is taken once, whatever runs at once', async () => {
  const { client, passkey, account } = await someone()
  await addPasskey(client, passkey)
  const results = await Promise.all(Array.from({ length: 15 }, () => addPasskey(client, softwarePasskey(world.url))))
  expect(results.filter((answer) => answer.status === 200)).toHaveLength(9)
  expect(results.filter((answer) => answer.status === 409)).toHaveLength(6)
  expect(await keysOf(account)).toHaveLength(10)
  expect((await addPasskey(client, passkey)).status, 'the same one twice').toBe(409)
})

test('one answer opens one session, on whichever process it is given', async () => {
  const { client, passkey } = await someone()
  await addPasskey(client, passkey)
  const visitor = openClient(world.url)
  const { form, options, action } = await askFor(visitor, '/log-in')
  const credential = passkey.assertion(options)
  const second = await startWeb(world.app, { host: '127.0.0.1', port: 0 })
  const [origin, cookie] = [world.url, `turnpike-visitor=${visitor.cookie('turnpike-visitor')}`]
  const send = (to: string) =>
    fetch(`${to}${action}`, {
      method: 'POST',
      body: new URLSearchParams({ ...form, credential }),
      headers: { origin, cookie },
      redirect: 'manual',
    })
  const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => send(at % 2 ? second.url : world.url)))
  expect(answers.filter((answer) => answer.status === 303)).toHaveLength(1)
  expect(answers.filter((answer) => answer.status === 410)).toHaveLength(19)
  await second.close()
})

test('a banned account stays shut, and a copy is refused with a mail', async () => {
  const { client, passkey, account, email } = await someone()
  await addPasskey(client, passkey)
  await usePasskey(openClient(world.url), passkey, { wrong: { counter: 40 } })
  const copy = await usePasskey(openClient(world.url), passkey, { wrong: { counter: 40 } })
  expect(copy.status).toBe(422)
  expect(copy.text).toContain('copied')
  const mails = await mailsWritten(world.app, { to: email })
  expect(mails.filter(({ text }) => text.includes('may have been copied'))).toHaveLength(1)
  const audits = await world.app.db.selectFrom('audit').select('action').where('subject', '=', account).execute()
  expect(audits).toContainEqual({ action: 'passkey.copied' })
  expect((await usePasskey(openClient(world.url), passkey, { wrong: { counter: 41 } })).status).toBe(200)
  await banAccount(world.app, { account, actor: 'system' })
  expect((await usePasskey(openClient(world.url), passkey, { wrong: { counter: 42 } })).status).toBe(403)
})
