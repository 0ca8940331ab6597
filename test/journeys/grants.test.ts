// Time that is given: by staff on the customer's page and from the command line. It stands beside what is paid.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertAnonymousAccount } from '../../src/accounts/anonymous-queries.ts'
import { newId } from '../../src/lib/token.ts'
import { exportAll } from '../../src/ops/export.ts'
import { grantAccess, type GrantWish } from '../../src/billing/grant.ts'
import { revokeGrant } from '../../src/billing/revoke-grants.ts'
import { access, buy, newBuyer, planNow, subscriber } from '../support/buyer.ts'
import { subscriptionAtStripe } from '../support/stripe-side.ts'
import { runCommand } from '../support/command.ts'
import { openStaff } from '../support/staff.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
let staff: Awaited<ReturnType<typeof openStaff>>
beforeAll(async () => {
  world = await createWorld()
  staff = await openStaff(world)
}, 60_000)
afterAll(() => world.close())

const DAY = 86_400_000
let count = 0
const wish = (account: string, plan: string, days: number): GrantWish & { plan: string } => {
  return {
    account,
    plan,
    days,
    reason: 'A promise',
    intent: `intent-${++count}-sample`,
    actor: 'command-line',
    by: 'owner',
  }
}
const acts = async (account: string) => {
  const rows = world.app.db.selectFrom('audit').select(['action', 'actor']).where('subject', '=', account)
  return (await rows.where('action', 'like', 'access.%').orderBy('id').execute()).map((row) => row.action)
}
const daysLeft = async (account: string) => {
  const now = await access(world, account)
  return now.state === 'active' && now.until ? Math.round((now.until.getTime() - world.app.clock().getTime()) / DAY) : 0
}

test('given on the page it opens the VPN, ends by itself, and is one act, however often it is clicked', async () => {
  const account = await newBuyer(world)
  const page = `/admin/customers/${account}`
  const { text } = await staff.get(page)
  const form = { plan: 'pro', days: '10', reason: 'The node was away' }
  const intent = /name="intent" value="([^"]+)"/.exec(text.slice(text.indexOf('/grants"')))?.[1] ?? ''
  const answers = await Promise.all([1, 2, 3].map(() => staff.submit(page, `${page}/grants`, { ...form, intent })))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'pro' } })
  expect(await daysLeft(account)).toBe(10)
  expect(await acts(account)).toEqual(['access.grant'])
  expect((await staff.get(page)).text).toContain('Time granted')
  const [shown] = (await exportAll(world.app, account)).accounts
  expect(shown?.access).toMatchObject({ state: 'active', plan: 'pro', device_limit: 10 })
  await world.travel('11d')
  expect(await access(world, account)).toMatchObject({ state: 'ended' })
})

test('time of one plan follows on time of the same plan, twenty at once too; a revoked one leaves no gap', async () => {
  const account = await newBuyer(world)
  await Promise.all(Array.from({ length: 20 }, () => grantAccess(world.app, wish(account, 'basic', 2))))
  expect(await daysLeft(account)).toBe(40)
  const first = await world.app.db
    .selectFrom('grants')
    .select('id')
    .where('account_id', '=', account)
    .orderBy('starts_at')
    .executeTakeFirstOrThrow()
  const revoking = { grant: first.id, reason: 'Given by mistake', actor: 'command-line' }
  const done = await Promise.allSettled([1, 2, 3].map(() => revokeGrant(world.app, revoking)))
  expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await access(world, account)).toMatchObject({ state: 'active' })
  expect(await daysLeft(account)).toBe(38)
})

test('a larger plan counts while it lasts, then what was paid for goes on', async () => {
  const account = await newBuyer(world)
  await buy(world, account, 'turnpike_basic_month_usd')
  await grantAccess(world.app, wish(account, 'premium', 5))
  expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'premium' } })
  await world.travel('6d')
  expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'basic' } })
})

test('refused: no reason, no days, no such plan or account, and more than a month by support', async () => {
  const account = await newBuyer(world)
  const page = `/admin/customers/${account}`
  const [owner, support] = [await openStaff(world), await openStaff(world, 'support')]
  const form = { plan: 'pro', days: '31', reason: 'Because', intent: 'intent-of-support' }
  expect((await support.submit(page, `${page}/grants`, form)).status).toBe(403)
  for (const wrong of [{ days: '0' }, { days: '-3' }, { days: '1e3' }, { reason: ' ' }, { intent: 'x' }]) {
    const answer = await owner.submit(page, `${page}/grants`, { ...form, days: '3', ...wrong })
    expect(answer.status, JSON.stringify(wrong)).toBe(422)
  }
  await expect(grantAccess(world.app, wish(account, 'gold', 3))).rejects.toMatchObject({ code: 'not-found' })
  await expect(grantAccess(world.app, wish('acct_nobody', 'pro', 3))).rejects.toMatchObject({ code: 'not-found' })
  expect(await access(world, account)).toMatchObject({ state: 'none' })
  expect(await acts(account)).toEqual([])
})

const run = (line: string) => runCommand(world, ['subscription', ...line.split(' ')])

/** What a command prints, as JSON. */
async function command(line: string, status = 0): Promise<unknown> {
  const answer = await run(`${line} --json`)
  expect(answer.status).toBe(status)
  return answer.out === '' ? null : JSON.parse(answer.out)
}
const emailOf = async (id: string) =>
  (await world.app.db.selectFrom('accounts').select('email').where('id', '=', id).executeTakeFirstOrThrow()).email

test('from the command line: a dry run does nothing, then grant, extend, change, show, cancel', async () => {
  const account = await newBuyer(world)
  const email = await emailOf(account)
  expect(await command(`grant --account ${email} --plan pro --days 5 --dry-run`)).toMatchObject({
    dry_run: true,
    plan: 'pro',
  })
  expect(await access(world, account)).toMatchObject({ state: 'none' })
  expect(await command(`grant --account ${email} --plan pro --days 5`)).toMatchObject({ dry_run: false, plan: 'pro' })
  await command(`extend --account ${email} --days 5`)
  expect(await daysLeft(account)).toBe(10)
  await command(`change --account ${email} --plan basic`)
  expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'basic' } })
  expect(await daysLeft(account)).toBe(10)
  expect(await command(`show --account ${email}`)).toMatchObject({ email, access: { state: 'active', plan: 'basic' } })
  expect(await command(`list --state active --plan basic`)).toContainEqual(expect.objectContaining({ account: email }))
  await command(`cancel --account ${email} --grants`)
  expect((await access(world, account)).state).not.toBe('active')
  await command(`cancel --account ${email}`, 1)
  const revoked = ['access.revoke', 'access.revoke'] // each of both pieces
  expect(await acts(account)).toEqual(['access.grant', 'access.extend', 'access.change', ...revoked])
})

test('a subscription changes and ends from the command line, audited as such', async () => {
  const account = await newBuyer(world)
  const email = await emailOf(account)
  await buy(world, account, 'turnpike_basic_month_usd')
  await command(`change --account ${email} --plan pro`)
  await world.settled()
  expect(await access(world, account)).toMatchObject({ state: 'active', plan: { id: 'pro' } })
  await command(`cancel --account ${email} --now --reason Asked-by-mail`)
  await world.settled()
  expect(await access(world, account)).toMatchObject({ state: 'ended' })
  const rows = world.app.db.selectFrom('audit').select(['action', 'actor']).where('subject', '=', account)
  const own = await rows.where('action', 'like', 'subscription.%').orderBy('id').execute()
  expect(own).toEqual([
    { action: 'subscription.change', actor: 'command-line' },
    { action: 'subscription.cancel-now', actor: 'command-line' },
  ])
})

test('reports count customers, and unfinished purchases are closed', async () => {
  expect(await command('stats')).toMatchObject({ states: { active: expect.any(Number) as number }, paying: 1 })
  expect(await command('expire-due --dry-run')).toMatchObject({ dry_run: true, checkouts: 0 })
  await command('grant --account nobody@example.com --plan pro --days 5', 1)
  await command('grant --plan pro --days 5', 2)
})

test('an account without e-mail is granted, extended, changed, shown and cancelled by its id', async () => {
  const id = newId('acct')
  const row = { id, hash: Buffer.alloc(32, 7), passwordHash: '$argon2id$none', at: world.app.clock() }
  await world.app.db.transaction().execute((tx) => insertAnonymousAccount(tx, row))
  expect((await run(`grant --account ${id} --plan pro --days 5`)).status).toBe(0)
  expect((await run(`extend --account ${id} --days 5`)).status).toBe(0)
  expect((await run(`change --account ${id} --plan basic`)).status).toBe(0)
  expect(await planNow(world, id)).toBe('basic')
  expect((await run('list --state active')).out).toMatch(new RegExp(`^${id}  +active`, 'm'))
  expect((await run(`show --account ${id}`)).out).toMatch(new RegExp(`^${id}: active, basic`))
  expect((await run(`cancel --account ${id} --grants`)).status).toBe(0)
  expect(await planNow(world, id)).toBe(null)
})

test('reports: a state that there is not is wrong usage; show prints the subscriptions', async () => {
  const wrong = await run('list --state actve')
  expect(wrong).toMatchObject({ status: 2, out: '' })
  expect(wrong.err).toContain('active')
  const account = await subscriber(world)
  const { id } = await subscriptionAtStripe(world, account)
  expect((await run(`show --account ${account}`)).out).toMatch(new RegExp(`^${id} +basic +active +\\d{4}-`, 'm'))
})
