// Tickets by mail, both ways: what goes out can be answered, and what comes in is taken once, from the right person, and does no harm.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { deliverMail, openSmtp } from '../../src/mail/deliver.ts'
import { mailsWritten } from '../support/mails.ts'
import { openStaff } from '../support/staff.ts'
import { startCommand } from '../support/start-command.ts'
import { startSmtpServer } from '../support/smtp-server.ts'
import { openClient } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'

const password = 'correct horse battery staple'
const MASTER_KEY = randomBytes(32).toString('base64')
const MAIL = { MAIL_INBOUND_ADDRESS: 'help@vpn.example.com', MAIL_FROM: 'Shop <shop@vpn.example.com>', MASTER_KEY }
const TOKEN = 'inbound-token-of-this-test-0123456789'
let world: World
let owner: Awaited<ReturnType<typeof openStaff>>
beforeAll(async () => {
  world = await createWorld({ ...MAIL, MAIL_INBOUND_TOKEN: TOKEN })
  owner = await openStaff(world)
})
afterAll(() => world.close())

let count = 0
/** Somebody who asked and was answered: whose address the answer came to, and where it is to be answered. */
async function answered() {
  const email = `writes-${++count}@example.com`
  await createCustomer(world.app, { email, password, verified: true })
  const client = openClient(world.url)
  await client.submit('/log-in', '/log-in', { email, password })
  const subject = `Question ${count}`
  const { path } = await client.submit('/tickets', '/tickets', { subject, text: 'It is slow.' })
  const desk = `/admin${path}`
  await owner.submit(desk, `${desk}/messages`, { kind: 'staff', text: 'Try the other node.' })
  const [told, mail] = await Promise.all([mailOf(`Ticket: ${subject}`), mailOf(`Answer: ${subject}`)])
  return { client, email, path, desk, mail, to: mail.replyTo, staff: told }
}
async function mailOf(subject: string) {
  const mail = (await mailsWritten(world.app)).find((one) => one.subject === subject)
  if (!mail) throw new Error(`nothing was mailed about ${subject}`)
  return mail
}
const stateOf = async (path: string) => {
  const id = path.split('/').at(-1) ?? ''
  const { state } = await world.app.db
    .selectFrom('tickets')
    .select('state')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return state
}

let messages = 0
const letter = (from: string, to: string, body: string, more: string[] = []) =>
  [`From: ${from}`, `To: ${to}`, `Message-ID: <${++messages}@example.com>`, 'Subject: Re: x', ...more, '', body].join(
    '\r\n',
  )
async function deliver(raw: string, token = TOKEN) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'message/rfc822' }
  const response = await fetch(`${world.url}/mail/inbound`, { method: 'POST', headers, body: raw })
  const text = await response.text()
  return response.ok
    ? `${response.status} ${String(Object.values(JSON.parse(text) as object)[0])}`
    : `${response.status}`
}

test('what is mailed says where it is answered and to which conversation it belongs', async () => {
  const { mail, staff, path } = await answered()
  expect(mail.replyTo).toMatch(/^help\+[a-z0-9]{26}@vpn\.example\.com$/)
  expect(staff.replyTo).not.toBe(mail.replyTo)
  const server = await startSmtpServer()
  const smtp = openSmtp(server.url, false)
  await deliverMail({ ...world.app, smtp }, mail.id)
  smtp.close()
  await server.close()
  const thread = `<${path.split('/')[2]}@vpn.example.com>`
  const data = server.received[0]?.data ?? ''
  for (const line of [
    `Reply-To: ${mail.replyTo}`,
    `References: ${thread}`,
    `In-Reply-To: ${thread}`,
    `Message-ID: <${mail.id}@`,
  ])
    expect(data).toContain(line)
  for (const table of ['mails', 'ticket_addresses'] as const) {
    const kept = JSON.stringify(await world.app.db.selectFrom(table).selectAll().execute())
    expect(kept, 'the address is stored nowhere as it is, before and after').not.toContain(mail.replyTo.slice(5, 31))
    expect(kept).not.toContain(staff.replyTo.slice(5, 31))
  }
})

test('answered by mail, once however often it comes, without the history; a closed ticket opens', async () => {
  const { client, email, path, desk, to } = await answered()
  await client.submit(path, `${path}/closure`)
  const raw = letter(
    `Ana <${email.toUpperCase()}>`,
    `Shop <${to.toUpperCase()}>`,
    `Slow again.\r\n\r\nOn 24 Nov 2026 10:00, ${to} wrote:\r\n> old words`,
  )
  const all = await Promise.all(Array.from({ length: 10 }, () => deliver(raw)))
  expect(all.toSorted()).toEqual(['200 taken', ...Array.from({ length: 9 }, () => '200 twice')])
  expect(await stateOf(path)).toBe('open')
  const { text } = await client.get(path)
  expect(text.split('Slow again.')).toHaveLength(2)
  expect(text).not.toContain('old words')
  expect((await owner.get(desk)).text).toContain('by mail')
})

test('staff answer by mail too, in the ticket they were told of', async () => {
  const { client, path, staff } = await answered()
  expect(await deliver(letter(staff.to, staff.replyTo, 'From my phone.'))).toBe('200 taken')
  expect((await client.get(path)).text).toContain('From my phone.')
  expect(await stateOf(path)).toBe('answered')
})

test('from another address: not taken, nobody is told but staff', async () => {
  const { client, desk, path, to } = await answered()
  const before = await world.app.db.selectFrom('mails').select('id').execute()
  for (let at = 0; at < 8; at++)
    expect(await deliver(letter('evil@example.com', to, 'Give me the account.'))).toBe('200 another-sender')
  expect(await deliver(letter(`evil@example.com, x@example.com`, to, 'Give me the account.'))).toBe(
    '200 another-sender',
  )
  const { text } = await owner.get(desk)
  expect(text.split('An answer from another address was not taken.')).toHaveLength(6)
  expect(text).not.toContain('Give me the account.')
  expect((await client.get(path)).text).not.toContain('another address')
  expect(await world.app.db.selectFrom('mails').select('id').execute()).toHaveLength(before.length)
})

test('machines, our own mails and addresses that were never given are not taken', async () => {
  const { email, to, mail, path } = await answered()
  for (const more of [
    'Auto-Submitted: auto-replied',
    'Precedence: bulk',
    'Return-Path: <>',
    'List-Id: <x.example.com>',
  ])
    expect(await deliver(letter(email, to, 'Away.', [more])), more).toBe('200 automatic')
  const loop = letter(email, to, 'Loop.').replace(/Message-ID: .*/, `Message-ID: <${mail.id}@vpn.example.com>`)
  expect(await deliver(loop)).toBe('200 automatic')
  expect(await deliver(letter(email, `help+${'a'.repeat(26)}@vpn.example.com`, 'x'))).toBe('200 unknown-address')
  expect(await deliver(letter('evil@example.com', 'help@vpn.example.com', to))).toBe('200 unknown-sender')
  expect(await deliver(letter(email, 'x@example.com', 'x', [`Subject: ${to}`]))).toBe('200 unknown-address')
  expect(await deliver(letter(email, to, ' '))).toBe('200 unreadable')
  expect(await stateOf(path)).toBe('answered')
})

test('hostile mails: too large, nested, with a thousand recipients, with markup and marks', async () => {
  const { client, email, to, path } = await answered()
  expect(await deliver(letter(email, to, 'x'.repeat(1_100_000)))).toBe('413')
  expect(await deliver(letter(email, to, 'x', [`X: ${'x'.repeat(200_000)}`]))).toBe('200 unreadable')
  const many = Array.from({ length: 1000 }, (_, at) => `a${at}@example.com`).join(',\r\n ')
  expect(await deliver(letter(email, `${many},\r\n ${to}`, '<script>alert(1)</script>\u202Eabc\u0007'))).toBe(
    '200 taken',
  )
  expect(await deliver(letter(email, to, 'y'.repeat(30_000)))).toBe('200 taken')
  const { text } = await client.get(path)
  expect(text).not.toContain('<script>alert')
  expect(text).not.toContain('\u202E')
  expect(text).toContain('The rest was not kept.')
})

test('as often as on the page, and then later', async () => {
  const { email, to } = await answered()
  const all: string[] = []
  for (let at = 0; at < 30; at++) all.push(await deliver(letter(email, to, `no ${at}`)))
  expect(all.filter((one) => one === '200 taken')).toHaveLength(29) // and the question itself
  expect(all.at(-1)).toBe('429')
})

test('without the token the path does not exist', async () => {
  const { email, to } = await answered()
  expect(await deliver(letter(email, to, 'x'), 'another-token-of-thirty-two-signs-x')).toBe('404')
  expect((await fetch(`${world.url}/mail/inbound`, { method: 'POST', body: 'x' })).status).toBe(404)
})

/** What a mail server does that hands a mail to a program. Gives the exit status and what was said. */
async function handOn(raw: string, settings: Record<string, string> = MAIL, ...options: string[]) {
  const run = startCommand(world, ['mail', 'receive', ...options], settings)
  run.child.stdin.on('error', () => undefined) // it need not read to the end what is too long
  run.child.stdin.end(raw)
  return [await run.ended, run.output() + run.said()]
}

test('by a program: done with, whether taken or not', async () => {
  const { client, email, path, to } = await answered()
  const raw = letter(email, to, 'By a pipe.')
  expect(await handOn(raw)).toEqual([0, 'The answer stands in its ticket.\n'])
  expect(await handOn(raw)).toEqual([0, 'This mail was taken before.\n'])
  expect(await handOn(letter('evil@example.com', to, 'x'), MAIL, '--json')).toEqual([
    0,
    expect.stringContaining('"another-sender"'),
  ])
  expect((await client.get(path)).text.split('By a pipe.')).toHaveLength(2)
})

test('by a program: what is too long is wrong, and a fault of ours is for later', async () => {
  const { email, to } = await answered()
  const raw = letter(email, to, 'x')
  expect(await handOn(letter(email, to, 'x'.repeat(1_100_000)))).toEqual([65, expect.stringContaining('1 MB')])
  expect(await handOn(raw, {})).toEqual([75, expect.stringContaining('MAIL_INBOUND_ADDRESS: is not set')])
  const away = { ...MAIL, DATABASE_URL: 'postgresql://turnpike@127.0.0.1:1/turnpike' }
  expect(await handOn(raw, away)).toEqual([75, expect.stringContaining('The database does not answer.')])
  for (let at = 0; at < 29; at++) await deliver(letter(email, to, `no ${at}`))
  expect(await handOn(raw)).toEqual([75, expect.stringContaining('turnpike: ')])
})
