// Who works here: roles given, changed and taken away, on the page of the owner and on the command line.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeApiKey } from '../../src/accounts/api-key.ts'
import { changeRole, listStaff } from '../../src/accounts/change-role.ts'
import type { RoleWish } from '../../src/accounts/core/role-change.ts'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { createOwner } from '../../src/accounts/owner.ts'
import { completeOwnerSetUp } from '../../src/accounts/owner-set-up.ts'
import { accountCard, auditOf } from '../../src/accounts/queries.ts'
import { createSession, readSession } from '../../src/accounts/session.ts'
import { closeAccount } from '../../src/ops/close-account.ts'
import { runCommand } from '../support/command.ts'
import { enrolClient } from '../support/second-factor.ts'
import { newStaff, openStaff } from '../support/staff.ts'
import { formOf, openClient } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'
import { mailsWritten } from '../support/mails.ts'

const PASSWORD = 'correct horse battery staple'
const PAGE = '/admin/staff'

let world: World
beforeAll(async () => {
  world = await createWorld({ ANONYMOUS_ACCOUNTS: 'on' })
})
afterAll(() => world.close())

let count = 0
const someone = () => `person-${++count}-${process.pid}@example.com`
async function customer(email = someone(), verified = true) {
  return { email, ...(await createCustomer(world.app, { email, password: PASSWORD, verified })) }
}
async function staff(role: 'owner' | 'support') {
  const email = someone()
  return { email, ...(await newStaff(world, role, { email, password: PASSWORD })) }
}
async function enter(email: string) {
  const client = openClient(world.url)
  return { client, landed: (await client.submit('/log-in', '/log-in', { email, password: PASSWORD })).path }
}
const change = (account: string, wish: RoleWish, actor = 'command-line') =>
  changeRole(world.app, { account, wish, actor })
const roleOf = async (account: string) => (await accountCard(world.app.db, account))?.role
const roleActs = async (account: string) =>
  (await auditOf(world.app.db, account)).filter(({ action }) => action === 'account.role')
const mailsTo = async (email: string, subject: string) =>
  (await mailsWritten(world.app, { to: email })).filter((mail) => mail.subject === subject).map(({ text }) => text)
const OWN = 'Your role in this shop was changed'
const TOLD = 'Somebody in your shop has another role'

test('an owner gives a role, changes it and takes it away; each time the account starts anew', async () => {
  const [boss, second] = [await openStaff(world), await staff('owner')]
  const { account, email } = await customer()
  const { client } = await enter(email)
  const before = client.cookie('turnpike')
  expect((await boss.get('/admin')).text).toContain(`href="${PAGE}"`)
  expect((await boss.get(PAGE)).text).not.toContain(email)

  const given = await boss.submit(PAGE, PAGE, { email: email.toUpperCase(), role: 'support' })
  expect(given.text).toContain('The role is given')
  expect(given.text).toContain(email)
  expect((await client.get('/dashboard')).path, 'logged out').toBe('/log-in')
  const { client: helper, landed } = await enter(email)
  expect(landed, 'a second factor first').toBe('/account/second-factor')
  expect((await helper.get('/admin')).path).toBe('/account/second-factor')
  await enrolClient(world, helper)
  expect((await helper.get('/admin/customers')).status).toBe(200)
  expect(helper.cookie('turnpike')).not.toBe(before)
  expect((await helper.get(PAGE)).status, 'the page is the owner’s').toBe(403)
  expect((await helper.get('/admin')).text).not.toContain(`href="${PAGE}"`)

  const promoted = await boss.submit(PAGE, `${PAGE}/${account}`)
  expect(promoted.text).toContain('The role is changed')
  expect((await helper.get('/admin/customers')).path, 'logged out').toBe('/log-in')
  const taken = await boss.submit(PAGE, `${PAGE}/${account}/removal`)
  expect(taken.text).toContain('The role is taken away')
  expect(taken.text).not.toContain(email)
  expect(await roleOf(account)).toBe('customer')

  expect((await roleActs(account)).map(({ detail }) => detail)).toEqual([
    { from: 'owner', to: 'customer' },
    { from: 'support', to: 'owner' },
    { from: 'customer', to: 'support' },
  ])
  expect(await mailsTo(email, OWN)).toHaveLength(3)
  const told = await mailsTo(second.email, TOLD)
  expect(told).toHaveLength(3)
  expect(told[0]).toContain(email)
  expect(told[0]).toMatch(/Done by: owner-/)
  expect(await mailsTo(email, TOLD), 'not twice to the same person').toEqual([])
})

test('38: who lost the role is refused at the next request, by page and by key', async () => {
  const { account } = await staff('support')
  const { app } = world
  const factor = { account_id: account, sealed_secret: 'none', last_step: 0n, enrolled_at: app.clock() }
  await app.db.insertInto('second_factors').values(factor).execute()
  const token = await createSession(
    app.db,
    app.clock,
    { id: account, role: 'support' },
    { secondFactorAt: app.clock() },
  )
  const session = await readSession(app, token)
  if (!session) throw new Error('no session')
  const wish = { name: 'key', scopes: ['staff:read'], days: 30, password: PASSWORD }
  const key = await makeApiKey(app, session, wish)
  const page = async () =>
    (await fetch(`${world.url}/admin`, { headers: { cookie: `turnpike=${token}` }, redirect: 'manual' })).status
  const call = async () =>
    (await fetch(`${world.url}/api/v1/staff/nodes`, { headers: { authorization: `Bearer ${key}` } })).status
  expect([await page(), await call()]).toEqual([200, 200])
  await change(account, { act: 'take' })
  expect([await page(), await call()]).toEqual([303, 401])
  await change(account, { act: 'give', role: 'support' })
  expect([await page(), await call()], 'and not let in again with it').toEqual([303, 401])
})

test('a fresh code comes first, and what was posted is not done', async () => {
  const boss = await openStaff(world)
  const { account, email } = await staff('support')
  await world.travel('6m')
  for (const [path, fields] of [
    [PAGE, { email, role: 'owner' }],
    [`${PAGE}/${account}`, {}],
    [`${PAGE}/${account}/removal`, {}],
  ] as const)
    expect((await boss.submit(PAGE, path, fields)).path, path).toBe('/step-up')
  expect(await roleOf(account)).toBe('support')
})

describe('not', () => {
  test('for an account that cannot work here', async () => {
    const boss = await openStaff(world)
    const give = (email: string) => boss.submit(PAGE, PAGE, { email, role: 'support' })
    const unproved = await customer(someone(), false)
    const banned = await customer()
    await world.app.db
      .updateTable('accounts')
      .set({ banned_at: world.app.clock() })
      .where('id', '=', banned.account)
      .execute()
    expect((await give(unproved.email)).text).toContain('is not confirmed yet')
    expect((await give(banned.email)).text).toContain('Lift the ban first')
    const nobody = await give('nobody@example.com')
    expect(nobody.status).toBe(404)
    expect(nobody.text).toContain('value="nobody@example.com"')
    expect((await give('no address')).status).toBe(404)

    const gone = await customer()
    await closeAccount(world.app, { account: gone.account, actor: gone.account })
    const visitor = openClient(world.url)
    const made = await visitor.submit('/sign-up/number', '/sign-up/number')
    const confirm = '/sign-up/number/confirmation'
    const last = /(?:\d{4} ){6}(\d{4})/.exec(made.text)?.[1] ?? ''
    await visitor.post(confirm, { ...formOf(made.text, confirm), last })
    const anonymous = await world.app.db
      .selectFrom('accounts')
      .select('id')
      .where('number_hash', 'is not', null)
      .executeTakeFirstOrThrow()
    const refused = [unproved.account, banned.account, gone.account, anonymous.id]
    for (const account of refused) {
      await expect(change(account, { act: 'give', role: 'owner' }), account).rejects.toMatchObject({ code: 'conflict' })
      expect(await roleActs(account)).toEqual([])
    }
    await expect(change('acct_none', { act: 'take' })).rejects.toMatchObject({ code: 'not-found' })
  })

  test('twice: it is as once, with one row and one mail', async () => {
    const { account, email } = await customer()
    await change(account, { act: 'give', role: 'support' })
    await change(account, { act: 'give', role: 'support' })
    await change(account, { act: 'take' })
    await change(account, { act: 'take' })
    expect(await roleActs(account)).toHaveLength(2)
    expect(await mailsTo(email, OWN)).toHaveLength(2)
  })

  test('by who is no owner any more', async () => {
    const [one, two, three] = [await staff('owner'), await staff('owner'), await staff('support')]
    await change(one.account, { act: 'change', role: 'support' }, two.account)
    const late = change(two.account, { act: 'take' }, one.account)
    await expect(late).rejects.toMatchObject({ code: 'forbidden' })
    await expect(change(one.account, { act: 'take' }, three.account)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await roleOf(two.account)).toBe('owner')
  })

  test('by an old link: an owner who never used it is none when the role is gone', async () => {
    const email = someone()
    const { account, setUpLink } = await createOwner(world.app, { email, password: null })
    const token = new URL(setUpLink ?? '').searchParams.get('token') ?? ''
    await change(account, { act: 'take' })
    const late = completeOwnerSetUp(world.app, token, { email, password: PASSWORD })
    await expect(late).rejects.toMatchObject({ code: 'expired' })
  })
})

test('the last owner stays, also when two take the role from each other at once', async () => {
  const alone = await createWorld()
  try {
    const names = ['a@example.com', 'b@example.com']
    const made = []
    for (const email of names) made.push((await createOwner(alone.app, { email, password: PASSWORD })).account)
    const [a = '', b = ''] = made
    const take = (account: string, actor: string) => changeRole(alone.app, { account, wish: { act: 'take' }, actor })
    const tries = await Promise.allSettled([take(a, b), take(b, a)])
    expect(tries.filter(({ status }) => status === 'rejected')).toHaveLength(1)
    const left = await listStaff(alone.app)
    expect(left).toMatchObject([{ role: 'owner' }])
    const last = left[0]?.id ?? ''
    for (const wish of [{ act: 'take' }, { act: 'change', role: 'support' }] as const) {
      const late = changeRole(alone.app, { account: last, wish, actor: last })
      await expect(late).rejects.toMatchObject({ code: 'conflict' })
    }
    const client = openClient(alone.url)
    await client.submit('/log-in', '/log-in', { email: left[0]?.email ?? '', password: PASSWORD })
    await enrolClient(alone, client)
    const refused = await client.submit(PAGE, `${PAGE}/${last}/removal`)
    expect(refused.status).toBe(409)
    expect(refused.text).toContain('This is the last owner of the shop')
    const acts = await alone.app.db.selectFrom('audit').select('id').where('action', '=', 'account.role').execute()
    expect(acts).toHaveLength(1)
  } finally {
    await alone.close()
  }
})

/** What a command prints, as JSON. */
async function command(line: string, status = 0): Promise<unknown> {
  const answer = await runCommand(world, ['staff', ...line.split(' '), '--json'])
  expect(answer.status, answer.err).toBe(status)
  return answer.out === '' ? null : JSON.parse(answer.out)
}

test('from the command line: a dry run does nothing; add, role, remove, list', async () => {
  await staff('owner')
  const { account, email } = await customer()
  expect(await command(`add --email ${email} --role support --dry-run`)).toEqual({
    dry_run: true,
    account,
    email,
    from: 'customer',
    to: 'support',
  })
  expect(await roleOf(account)).toBe('customer')
  await command(`role --email ${email} --role owner`, 1)
  expect(await command(`add --email ${email} --role support`)).toMatchObject({ dry_run: false, to: 'support' })
  await command(`add --email ${email} --role owner`, 1)
  await command(`add --email ${email} --role boss`, 2)
  expect(await command('list')).toContainEqual(
    expect.objectContaining({ account, email, role: 'support', second_factor: false, set_up: true }),
  )
  expect(await command(`role --email ${email} --role owner`)).toMatchObject({ from: 'support', to: 'owner' })
  expect(await command(`remove --email ${email}`)).toMatchObject({ from: 'owner', to: 'customer' })
  await command('remove --email nobody@example.com', 1)
  expect((await roleActs(account)).map(({ actor }) => actor)).toEqual(['command-line', 'command-line', 'command-line'])
})
