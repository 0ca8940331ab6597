// What is under way while a changed address is taken back, or all sessions end: it was let in before, and must be out after. The number is
// that of README.md.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { requestEmailChange } from '../../src/accounts/change-email.ts'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { endSessionsOf } from '../../src/accounts/end-sessions.ts'
import { openSession } from '../../src/accounts/open-session.ts'
import { readSession } from '../../src/accounts/session.ts'
import { issueToken } from '../../src/accounts/token.ts'
import { renewRecoveryCodes } from '../../src/accounts/two-factor.ts'
import { resetSecondFactor } from '../../src/accounts/two-factor-off.ts'
import { holdAccount, takeStep } from '../../src/accounts/two-factor-queries.ts'
import { undoEmailChange } from '../../src/accounts/undo-email-change.ts'
import type { Tx } from '../../src/db/open.ts'
import { addAnswer } from '../../src/support/handle-ticket.ts'
import { receiveAnswer } from '../../src/support/receive-answer.ts'
import { openTicket } from '../../src/support/tickets.ts'
import { mailsWritten } from '../support/mails.ts'
import { enrolClient } from '../support/second-factor.ts'
import { until } from '../support/until.ts'
import { formOf, openClient } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'
import { csrfOf, logIn, ownerWithApp, PASSWORD, someone, tokenFor, type Client } from './visitors.ts'

const NEXT = 'eleven paper boats float'
const FROM = 'Shop <shop@vpn.example.com>'
let world: World
beforeAll(async () => {
  world = await createWorld({ MAIL_INBOUND_ADDRESS: 'help@vpn.example.com', MAIL_FROM: FROM })
}, 60_000)
afterAll(() => world.close())

/** The account of `client` is moved to another address; gives the way back. */
async function moved(client: Client, email: string): Promise<string> {
  const to = `moved-${email}`
  await client.post('/account/email', { csrf: await csrfOf(client, '/account'), email: to, password: PASSWORD })
  await openClient(world.url).submit(`/email-change?token=${await tokenFor(world, to)}`, '/email-change')
  return tokenFor(world, email)
}

/** As a guard has read it, a moment ago. */
async function sessionOf(client: Client) {
  const session = await readSession(world.app, client.cookie('turnpike') ?? '')
  if (!session) throw new Error('no session')
  return session
}

/** Something that holds an account, and goes on when it is let go; resolves when it does. */
async function holding(account: string, first: (tx: Tx) => Promise<unknown>, last: (tx: Tx) => Promise<unknown>) {
  const [held, gate] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
  const done = world.app.db.transaction().execute(async (tx) => {
    await holdAccount(tx, account)
    await first(tx)
    held.resolve(undefined)
    await gate.promise
    await last(tx)
  })
  await held.promise
  return { done, letGo: () => gate.resolve(undefined) }
}

const nothing = async () => undefined

/** Until some transaction waits for another one's row. */
const somebodyWaits = () =>
  until('a transaction to wait', async () => {
    const waiting = await world.app.db
      .selectFrom('pg_stat_activity' as never)
      .select(({ fn }) => fn.countAll<bigint>().as('count'))
      .where('wait_event_type' as never, '=', 'Lock' as never)
      .executeTakeFirstOrThrow()
    return Number(waiting.count) > 0
  })

test('12: recovery codes asked for in the moment of an undo are not given, and the next app gives new ones', async () => {
  const { client, email } = await someone(world)
  await enrolClient(world, client)
  const undo = await moved(client, email)
  const stale = await sessionOf(client)
  const { resetToken } = await undoEmailChange(world.app, undo)
  await expect(renewRecoveryCodes(world.app, stale)).rejects.toMatchObject({ code: 'not-signed-in' })
  const owner = openClient(world.url)
  const page = (await owner.get(`/reset-password/new?token=${resetToken}`)).text
  await owner.post('/reset-password/new', { ...formOf(page, '/reset-password/new'), password: NEXT })
  await logIn(owner, world.url, email, NEXT)
  await enrolClient(world, owner, NEXT)
})

test('12: a change of address asked for in the moment of an undo is refused', async () => {
  const { client, email } = await someone(world)
  const undo = await moved(client, email)
  const stale = await sessionOf(client)
  const { throttle } = world.app
  const trySpend: typeof throttle.trySpend = async (...words) => {
    await undoEmailChange(world.app, undo)
    return throttle.trySpend(...words)
  }
  const wish = { email: `thief-${email}`, password: PASSWORD }
  const asked = requestEmailChange({ ...world.app, throttle: { ...throttle, trySpend } }, stale, wish)
  await expect(asked).rejects.toMatchObject({ code: 'not-signed-in' })
  expect(await mailsWritten(world.app, { to: wish.email })).toEqual([])
})

test('12: the old mailbox alone does not become an owner with a second factor of its own', async () => {
  const { owner } = await ownerWithApp(world)
  const undo = await moved(owner.client, owner.email)
  const mailbox = openClient(world.url)
  const { text } = await mailbox.submit(`/email-change/undo?token=${undo}`, '/email-change/undo')
  await mailbox.post('/reset-password/new', { ...formOf(text, '/reset-password/new'), password: NEXT })
  await logIn(mailbox, world.url, owner.email, NEXT)
  await enrolClient(world, mailbox, NEXT)
  expect((await mailbox.get('/admin/staff')).status).toBe(404)
})

test('12: an address to answer at that was mailed to who had the account proves nothing after an undo', async () => {
  const { app } = world
  const { account, email } = await someone(world)
  const { id: ticket } = await openTicket(app, account, { subject: 'Help', text: 'Words' })
  const undo = await app.db
    .transaction()
    .execute((tx) => issueToken(tx, app.clock, account, 'undo-email', { address: email, key: email }))
  const thief = { email: `thief-${email}`, email_key: `thief-${email}` }
  await app.db.updateTable('accounts').set(thief).where('id', '=', account).execute()
  const { owner } = await ownerWithApp(world)
  const answer = { actor: owner.account, ticket, text: 'An answer', kind: 'staff', came: 'page' } as const
  await app.db.transaction().execute((tx) => addAnswer(app, tx, answer))
  const replyTo = (await mailsWritten(app, { to: thief.email })).at(-1)?.replyTo ?? ''
  expect(replyTo).toMatch(/^help\+/)
  await undoEmailChange(app, undo)
  const letter = [`From: ${email}`, `To: ${replyTo}`, 'Message-ID: <forged@x>', '', 'Send the money to me.']
  const receipt = await receiveAnswer(
    { ...app, from: FROM, inboundAddress: 'help@vpn.example.com' },
    Buffer.from(letter.join('\r\n')),
  )
  expect(receipt.kind).not.toBe('taken')
})

test('28: a log-in that is under way when all sessions are ended does not outlive it', async () => {
  const { app } = world
  const { account } = await createCustomer(app, { email: 'late@example.com', password: PASSWORD, verified: true })
  const whence = { knownDevice: null, device: null }
  const entering = await holding(
    account,
    (tx) => openSession(app, tx, { id: account, role: 'customer' }, whence),
    nothing,
  )
  const ending = endSessionsOf(app, { account, actor: 'command-line' })
  await somebodyWaits()
  entering.letGo()
  await Promise.all([entering.done, ending])
  expect(await app.db.selectFrom('sessions').select('account_id').where('account_id', '=', account).execute()).toEqual(
    [],
  )
})

test('18: a removal of all factors and a log-in with a code wait for each other', async () => {
  const { owner } = await ownerWithApp(world)
  const entering = await holding(owner.account, nothing, (tx) => takeStep(tx, owner.account, 999_999_999))
  const removal = resetSecondFactor(world.app, owner.email)
  await somebodyWaits()
  entering.letGo()
  await expect(Promise.all([entering.done, removal])).resolves.toBeDefined()
})
