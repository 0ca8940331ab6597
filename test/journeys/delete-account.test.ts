// Deleting an account: what goes, what stays, and that nothing brings it back, whatever fails on the way.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { closureOf } from '../../src/accounts/closure-queries.ts'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { grantAccess } from '../../src/billing/grant.ts'
import { newSecret } from '../../src/lib/token.ts'
import { settleOperations } from '../../src/billing/settle-operations.ts'
import { exportAll } from '../../src/ops/export.ts'
import { enqueueClosing, finishClosing } from '../../src/ops/finish-closing.ts'
import { checkInvariants } from '../../src/ops/invariants.ts'
import { openTicket } from '../../src/support/tickets.ts'
import { addDevice } from '../../src/vpn/add-device.ts'
import { setDeviceKey } from '../../src/vpn/set-device-key.ts'
import { booksOf, buy, lastPayment, subscriber } from '../support/buyer.ts'
import { newWireguardKey } from '../support/machine.ts'
import { deletionsIn, withoutJobs } from '../support/deletion.ts'
import { enrolClient } from '../support/second-factor.ts'
import { startCommand } from '../support/start-command.ts'
import { stripeCall, subscriptionAtStripe } from '../support/stripe-side.ts'
import { until } from '../support/until.ts'
import { formOf, openClient } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'

const PASSWORD = 'correct horse battery staple'
const PAGE = '/account/deletion'
const CONFIRMED = { password: PASSWORD, understood: 'yes' }

let world: World
beforeAll(async () => {
  world = await createWorld()
}, 60_000)
afterAll(() => world.close())

const { asksToDelete, firstHalf, closed, emailOf, statusAtStripe, mailsTo } = deletionsIn(() => world)
const customerAtStripe = async (account: string) => {
  const { customer } = await subscriptionAtStripe(world, account)
  return (await stripeCall(world, `/v1/customers/${customer}`)) as { email: string } // as Stripe documents it
}

/** Somebody with a bit of everything, logged in with the second factor given. */
async function everything(email: string) {
  const { app } = world
  const { account } = await createCustomer(app, { email, password: PASSWORD, verified: true })
  await buy(world, account, 'turnpike_pro_month_usd')
  const device = await addDevice(app, account, { name: 'Marker phone', protocol: 'wireguard' })
  await setDeviceKey(app, account, device.id, newWireguardKey())
  await openTicket(app, account, { subject: 'Marker subject', text: 'Marker text' })
  const given = { account, plan: 'premium', days: 30, reason: 'A gift', intent: newSecret(), actor: 'command-line' }
  await grantAccess(app, { ...given, by: 'owner' })
  const client = openClient(world.url)
  await client.submit('/log-in', '/log-in', { email, password: PASSWORD })
  await enrolClient(world, client)
  return { account, client, device: device.id }
}

/** In which columns of which tables a text still stands. */
async function whereIs(text: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(world.app.db)
  const found: string[] = []
  for (const { name } of rows) {
    const hit = await sql<{ n: bigint }>`
      select count(*) as n from ${sql.table(name)} t where t::text ilike ${`%${text}%`}`.execute(world.app.db)
    if ((hit.rows[0]?.n ?? 0n) > 0n) found.push(name)
  }
  return found
}

describe('on the page', () => {
  test('it says what goes and what stays, and does it: logged out, cut off, ended at Stripe, forgotten', async () => {
    const email = 'marker.ana@example.com'
    const { account, client, device } = await everything(email)
    const books = await booksOf(world, account)
    const page = (await client.get(PAGE)).text
    for (const text of ['Your device is cut off', 'Your subscription ends now', 'Payments', 'Passkeys', 'books'])
      expect(page).toContain(text)

    const answer = await client.submit(PAGE, PAGE, CONFIRMED)
    expect(answer).toMatchObject({ status: 200, path: '/' })
    expect(answer.text).toContain('Your account is deleted')
    const { removed_at: removed } = await world.app.db
      .selectFrom('devices')
      .select('removed_at')
      .where('id', '=', device)
      .executeTakeFirstOrThrow()
    expect(removed).not.toBeNull()
    expect((await client.get('/account')).path).toBe('/log-in')

    await closed(account)
    await world.settled()
    expect(await statusAtStripe(account)).toBe('canceled')
    expect(await customerAtStripe(account)).toMatchObject({ email: `${account}@deleted.invalid` })
    expect(await whereIs('marker')).toEqual(['mails'])
    expect((await mailsTo(email)).map(({ subject }) => subject)).toEqual(['Your account is deleted'])
    expect(await booksOf(world, account)).toEqual(books)
    expect((await lastPayment(world, account)).amount).toBe(1000n)
    const exported = await exportAll(world.app, account)
    expect(exported.accounts).toMatchObject([
      { id: account, email: `${account}@deleted.invalid`, access: { state: 'ended' } },
    ])
    const actions = await world.app.db.selectFrom('audit').select('action').where('subject', '=', account).execute()
    expect(actions.map(({ action }) => action)).toEqual(expect.arrayContaining(['account.delete', 'account.closed']))
    const checks = await checkInvariants({ ...world.app, anchors: null })
    expect(checks.filter(({ ok }) => !ok)).toEqual([])
  })

  test('a wrong password, a box not ticked and a code too old delete nothing', async () => {
    const { account, client } = await everything('berta@example.com')
    expect((await client.submit(PAGE, PAGE, { password: 'wrong', understood: 'yes' })).text).toContain('is wrong')
    expect((await client.submit(PAGE, PAGE, { password: PASSWORD })).text).toContain('cannot be undone')
    const form = formOf((await client.get(PAGE)).text, PAGE)
    await world.travel('6m')
    expect((await client.post(PAGE, { ...form, ...CONFIRMED })).path).toBe('/step-up')
    expect(await closureOf(world.app.db, account)).toBeUndefined()
    expect(await statusAtStripe(account)).toBe('active')
  })

  test('a double click deletes once', async () => {
    const { account, client } = await everything('carl@example.com')
    const form = { ...formOf((await client.get(PAGE)).text, PAGE), ...CONFIRMED }
    const answers = await Promise.all([client.raw(PAGE, post(form)), client.raw(PAGE, post(form))])
    expect(answers.map(({ status }) => status).filter((status) => status !== 303 && status !== 401)).toEqual([])
    await closed(account)
    await world.settled()
    const deeds = await world.app.db
      .selectFrom('audit')
      .select('action')
      .where('subject', '=', account)
      .where('action', 'in', ['account.delete', 'account.closed'])
      .execute()
    expect(deeds).toHaveLength(2)
    expect(await mailsTo('carl@example.com')).toHaveLength(1)
  })

  const post = (form: Record<string, string>) => ({
    method: 'POST',
    body: new URLSearchParams(form),
    headers: { origin: world.url },
  })

  test('signing up again with the address gives a new account', async () => {
    const { account, client } = await everything('dora@example.com')
    await client.submit(PAGE, PAGE, CONFIRMED)
    await closed(account)
    const again = await createCustomer(world.app, { email: 'dora@example.com', password: PASSWORD, verified: true })
    expect(again.account).not.toBe(account)
    await buy(world, again.account, 'turnpike_basic_month_usd')
    expect(await statusAtStripe(again.account)).toBe('active')
    expect(await statusAtStripe(account)).toBe('canceled')
  })
})

test('an operator deletes on the command line, after looking; it stands in the audit', async () => {
  const account = await subscriber(world)
  const email = await emailOf(account)
  const run = async (...more: string[]) => {
    const command = startCommand(world, ['customer', 'delete', ...more])
    await command.ended
    return command.output()
  }
  expect(await run('--email', email, '--dry-run')).toBe(`Would delete ${account}.\n`)
  expect(await closureOf(world.app.db, account)).toBeUndefined()
  expect(JSON.parse(await run('--email', email, '--json'))).toEqual({ account, dry_run: false })
  await closed(account)
  expect(await statusAtStripe(account)).toBe('canceled')
  const row = world.app.db.selectFrom('audit').select('actor').where('subject', '=', account)
  expect(await row.where('action', '=', 'account.delete').execute()).toEqual([{ actor: 'command-line' }])
})

describe('when something fails', () => {
  test('Stripe is down: the account is shut at once, and closed when Stripe answers again', async () => {
    const account = await subscriber(world)
    const { id } = await subscriptionAtStripe(world, account)
    const path = `/v1/subscriptions/${id}`
    world.simulator.control.failNext({ method: 'DELETE', path, kind: 'error', status: 500, times: 9 })
    await asksToDelete(account)
    await until('Stripe was asked in vain', async () => {
      const asked = world.app.db.selectFrom('operations').select('state').where('account_id', '=', account)
      return (await asked.execute()).some(({ state }) => state === 'unknown')
    })
    expect(await statusAtStripe(account)).toBe('active')
    expect(await emailOf(account)).toBe(`${account}@deleted.invalid`)
    expect(await closureOf(world.app.db, account)).toMatchObject({ closed_at: null })
    await until('the account is closed', async () => {
      world.pass('1m') // by then what became of a wish is looked into
      await settleOperations(world.app)
      await enqueueClosing(world.app)
      return (await closureOf(world.app.db, account))?.closed_at instanceof Date
    })
    await world.settled()
    expect(await statusAtStripe(account)).toBe('canceled')
  })

  test('staff are told of a deletion that Stripe does not confirm for a day, until it does', async () => {
    const account = await subscriber(world)
    await firstHalf(account)
    await lookAfter('23h')
    expect(await openAlerts(account)).toEqual([])
    await lookAfter('2h')
    expect(await openAlerts(account)).toEqual(['deletion-stuck'])
    await finishClosing(world.app, account)
    expect(await openAlerts(account)).toEqual([])
  })

  test('killed between the halves, the sweep takes it up', async () => {
    const account = await subscriber(world)
    await firstHalf(account)
    expect(await statusAtStripe(account)).toBe('active')
    await enqueueClosing(world.app)
    await closed(account)
    expect(await statusAtStripe(account)).toBe('canceled')
  })

  test('finished fifty times at once, it is told once', async () => {
    const account = await subscriber(world)
    const email = await emailOf(account)
    await asksToDelete(account)
    await Promise.allSettled(Array.from({ length: 50 }, () => finishClosing(world.app, account)))
    await closed(account)
    expect(await mailsTo(email)).toHaveLength(1)
  })

  async function lookAfter(length: string): Promise<void> {
    world.pass(length)
    await enqueueClosing(withoutJobs(world))
  }

  async function openAlerts(account: string): Promise<string[]> {
    const rows = await world.app.db
      .selectFrom('alerts')
      .select('kind')
      .where('subject', 'like', `${account} %`)
      .where('resolved_at', 'is', null)
      .execute()
    return rows.map(({ kind }) => kind)
  }
})
