// A mail to the desk that answers nothing: a ticket of a customer that we know, and a line in the log for all others. Whoever sent it in
// somebody's name has nothing of it.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { closeAccount } from '../../src/ops/close-account.ts'
import { openStaff } from '../support/staff.ts'
import { startCommand } from '../support/start-command.ts'
import { createWorld, type World } from '../support/world.ts'
import { mailsWritten } from '../support/mails.ts'

const password = 'correct horse battery staple'
const DESK = 'help@vpn.example.com'
const MASTER_KEY = randomBytes(32).toString('base64')
const MAIL = { MAIL_INBOUND_ADDRESS: DESK, MAIL_FROM: 'Shop <shop@vpn.example.com>', MASTER_KEY }
const TOKEN = 'inbound-token-of-this-test-0123456789'
let world: World
let owner: Awaited<ReturnType<typeof openStaff>>
const logged: unknown[][] = []
beforeAll(async () => {
  world = await createWorld({ ...MAIL, MAIL_INBOUND_TOKEN: TOKEN })
  owner = await openStaff(world)
  world.app.log.info = (...words: unknown[]) => void logged.push(words)
}, 60_000)
afterAll(() => world.close())

let count = 0
async function someone(verified = true) {
  const email = `desk-${++count}@example.com`
  return { email, ...(await createCustomer(world.app, { email, password, verified })) }
}
const letter = (from: string, { to = DESK, more = [] as string[], text = 'Please help me.' } = {}) =>
  [`From: ${from}`, `To: ${to}`, `Message-ID: <${++count}@example.com>`, ...more, '', text].join('\r\n')
const SUBJECT = 'Subject: =?utf-8?q?Cannot_connect_=E2=80=AE?='

async function deliver(raw: string) {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'message/rfc822' }
  const response = await fetch(`${world.url}/mail/inbound`, { method: 'POST', headers, body: raw })
  return response.ok ? ((await response.json()) as { result: string }).result : response.status
}
const ticketsOf = (account: string) =>
  world.app.db.selectFrom('tickets').selectAll().where('account_id', '=', account).execute()
const mailsOf = (account: string) => mailsWritten(world.app, { account })
const dropped = () => logged.filter(([line]) => JSON.stringify(line).includes('"mail-dropped"'))

test('a customer’s mail is a ticket once, staff see that its sender is not proved, and the customer has a link', async () => {
  const { email, account } = await someone()
  const raw = letter(`"A. Person" <${email.toUpperCase()}>`, { more: [SUBJECT] })
  expect(await deliver(raw)).toBe('opened')
  expect(await deliver(raw)).toBe('twice')
  const [ticket, ...others] = await ticketsOf(account)
  expect(others).toEqual([])
  expect(ticket).toMatchObject({ subject: 'Cannot connect', state: 'open' })
  const page = (await owner.get(`/admin/tickets/${ticket?.id}`)).text
  for (const words of ['Please help me.', 'came by mail, sender not proved']) expect(page).toContain(words)
  const told = (await mailsWritten(world.app)).filter((one) => one.subject === 'Ticket: Cannot connect')
  expect(told).toHaveLength(1)
  expect(told[0]?.text).toContain('sender not proved')
  const [mail, ...more] = await mailsOf(account)
  expect(more).toEqual([])
  expect(mail).toMatchObject({ to: email, replyTo: '', subject: 'Your mail to support is a ticket' })
  expect(mail?.text).toContain(`/tickets/${ticket?.id}`)
  for (const words of ['Please help me.', 'Cannot connect']) expect(`${mail?.text}${mail?.html}`).not.toContain(words)
})

test('an answer to it by mail is proved: it came to an address that only the customer was given', async () => {
  const { email, account } = await someone()
  await deliver(letter(email))
  const [ticket] = await ticketsOf(account)
  const desk = `/admin/tickets/${ticket?.id}`
  await owner.submit(desk, `${desk}/messages`, { kind: 'staff', text: 'Try the other node.' })
  const answer = (await mailsOf(account)).find(({ replyTo }) => replyTo !== '')
  expect(await deliver(letter(email, { to: answer?.replyTo ?? '', text: 'It works.' }))).toBe('taken')
  expect((await owner.get(desk)).text.split('sender not proved')).toHaveLength(2)
})

test('everybody else’s is dropped, with one line in the log that says why and not who', async () => {
  const [known, unconfirmed, banned, gone] = [await someone(), await someone(false), await someone(), await someone()]
  const { app } = world
  await app.db.updateTable('accounts').set({ banned_at: app.clock() }).where('id', '=', banned.account).execute()
  await closeAccount(app, { account: gone.account, actor: gone.account })
  const all: [raw: string, why: string][] = [
    [letter('stranger@example.com'), 'unknown-sender'],
    [letter(unconfirmed.email), 'unknown-sender'],
    [letter(banned.email), 'unknown-sender'],
    [letter(gone.email), 'unknown-sender'],
    [letter(`${gone.account}@deleted.invalid`), 'unknown-sender'],
    [letter(`${known.email}, stranger@example.com`), 'unknown-sender'],
    [letter(known.email, { more: [`From: stranger@example.com`] }), 'unknown-sender'],
    [letter(known.email, { to: 'sales@vpn.example.com' }), 'unknown-address'],
    [letter(known.email, { to: 'sales@vpn.example.com', more: [`Subject: ${DESK}`] }), 'unknown-address'],
    [letter(known.email, { to: `help+${'a'.repeat(26)}@vpn.example.com` }), 'unknown-address'],
    [letter(known.email, { more: ['Auto-Submitted: auto-replied'] }), 'automatic'],
    [letter(known.email, { more: ['List-Id: <x.example.com>'] }), 'automatic'],
    [letter(known.email, { more: ['Return-Path: <>'] }), 'automatic'],
    [letter(known.email, { text: ' ' }), 'unreadable'],
  ]
  logged.length = 0
  for (const [raw, why] of all) expect(await deliver(raw), raw).toBe(why)
  expect(dropped().map(([line]) => line)).toEqual(all.map(([, why]) => ({ event: 'mail-dropped', why })))
  expect(JSON.stringify(dropped())).not.toContain('@')
  for (const { account } of [known, unconfirmed, banned, gone]) {
    expect(await ticketsOf(account)).toEqual([])
    expect((await mailsOf(account)).filter(({ subject }) => subject.includes('ticket'))).toEqual([])
  }
})

test('five at a time as on the page, and who sends in somebody’s name takes no answer from him', async () => {
  const { email, account } = await someone()
  const results: unknown[] = []
  for (let at = 0; at < 15; at++) results.push(await deliver(letter(email)))
  expect(results.filter((one) => one === 'opened')).toHaveLength(5)
  expect(results.filter((one) => one === 'too-many')).toHaveLength(10)
  const [ticket] = await ticketsOf(account)
  const desk = `/admin/tickets/${ticket?.id}`
  await owner.submit(desk, `${desk}/messages`, { kind: 'staff', text: 'Try the other node.' })
  const answer = (await mailsOf(account)).find(({ replyTo }) => replyTo !== '')
  expect(await deliver(letter(email, { to: answer?.replyTo ?? '' }))).toBe('taken')
})

test('by a program it is the same', async () => {
  const { email, account } = await someone()
  const handOn = async (raw: string) => {
    const run = startCommand(world, ['mail', 'receive'], { ...MAIL, LOG_LEVEL: 'info' })
    run.child.stdin.end(raw)
    return [await run.ended, run.output() + run.said()]
  }
  expect(await handOn(letter(email))).toEqual([0, 'It is a new ticket.\n'])
  expect(await ticketsOf(account)).toHaveLength(1)
  const [status, said] = await handOn(letter('stranger@example.com'))
  expect(status).toBe(0)
  expect(said).toContain('"why":"unknown-sender"')
  expect(said).not.toContain('stranger')
})
