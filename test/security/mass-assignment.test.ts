// Fields that are nobody's to send, added to every write there is: every form that any role finds on any page, every operation of the
// API, what nodes and Stripe send. Number 36 of README.md.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Target } from '../fuzz/targets.ts'
import { createWorld, type World } from '../support/world.ts'
import { member } from './callers.ts'
import { everyWrite, type EveryWrite } from './every-write.ts'

const YEAR = '2097-03-04' // stands nowhere else
/** Its own field is the role: who may send it is for access-matrix, and what it does for journeys/staff. */
const ROLE_FORM = /^\/admin\/staff\/[^/]+$/
let world: World
let every: EveryWrite
let victim = ''
beforeAll(async () => {
  world = await createWorld({ TRUSTED_PROXIES: '127.0.0.1' })
  every = await everyWrite(world)
  victim = (await member(world, 'customer')).account
}, 120_000)
afterAll(() => world.close())

const greed = (): Record<string, unknown> => ({
  role: 'owner',
  balance: 987_654_321,
  price: 987_654_321,
  emailVerified: `${YEAR}T00:00:00Z`,
  email_verified_at: `${YEAR}T00:00:00Z`,
  paidUntil: `${YEAR}T00:00:00Z`,
  paid_until: `${YEAR}T00:00:00Z`,
  granted_until: `${YEAR}T00:00:00Z`,
  created_at: `${YEAR}T00:00:00Z`,
  userId: victim,
  account: victim,
  account_id: victim,
  accountId: victim,
  affiliateId: victim,
  affiliate_id: victim,
  actor: victim,
  device_limit: 987_654_321,
  amount_off: 987_654_321,
  password_hash: 'mass-canary',
  id: 'mass-canary',
  state: 'mass-canary',
  'constructor.prototype': 'mass-canary',
  'constructor[prototype][role]': 'owner',
  '__proto__.role': 'owner',
  '__proto__[role]': 'owner',
})

let network = 0 // each request from its own, so that no limit answers in place of the product
async function send(target: Target): Promise<number> {
  const { headers, csrf, sign } = await every.callerOf(target)
  const own = Object.entries(target.fields).map(([name, value]): [string, unknown] => [
    name,
    name === 'csrf' ? csrf : value,
  ])
  const added = Object.entries(greed()).filter(([name]) => !(name in target.fields))
  const isJson = target.kind === 'json'
  const members = [...own, ...added].map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
  const prototypes = '"__proto__":{"role":"owner"},"constructor":{"prototype":{"role":"owner"}}'
  const body = isJson
    ? `{${members.join()},${prototypes}}`
    : String(
        new URLSearchParams([
          ...[...own, ...added].map(([name, value]): [string, string] => [name, String(value)]),
          ['__proto__', '{"role":"owner"}'],
        ]),
      )
  const answer = await fetch(world.url + target.path, {
    method: target.method,
    body,
    redirect: 'manual',
    headers: {
      ...headers,
      ...sign?.({ method: target.method, target: target.path, body }),
      origin: world.url,
      'content-type': isJson ? 'application/json' : 'application/x-www-form-urlencoded',
      'x-forwarded-for': `203.1.${++network >> 8}.${network & 255}`,
    },
  })
  expect(answer.status, `${target.as} ${target.path}`).toBeLessThan(500)
  const to = answer.headers.get('location') ?? ''
  await answer.text()
  return /^\/(log-in|step-up)/.test(to) ? 401 : answer.status
}

/** Rows of all tables that have these words anywhere. */
async function rowsWith(words: string): Promise<string[]> {
  const tables = await sql<{ name: string }>`select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(world.app.db)
  const found: string[] = []
  for (const { name } of tables.rows) {
    const rows = await sql<{ row: string }>`select t::text as row from ${sql.table(name)} t
      where t::text like ${`%${words}%`}`.execute(world.app.db)
    found.push(...rows.rows.map(({ row }) => `${name}: ${row}`))
  }
  return found
}

test('36: no write takes a field that is not its own, and no prototype is changed', { timeout: 180_000 }, async () => {
  const roles = await world.app.db.selectFrom('accounts').select(['id', 'role']).execute()
  const before = await rowsWith(victim)
  expect(every.targets.length).toBeGreaterThan(90)
  let done = 0
  const writes = every.targets.filter(({ path }) => !ROLE_FORM.test(path))
  for (const target of writes) if ((await send(target)) < 400) done++
  expect(done, 'so many were really done').toBeGreaterThan(35)

  expect(await rowsWith(victim), 'nothing was written for another account').toEqual(before)
  for (const canary of [YEAR, '987654321', 'mass-canary']) expect(await rowsWith(canary), canary).toEqual([])
  const now = await world.app.db.selectFrom('accounts').select(['id', 'role']).execute()
  const known = new Map(roles.map(({ id, role }) => [id, role]))
  const changed = now.filter(({ id, role }) => known.has(id) && known.get(id) !== role)
  expect(
    changed.filter(({ role }) => role !== 'customer'),
    'an account that is deleted is a customer’s',
  ).toEqual([])
  const raised = now.filter(({ id, role }) => !known.has(id) && role !== 'customer' && !every.made.has(id))
  expect(raised, 'staff that this test did not make itself').toEqual([])
  const plain: Record<string, unknown> = {}
  expect(plain['role']).toBeUndefined()
})
