import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openAccountsWorld, type AccountsWorld } from '../../test/support/accounts-world.ts'
import { startSmtpServer, type SmtpServer } from '../../test/support/smtp-server.ts'
import { createSeal } from '../lib/seal.ts'
import { deliverMail, openSmtp, type Smtp } from './deliver.ts'
import { findMail, listMails } from './queries.ts'
import { sendMail, sendSealedMail } from './send.ts'
import { wordsOf } from './sealed-words.ts'

let world: AccountsWorld
let server: SmtpServer
let smtp: Smtp
beforeEach(async () => {
  world = await openAccountsWorld()
  server = await startSmtpServer()
  smtp = openSmtp(server.url, false)
})
afterEach(async () => {
  smtp.close()
  await server.close()
  await world.close()
})

const to = 'anna@example.com'
const link = 'https://vpn.example.com/verify-email?token=abc'
const signUp = 'https://vpn.example.com/sign-up'
const send = (dedupeKey?: string) =>
  world.db.transaction().execute((tx) => {
    const letter = { to, account: null, template: 'verify-email', data: { link } } as const
    return sendSealedMail(world, tx, dedupeKey === undefined ? letter : { ...letter, dedupeKey })
  })
const only = async () => (await listMails(world.db))[0]?.id ?? ''
const jobs = async () =>
  (await world.pool.query("select from jobs.job where name in ('deliver-mail', 'deliver-sealed-mail')")).rowCount
const deliver = (id: string, over: Smtp | null = smtp) =>
  deliverMail({ ...world, smtp: over, from: 'Shop <shop@example.com>' }, id)

test('one mail arrives once, with its link, and is forgotten', async () => {
  await send()
  const id = await only()
  await deliver(id)
  await deliver(id)
  expect(server.received).toHaveLength(1)
  expect(server.received[0]?.to).toEqual(['<anna@example.com>'])
  expect(server.received[0]?.data).toContain(`Message-ID: <${id}@example.com>`)
  expect(server.received[0]?.data.replace(/=\r\n/g, '')).toContain('token=3Dabc')
  const mail = await findMail(world.db, id)
  expect(mail?.sentAt).not.toBeNull()
  expect(mail).toMatchObject({ text: '', html: '', sealed: null })
})

test('a link that is good by itself lies in no row until its mail is out, and opens in its own row alone', async () => {
  await send()
  const { rows } = await world.pool.query<{ all: string }>('select mails::text as all from mails')
  expect(rows[0]?.all).not.toMatch(/token=|verify-email\?/)
  const mail = await findMail(world.db, await only())
  if (!mail) throw new Error('no mail')
  expect(() => wordsOf(world.seal, { ...mail, id: 'mail_other' })).toThrow(/authenticate/)
  await expect(
    deliverMail({ ...world, seal: createSeal(randomBytes(32)), smtp, from: 'a@example.com' }, mail.id),
  ).rejects.toThrow(/MASTER_KEY/)
  expect(server.received).toEqual([])
})

test('a mail without such a link goes as it lies', async () => {
  await world.db
    .transaction()
    .execute((tx) => sendMail(world, tx, { to, account: null, template: 'account-deleted', data: { signUp } }))
  const id = await only()
  expect((await findMail(world.db, id))?.sealed).toBeNull()
  await deliver(id)
  expect(server.received).toHaveLength(1)
})

test('where TLS is required a server that offers none is told nothing of a mail', async () => {
  await send()
  const strict = openSmtp(server.url, true)
  await expect(deliver(await only(), strict)).rejects.toThrow(/ETLS/)
  strict.close()
  expect(server.received).toEqual([])
})

test('a mail that the server refuses is tried again', async () => {
  await send()
  const id = await only()
  server.refuseWith('451 not now')
  await expect(deliver(id)).rejects.toThrow(/451/)
  expect((await findMail(world.db, id))?.sentAt).toBeNull()
  server.refuseWith(null)
  await deliver(id)
  expect(server.received).toHaveLength(1)
})

test('what a mail server says of an address is not said on', async () => {
  await send()
  server.refuseWith(`550 5.1.1 <${to}>: Recipient address rejected: User unknown`)
  const error: unknown = await deliver(await only()).then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toMatchObject({ name: 'NotTaken', code: 'EENVELOPE', responseCode: 550 })
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(to)
})

test('without a mail server a mail is kept to be looked at', async () => {
  await send()
  await deliver(await only(), null)
  const mail = await findMail(world.db, await only())
  expect(mail?.sentAt).toBeNull()
  expect(mail && wordsOf(world.seal, mail).text).toContain(link)
})

test('one mail and one job for a dedupe key, also at once', async () => {
  await Promise.all(Array.from({ length: 20 }, () => send('receipt:in_1')))
  expect(await listMails(world.db)).toHaveLength(1)
  expect(await jobs()).toBe(1)
})

test('a change that is rolled back leaves neither mail nor job', async () => {
  const broken = world.db.transaction().execute(async (tx) => {
    await sendSealedMail(world, tx, { to, account: null, template: 'verify-email', data: { link } })
    throw new Error('after the mail')
  })
  await expect(broken).rejects.toThrow('after the mail')
  expect(await listMails(world.db)).toEqual([])
  expect(await jobs()).toBe(0)
})

test.each([
  'a@example.com\r\nBcc: b@example.com',
  'a@example.com, b@example.com',
  'A <a@example.com>',
  'a@example.com\0',
  '',
])('no mail to %j', async (address) => {
  const letter = { to: address, account: null, template: 'verify-email', data: { link } } as const
  await expect(world.db.transaction().execute((tx) => sendSealedMail(world, tx, letter))).rejects.toThrow(
    /bare address/,
  )
  expect(await listMails(world.db)).toEqual([])
})
