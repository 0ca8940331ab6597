// Who bans whom: support bans customers, an owner staff as well, nobody himself, and an owner is left.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { banAccount, unbanAccount } from '../../src/accounts/ban.ts'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { endSessionsOf } from '../../src/accounts/end-sessions.ts'
import { accountCard, auditOf } from '../../src/accounts/queries.ts'
import { newStaff, openStaff } from '../support/staff.ts'
import { formOf } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'

const PASSWORD = 'correct horse battery staple'
type Kind = 'customer' | 'support' | 'owner'

let world: World
const actors: Record<string, string> = { 'command-line': 'command-line' }
beforeAll(async () => {
  world = await createWorld()
  for (const kind of ['support', 'owner', 'customer'] as const) actors[kind] = await newcomer(kind)
})
afterAll(() => world.close())

let count = 0
async function newcomer(kind: Kind): Promise<string> {
  const who = { email: `${kind}-${++count}@example.com`, password: PASSWORD }
  const made = kind === 'customer' ? createCustomer(world.app, { ...who, verified: true }) : newStaff(world, kind, who)
  return (await made).account
}
const isBanned = async (account: string) => (await accountCard(world.app.db, account))?.bannedAt !== null
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  )

describe('by each of each', () => {
  test.each<[actor: string, subject: Kind, answer: string]>([
    ['support', 'customer', 'done'],
    ['support', 'support', 'forbidden'],
    ['support', 'owner', 'forbidden'],
    ['owner', 'customer', 'done'],
    ['owner', 'support', 'done'],
    ['owner', 'owner', 'done'],
    ['customer', 'support', 'forbidden'],
    ['command-line', 'support', 'done'],
    ['command-line', 'owner', 'done'],
  ])('%s, %s: %s', async (actor, subject, answer) => {
    const account = await newcomer(subject)
    const deed = { account, actor: actors[actor] ?? '' }
    expect(await codeOf(banAccount(world.app, deed))).toBe(answer)
    expect(await isBanned(account)).toBe(answer === 'done')
    await banAccount(world.app, { account, actor: 'command-line' })
    expect(await codeOf(unbanAccount(world.app, deed))).toBe(answer)
    expect(await isBanned(account)).toBe(answer !== 'done')
    const acts = (await auditOf(world.app.db, account)).filter(({ actor: by }) => by === deed.actor)
    expect(acts.some(({ action }) => action.endsWith('ban'))).toBe(answer === 'done' || deed.actor === 'command-line')
    const ended = subject === 'customer' ? 'done' : answer
    expect(await codeOf(endSessionsOf(world.app, deed))).toBe(ended)
  })
})

test('nobody bans himself, and who is banned lets nobody in', async () => {
  const [one, two] = [await newcomer('owner'), await newcomer('owner')]
  expect(await codeOf(banAccount(world.app, { account: one, actor: one }))).toBe('conflict')
  await banAccount(world.app, { account: one, actor: two })
  expect(await codeOf(banAccount(world.app, { account: two, actor: one }))).toBe('forbidden')
  expect(await codeOf(unbanAccount(world.app, { account: one, actor: one }))).toBe('forbidden')
})

test('the last owner cannot be banned, also when two ban each other at once', async () => {
  const alone = await createWorld()
  try {
    const owner = (email: string) => newStaff(alone, 'owner', { email, password: PASSWORD })
    const [a, b] = [(await owner('a@example.com')).account, (await owner('b@example.com')).account]
    const tries = await Promise.all([
      codeOf(banAccount(alone.app, { account: a, actor: b })),
      codeOf(banAccount(alone.app, { account: b, actor: a })),
    ])
    expect(tries.toSorted()).toEqual(['done', 'forbidden'])
    const left = tries[0] === 'done' ? b : a
    expect(await codeOf(banAccount(alone.app, { account: left, actor: 'command-line' }))).toBe('conflict')
  } finally {
    await alone.close()
  }
})

test('on the page: support finds no form on staff and is refused, an owner gives a fresh code first', async () => {
  const [boss, helper] = [await openStaff(world), await openStaff(world, 'support')]
  const colleague = await newcomer('support')
  const page = `/admin/customers/${colleague}`
  const shown = await helper.get(page)
  expect(formOf(shown.text, `${page}/ban`)).toBeNull()
  const { csrf = '' } = formOf(shown.text, '/log-out') ?? {}
  for (const act of ['ban', 'unban']) {
    const refused = await helper.post(`${page}/${act}`, { csrf, reason: 'For fun' })
    expect(refused.status, act).toBe(403)
    expect(refused.text).toContain('Only an owner bans staff')
  }
  await world.travel('6m')
  expect((await boss.submit(page, `${page}/ban`, { reason: 'Gone' })).path).toBe('/step-up')
  expect(await isBanned(colleague)).toBe(false)
  const fresh = await openStaff(world)
  expect((await fresh.submit(page, `${page}/ban`, { reason: 'Gone' })).text).toContain('The account is banned')
  expect((await fresh.submit(page, `${page}/unban`, { reason: 'Back' })).text).toContain('The ban is lifted')

  const customer = await newcomer('customer')
  const theirs = `/admin/customers/${customer}`
  expect((await helper.submit(theirs, `${theirs}/ban`, { reason: 'Fraud' })).path).toBe(theirs)
})
