// Passwords, proof of an address and reset, as a stranger tries them. Numbers are those of README.md.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hashSecret } from '../../src/lib/token.ts'
import { startWeb } from '../../src/web/listen.ts'
import { openClient } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'
import { csrfOf, exact, logIn, mailsTo, monthly, PASSWORD, someone, stable, tokenFor } from './visitors.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const join = (email: string, password: string) =>
  openClient(world.url).submit('/sign-up', '/sign-up', { email, password })
const findAccount = (key: string) =>
  world.app.db.selectFrom('accounts').selectAll().where('email_key', '=', key).executeTakeFirst()

test('1, 3: 14 characters are too short and 15 lower-case ones are enough', async () => {
  const short = await join('short@example.com', 'lampriverstone'.slice(0, 14))
  expect(short.status).toBe(422)
  expect(short.text).toContain('15 characters')
  expect(await findAccount('short@example.com')).toBeUndefined()
  expect((await join('short@example.com', 'lampriverstones')).status).toBe(200)
})

test('2: a long password counts to its last character', async () => {
  for (const [at, password] of [
    'a long road 🚗 with ümlauts, '.repeat(5).slice(0, 64),
    'ten green pots '.repeat(9).slice(0, 128),
  ].entries()) {
    const email = `long-${at}@example.com`
    const whole = `${password.slice(0, 40)} unrelated words ${password.slice(40)}`
    expect((await join(email, whole)).status).toBe(200)
    const changed = `${whole.slice(0, 72)}X${whole.slice(73)}`
    expect((await logIn(openClient(world.url), world.url, email, changed)).status).toBe(422)
    expect((await logIn(openClient(world.url), world.url, email, whole)).status).toBe(303)
  }
})

test('4: one of the million that guessers try first is refused, with the reason and without asking anybody', async () => {
  const long = ['1q2w3e4r5t6y7u8i', 'qwertyuiop1234567890', '1Q2W3E4R5T6Y7U8I']
  for (const password of long) {
    const answer = await join('common@example.com', password)
    expect(answer.status, password).toBe(422)
    expect(answer.text).toMatch(/guessers try first|guessed first/)
  }
  expect(await findAccount('common@example.com')).toBeUndefined()
})

test('4: the name of the product and the own address are refused with the reason', async () => {
  for (const password of ['turnpike-2026-2026', 'guessable@example.com1']) {
    const answer = await join('guessable@example.com', password)
    expect(answer.status, password).toBe(422)
    expect(answer.text).toContain('mostly your e-mail address or the name of this service')
  }
})

test('5: a new password needs the old one, ends other sessions and is told by mail', async () => {
  const ana = await someone(world)
  const other = openClient(world.url)
  await logIn(other, world.url, ana.email, PASSWORD)
  const change = (current: string) =>
    ana.client.post('/account/password', { csrf: ana.csrf, current, password: 'seven wet umbrellas here' })
  expect((await change('')).status).toBe(422)
  expect((await change('wrong wrong wrong')).status).toBe(422)
  expect((await other.get('/dashboard')).path).toBe('/dashboard')
  expect((await change(PASSWORD)).status).toBe(200)
  expect((await other.get('/dashboard')).path).toBe('/log-in')
  expect((await mailsTo(world, ana.email)).join('')).toMatch(/password/i)
})

test('6 (in part): a password is stored as an Argon2id hash with at least 19 MiB and two rounds', async () => {
  const { email } = await someone(world)
  const [, memory = '', rounds = ''] =
    /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=\d+\$/.exec((await findAccount(email))?.password_hash ?? '') ?? []
  expect(Number(memory)).toBeGreaterThanOrEqual(19_456)
  expect(Number(rounds)).toBeGreaterThanOrEqual(2)
})

test('7 (status, headers, body): sign-up, log-in and reset do not tell who has an account', async () => {
  const { email: known } = await someone(world)
  const unknown = known.replace('someone', 'anybody')
  for (const [page, more] of [
    ['/sign-up', { password: 'a new long password here' }],
    ['/log-in', { password: 'a wrong password at all' }],
    ['/reset-password', {}],
  ] as const) {
    const answers = await Promise.all(
      [known, unknown].map((email) => openClient(world.url).submit(page, page, { email, ...more })),
    )
    const seen = answers.map(({ status, text, headers }, at) => ({
      status,
      text: stable(text).replaceAll([known, unknown][at] ?? '', ''),
      headers: [...headers.keys()],
    }))
    expect(seen[0], page).toEqual(seen[1])
  }
})

test('8: the link proves one address, once, within a day; without it nothing is bought or added', async () => {
  const email = 'unproved@example.com'
  const password = 'nine quiet lanterns glow'
  await join(email, password)
  const client = openClient(world.url)
  await logIn(client, world.url, email, password)
  const csrf = await csrfOf(client, '/account')
  const { lookupKey } = await monthly(world)
  expect((await client.post('/checkouts', { csrf, price: lookupKey })).status).toBe(403)
  expect((await client.post('/devices', { csrf, name: 'Phone', protocol: 'wireguard' })).status).toBe(403)

  const link = `/verify-email?token=${await tokenFor(world, email)}`
  const ben = await someone(world, world.url, false)
  await client.get(link) // opening it, as a mail scanner does, does nothing
  expect((await findAccount(email))?.email_verified_at).toBeNull()
  await ben.client.submit(link, '/verify-email')
  expect((await findAccount(ben.email))?.email_verified_at).toBeNull()
  expect((await findAccount(email))?.email_verified_at).not.toBeNull()
  expect((await ben.client.submit(link, '/verify-email')).status).toBe(410)

  await join('late@example.com', password)
  const late = await startWeb(later('24h'), { host: '127.0.0.1', port: 0 })
  const visitor = openClient(late.url)
  const token = await tokenFor(world, 'late@example.com')
  const answer = await visitor.post(
    '/verify-email',
    { csrf: await csrfOf(visitor, '/verify-email?token=x', '/verify-email'), token },
    { origin: world.url },
  )
  expect(answer.status).toBe(410)
  await late.close()
})

test('9: the writings of one address are one account, and no other form takes it over', async () => {
  const { email } = await someone(world)
  for (const writing of [email.toUpperCase(), ` ${email}`, `${email}.`]) {
    expect((await join(writing, 'another long password')).status, writing).toBe(200)
    expect((await logIn(openClient(world.url), world.url, writing, 'another long password')).status).toBe(422)
    expect((await logIn(openClient(world.url), world.url, writing, PASSWORD)).status).toBe(303)
  }
  expect((await join(email.replace('e', 'е'), 'another long password')).status).toBe(422) // a Cyrillic letter
})

test('10, 11: a reset link is long, works once for an hour, dies with the next one, and logs nobody in', async () => {
  const { email, account, client: old } = await someone(world)
  const ask = () => openClient(world.url).submit('/reset-password', '/reset-password', { email })
  const use = async (token: string) => {
    const client = openClient(world.url)
    const password = 'eleven paper boats float'
    const page = `/reset-password/new?token=${token}`
    const answer = await client.submit(page, '/reset-password/new', { token, password })
    return { answer, client }
  }
  await ask()
  const first = await tokenFor(world, email)
  expect(first).toMatch(/^[\w-]{43}$/) // 256 bits
  const stored = await world.app.db.selectFrom('email_tokens').selectAll().where('account_id', '=', account).execute()
  expect(stored.map((row) => row.token_hash.toString('hex'))).toEqual([hashSecret(first).toString('hex')])
  expect((stored[0]?.expires_at.getTime() ?? 0) - (stored[0]?.created_at.getTime() ?? 0)).toBe(3_600_000)

  await ask()
  const second = await tokenFor(world, email)
  expect((await use(first)).answer.status).toBe(410)
  const { answer, client } = await use(second)
  expect(answer.path).toBe('/log-in')
  expect(client.cookie('turnpike')).toBeUndefined()
  expect((await old.get('/dashboard')).path).toBe('/log-in')
  expect((await use(second)).answer.status).toBe(410)
})

test('10: a forged Host does not get into the link', async () => {
  const { email } = await someone(world)
  const client = openClient(world.url)
  const csrf = await csrfOf(client, '/reset-password', '/reset-password')
  const headers = {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    origin: world.url,
    cookie: `turnpike-visitor=${client.cookie('turnpike-visitor')}`,
    'content-type': 'application/x-www-form-urlencoded',
  }
  const body = new URLSearchParams({ csrf, email }).toString()
  expect((await exact(world.url, '/reset-password', { method: 'POST', headers, body })).status).toBe(200)
  const mail = (await mailsTo(world, email)).at(-1) ?? ''
  expect(mail).toContain(`${world.url}/reset-password?token=`)
  expect(mail).not.toContain('evil.example')
})

/** The same product, on a day when this much time has passed. */
function later(time: '24h') {
  const ms = { '24h': 24 * 3_600_000 }[time]
  return { ...world.app, clock: () => new Date(world.app.clock().getTime() + ms) }
}
