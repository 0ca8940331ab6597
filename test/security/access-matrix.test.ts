// Every route as every kind of caller, on one's own things and on another's, by the table in web/kit/permissions.ts. A route
// without a row is named here, and does not start.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { endSession } from '../../src/accounts/session.ts'
import { PERMISSIONS, requireRows, type PageRole, type Permission } from '../../src/web/kit/permissions.ts'
import { createServer } from '../../src/web/server.tsx'
import { createWorld, type World } from '../support/world.ts'
import { bannedSession, byBearer, byCookie, byNode, holdings, member, visitor, type Caller } from './callers.ts'

let world: World
let held: Awaited<ReturnType<typeof holdings>>
let callers: Record<string, Caller> = {}
beforeAll(async () => {
  world = await createWorld({ TRUSTED_PROXIES: '127.0.0.1' })
  held = await holdings(world)
  const [other, support, owner] = [
    await member(world, 'customer'),
    await member(world, 'support'),
    await member(world, 'owner'),
  ]
  const ended = await other.session()
  await endSession(world.app, ended)
  callers = {
    visitor: visitor(world),
    ended: byCookie(world, 'ended', ended),
    banned: await bannedSession(world),
    customer: byCookie(world, 'customer', await held.holder.session()),
    other: byCookie(world, 'other', await other.session()),
    support: byCookie(world, 'support', await support.session()),
    owner: byCookie(world, 'owner', await owner.session()),
    node: byNode(world, held.node),
    'key of customer': byBearer(world, 'key of customer', await held.holder.key()),
    'key of other': byBearer(world, 'key of other', await other.key()),
    'key without the right': byBearer(world, 'key', await held.holder.key(['account:read'])),
    'key of support': byBearer(world, 'key of support', await support.key()),
    'key of owner': byBearer(world, 'key of owner', await owner.key()),
  }
  await world.settled()
  await world.travel('+6m') // the second factor of staff is no longer fresh, their sessions are
}, 120_000)
afterAll(() => world.close())

const routes = Object.entries(PERMISSIONS).map(([name, permission]) => {
  const [method = '', path = ''] = name.split(' ')
  return { name, method, path, permission }
})
/** A path with the id that the fixtures have for it. */
const pathOf = (route: string) => {
  const kind = Object.keys(held.ids).find((one) => route.includes(`/${one}/:id`))
  const id = kind === undefined ? 'none' : (held.ids[kind] ?? 'none')
  return route.replace(':id', id).replace(':name', 'none').replace('*', 'none')
}
let network = 0 // each request from its own, so that no limit answers in place of a guard
const send = async (
  { method, path }: { method: string; path: string },
  { headers, csrf, sign }: Caller,
  withToken = true,
) => {
  const isJson = /^\/(api|agent)\//.test(path)
  const type = isJson ? 'application/json' : 'application/x-www-form-urlencoded'
  const body = isJson ? '{}' : String(new URLSearchParams(withToken ? { csrf } : {}))
  const post = method === 'POST' ? { body, headers: { 'content-type': type, origin: world.url } } : { headers: {} }
  const signed = sign?.({ method, target: pathOf(path), body: method === 'POST' ? body : '' })
  const answer = await fetch(new URL(pathOf(path), world.url), {
    ...post,
    method,
    redirect: 'manual',
    headers: { ...post.headers, ...headers, ...signed, 'x-forwarded-for': `203.0.${++network >> 8}.${network & 255}` },
  })
  const text = await answer.text()
  return { status: answer.status, text, to: answer.headers.get('location')?.split('?')[0] ?? '' }
}

/** What every request may note of itself, and the worker of how far it is: in Stripe's list, and with the anchors of the audit. */
const NOTED = ['throttles', 'sessions', 'nodes', 'api_keys', 'stripe_state', 'audit_anchor_files']

/** How the whole database stands, but for that. */
const stateOf = async () => {
  const tables = await sql<{ name: string }>`select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> all(${NOTED})
    order by 1`.execute(world.app.db)
  const sums = tables.rows.map(
    ({ name }) => sql`select ${name} as name, md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as sum
      from ${sql.table(name)} t`,
  )
  const counted = sql`select 'sessions' as name, count(*)::text as sum from sessions
    union all select 'api_keys', count(*) || ' ' || count(revoked_at) from api_keys`
  return (await sql`${sql.join([...sums, counted], sql` union all `)} order by 1`.execute(world.app.db)).rows
}

const RANK: PageRole[] = ['visitor', 'enrolling', 'customer', 'support', 'owner']
const ROLES: Record<string, PageRole> = { customer: 'customer', other: 'customer', support: 'support', owner: 'owner' }

/** What a caller is told who may not; null: he may. */
function refusalOf({ method, permission }: { method: string; permission: Permission }, caller: string): string | null {
  if (permission.who === 'machine') return null
  if (permission.who === 'node') return caller === 'node' ? null : '401'
  if (permission.who === 'key') {
    if (!caller.startsWith('key')) return '401'
    const isStaff = caller === 'key of support' || caller === 'key of owner'
    if (permission.role !== 'customer' && !isStaff) return '404'
    return caller === 'key without the right' && permission.scope !== 'account:read' ? '403' : null
  }
  const role = ROLES[caller]
  if (permission.who === 'visitor') return null
  if (role === undefined) return method === 'GET' ? '303 /log-in' : '401'
  if (RANK.indexOf(role) >= RANK.indexOf(permission.who)) return null
  return role === 'customer' ? '404' : '403'
}

test('34: each route has a row, and each row a route', () => {
  const server = createServer(world.app)
  expect(() => requireRows(server.routes)).not.toThrow()
  server.get('/admin/forgotten', (c) => c.text(''))
  expect(() => requireRows(server.routes)).toThrow('GET /admin/forgotten')
})

test('34: the OpenAPI document lists each operation with the role and the scope of its row', async () => {
  const document = (await (await fetch(`${world.url}/api/v1/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Record<string, unknown>>>
  }
  const listed = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [
      `${method.toUpperCase()} /api/v1${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
      { who: 'key', role: operation['x-role'], scope: operation['x-scope'] },
    ]),
  )
  const rows = Object.entries(PERMISSIONS).filter(([, row]) => row.who === 'key')
  expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(rows))
})

describe('34, 38: who may not is refused, and nothing changes', () => {
  test.each(routes)('$name', async (route) => {
    const before = await stateOf()
    const seen: Record<string, string> = {}
    const expected: Record<string, string> = {}
    for (const name of Object.keys(callers)) {
      const refusal = refusalOf(route, name)
      const caller = callers[name]
      if (refusal === null || !caller) continue
      const { status, to } = await send(route, caller)
      expected[name] = refusal
      seen[name] = `${status} ${status === 303 ? to : ''}`.trim()
    }
    expect(seen).toEqual(expected)
    expect(await stateOf()).toEqual(before)
  })
})

const ownRoutes = routes.filter(
  ({ path, permission }) =>
    path.includes(':id') &&
    (permission.who === 'customer' || (permission.who === 'key' && permission.role === 'customer')),
)
describe('34, 35: what is another’s is not there', () => {
  test.each(ownRoutes)('$name', async (route) => {
    const before = await stateOf()
    const strangers = route.permission.who === 'key' ? ['key of other', 'key of owner'] : ['other', 'support', 'owner']
    for (const name of strangers) {
      const caller = callers[name] ?? visitor(world)
      const isBody = route.method === 'POST' && route.permission.who === 'key' && /:id(\/key)?$/.test(route.path)
      const [foreign, absent] = [
        await send(route, caller),
        await send({ ...route, path: route.path.replace(':id', 'dev_none') }, caller),
      ]
      const asked = 'stepUp' in route.permission ? [303] : [] // before anything is looked up
      expect([...asked, isBody ? 422 : 404, 404, 422], name).toContain(foreign.status)
      expect(foreign.status, name).toBe(absent.status)
      expect(foreign.text.replaceAll(/name="csrf" value="[^"]*"/g, '')).toBe(
        absent.text.replaceAll(/name="csrf" value="[^"]*"/g, ''),
      )
    }
    expect(await stateOf()).toEqual(before)
  })
})

const proofs = routes.filter(({ permission }) => permission.who === 'machine' && permission.proof !== 'none')
test.each(proofs)('34: without its proof nobody is answered: $name', async (route) => {
  const before = await stateOf()
  for (const caller of Object.values(callers))
    expect([400, 404], caller.name).toContain((await send(route, caller)).status)
  expect(await stateOf()).toEqual(before)
})

const acts = routes.filter(
  ({ method, permission }) => method === 'POST' && RANK.some((role) => role === permission.who),
)
test.each(acts)('41: without the token of the form nobody acts: $name', async (route) => {
  const before = await stateOf()
  for (const name of ['visitor', 'customer', 'support', 'owner']) {
    const { status } = await send(route, callers[name] ?? visitor(world), false)
    expect([401, 403, 404], name).toContain(status)
  }
  expect(await stateOf()).toEqual(before)
})

const asksAnew = ({ permission }: { permission: Permission }) => 'stepUp' in permission || 'proofAnew' in permission
const stepped = routes.filter(asksAnew)
test.each(stepped)('32: staff give a fresh code first: $name', async (route) => {
  const before = await stateOf()
  const { status, to } = await send(route, callers['owner'] ?? visitor(world))
  expect(`${status} ${to}`).toBe('303 /step-up')
  expect(await stateOf()).toEqual(before)
})

const leaving = (path: string) => ['/log-out', '/account/sessions/end-others'].includes(path)
const open = routes.filter(({ path, permission }) => permission.who !== 'machine' && !leaving(path))
describe('34: who may is let in', () => {
  test.each(open)('$name', async (route) => {
    const turnedAway: string[] = []
    for (const [name, caller] of Object.entries(callers)) {
      if (refusalOf(route, name) !== null) continue
      const { status, to } = await send(route, caller)
      const isAsked = asksAnew(route)
      const isSigned = !['visitor', 'ended', 'banned'].includes(name) && route.permission.who !== 'visitor'
      if (status === 401 || status >= 500 || (to === '/step-up' && !isAsked) || (to === '/log-in' && isSigned))
        turnedAway.push(`${name}: ${status} ${to}`)
    }
    expect(turnedAway).toEqual([])
  })
})
