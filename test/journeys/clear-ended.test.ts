// Each promise of the inventory that something is gone after a time: still there just before it, gone just after it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from 'kysely'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { LONGEST_IDLE } from '../../src/accounts/session-ends.ts'
import { parseDuration } from '../../src/lib/duration.ts'
import { newId, newSecret } from '../../src/lib/token.ts'
import { clearEnded } from '../../src/ops/clear-ended.ts'
import { INVENTORY } from '../../src/ops/core/data-inventory.ts'
import type { End } from '../../src/ops/core/kept.ts'
import { openAccountsWorld, type AccountsWorld } from '../support/accounts-world.ts'

let world: AccountsWorld
let account: string
let device: string
const nodes = Array.from({ length: 8 }, () => newId('node'))
beforeAll(async () => {
  world = await openAccountsWorld()
  const password = 'correct horse battery staple'
  account = (await createCustomer(world, { email: 'old@example.com', password, verified: true })).account
  const { db, clock } = world
  device = newId('dev')
  const added = { id: device, account_id: account, name: 'Phone', protocol: 'openvpn' as const, created_at: clock() }
  await db
    .insertInto('devices')
    .values({ ...added, public_key: null, preshared_key_sealed: null, removed_at: null })
    .execute()
  const columns = sql`(id, name, created_at)`
  for (const node of nodes) await sql`insert into nodes ${columns} values (${node}, ${node}, ${clock()})`.execute(db)
})
afterAll(() => world.close())

const hash = () => Buffer.from(newId('x').padEnd(32, '0').slice(0, 32))
const later = (at: Date) => new Date(at.getTime() + 3650 * 86_400_000)

/** A row that differs from what is promised about in nothing but its time `at`, as values of its columns. */
const ROWS: Record<string, (at: Date) => Record<string, unknown>> = {
  'sessions.ends_at': (at) => ({
    id_hash: hash(),
    account_id: account,
    created_at: at,
    last_seen_at: later(at),
    ends_at: at,
  }),
  'sessions.last_seen_at': (at) => ({
    id_hash: hash(),
    account_id: account,
    created_at: at,
    last_seen_at: at,
    ends_at: later(at),
  }),
  'half_sessions.ends_at': (at) => ({ id_hash: hash(), account_id: account, ends_at: at }),
  'api_keys.expires_at': (at) => ({
    ...apiKey(),
    created_at: new Date(at.getTime() - 1000),
    expires_at: at,
  }),
  'api_keys.revoked_at': (at) => ({
    ...apiKey(),
    created_at: at,
    expires_at: new Date(at.getTime() + 300 * 86_400_000),
    revoked_at: at,
  }),
  'email_tokens.expires_at': (at) => ({
    token_hash: hash(),
    account_id: account,
    purpose: 'reset',
    created_at: at,
    expires_at: at,
  }),
  'passkey_challenges.ends_at': (at) => ({ challenge_hash: hash(), purpose: 'log-in', bound_to: hash(), ends_at: at }),
  'throttles.expire': (at) => ({ key: newSecret(), points: 1, expire: at.getTime() }),
  'stripe_events.received_at': (at) => ({
    id: newId('evt'),
    type: 'invoice.paid',
    created: at,
    received_at: at,
    body: '{"name":"marker"}',
    state: 'done',
  }),
  'device_reports.reported_at': (at) => ({
    node_id: nodes.pop(),
    device_id: device,
    received: 1,
    sent: 1,
    reported_at: at,
  }),
  'node_requests.seen_at': (at) => ({ nonce: newSecret(), node_id: nodes.pop(), seen_at: at }),
  'devices.removed_at': (at) => ({
    id: newId('dev'),
    account_id: account,
    name: 'Gone',
    protocol: 'wireguard',
    public_key: newSecret(),
    preshared_key_sealed: 'sealed',
    created_at: at,
    removed_at: at,
  }),
  'certificates.not_after': (at) => ({
    serial: String(Math.floor(Math.random() * 1e15)),
    device_id: device,
    certificate: 'pem',
    not_after: at,
    created_at: at,
    revoked_at: at,
  }),
  'tickets.changed_at': (at) => ({
    id: newId('tkt'),
    account_id: account,
    subject: 'Old',
    state: 'closed',
    created_at: at,
    changed_at: at,
  }),
  'mails.created_at': (at) => ({
    id: newId('mail'),
    account_id: account,
    to_address: 'old@example.com',
    subject: 'Hello',
    text_body: 'text',
    html_body: 'html',
    reply_to: 'help+token@example.com',
    created_at: at,
  }),
  'alerts.resolved_at': (at) => ({ subject: newId('x'), kind: 'old', detail: 'old', since: at, resolved_at: at }),
}

function apiKey() {
  return {
    id: newId('key'),
    account_id: account,
    name: newId('k'),
    key_hash: hash(),
    scopes: ['account:read'],
    role: 'customer',
  }
}

/** Writes the row and gives how it stands now: null when it is gone. */
async function plant(
  table: string,
  values: Record<string, unknown>,
): Promise<() => Promise<Record<string, unknown> | null>> {
  const names = sql.join(Object.keys(values).map((name) => sql.ref(name)))
  const data = sql.join(Object.values(values))
  await sql`insert into ${sql.table(table)} (${names}) values (${data})`.execute(world.db)
  const [key = '', id] = Object.entries(values)[0] ?? []
  return async () => {
    const { rows } = await sql<
      Record<string, unknown>
    >`select * from ${sql.table(table)} where ${sql.ref(key)} = ${id}`.execute(world.db)
    return rows[0] ?? null
  }
}

const PROMISES: [name: string, table: string, end: End][] = INVENTORY.flatMap(({ table, ends }) =>
  ends
    .filter((end) => end.isCleared === undefined) // the queue's own: data-inventory.test.ts
    .map((end): [string, string, End] => [`${table}.${end.after}`, table, end]),
)

test('there is a row to try for each promise, and none too many', () => {
  expect(Object.keys(ROWS).toSorted()).toEqual(PROMISES.map(([name]) => name).toSorted())
})

/** Whether nothing is left of it that should be gone. */
function isGone(end: End, row: Record<string, unknown> | null): boolean {
  if (end.fate === 'deleted' || row === null) return row === null
  return Object.entries(end.fate.cleared).every(([column, value]) => row[column] === value)
}

/** Columns of which a row has one or the other: tried by a test of their own. */
const OTHERWISE: Record<string, string[]> = { 'mails.created_at': ['words_sealed'] }

/** Whether all of it is there still that should go. */
function isWhole(name: string, end: End, row: Record<string, unknown> | null): boolean {
  if (end.fate === 'deleted' || row === null) return row !== null
  const columns = Object.entries(end.fate.cleared).filter(([column]) => !OTHERWISE[name]?.includes(column))
  return columns.every(([column, value]) => row[column] !== value)
}

test.each(PROMISES)('%s', async (name, table, end) => {
  const length = parseDuration(end.plus)
  const now = end.isRealTime === true ? new Date() : world.clock()
  const minute = 60_000
  const row = rowFor(name)
  const young = await plant(table, row(new Date(now.getTime() - length + minute)))
  const old = await plant(table, row(new Date(now.getTime() - length - minute)))
  const planted = await young()
  await clearEnded(world)
  expect(isWhole(name, end, planted)).toBe(true)
  expect(await young()).toEqual(planted)
  expect(isGone(end, await old())).toBe(true)
})

test.each(PROMISES.filter(([, , end]) => end.isRealTime !== true))('%s, as time goes by', async (name, table, end) => {
  const row = await plant(table, rowFor(name)(new Date(world.clock().getTime() - parseDuration(end.plus) + 60_000)))
  const planted = await row()
  await clearEnded(world)
  expect(isWhole(name, end, planted)).toBe(true)
  expect(await row()).toEqual(planted)
  world.travel(2)
  await clearEnded(world)
  const after = await row()
  expect(isGone(end, after)).toBe(true)
  await clearEnded(world)
  expect(await row()).toEqual(after)
})

test('words that are sealed go with the mail that was never delivered', async () => {
  const at = new Date(world.clock().getTime() - parseDuration('30d') - 60_000)
  const mail = { ...rowFor('mails.created_at')(at), text_body: '', html_body: '', words_sealed: 'sealed' }
  const row = await plant('mails', mail)
  await clearEnded(world)
  expect(await row()).toMatchObject({ to_address: '', words_sealed: null })
})

function rowFor(name: string): (at: Date) => Record<string, unknown> {
  const row = ROWS[name]
  if (!row) throw new Error(`no row to try for ${name}`)
  return row
}

test.each(PROMISES.filter(([, , end]) => end.only !== undefined))(
  '%s is only for what it says',
  async (name, table, end) => {
    const { only } = end
    const row = ROWS[name]
    if (!only || !row) throw new Error('no such promise')
    const other: Record<string, unknown> =
      {
        'certificates.not_after': { revoked_at: null },
        'tickets.changed_at': { state: 'open', waiting_since: world.clock() },
        'alerts.resolved_at': { acknowledged_by: account },
      }[name] ?? {}
    expect(Object.keys(other)).toContain(only?.column)
    const kept = await plant(table, {
      ...row(new Date(world.clock().getTime() - 2 * parseDuration(end.plus))),
      ...other,
    })
    const before = await kept()
    await clearEnded(world)
    expect(await kept()).toEqual(before)
  },
)

test.each(['pending', 'done', 'ignored', 'failed'])('the text of a notice that is %s goes too', async (state) => {
  const row = rowFor('stripe_events.received_at')(new Date(world.clock().getTime() - parseDuration('31d')))
  const notice = await plant('stripe_events', { ...row, state })
  await clearEnded(world)
  expect(await notice()).toMatchObject({ state, body: '' })
})

test('more than one batch goes in one run', async () => {
  const at = new Date(world.clock().getTime() - 60_000)
  await sql`
    insert into half_sessions (id_hash, account_id, ends_at)
    select sha256(n::text::bytea), ${account}, ${at} from generate_series(1, 2500) n`.execute(world.db)
  expect(await clearEnded(world)).toBeGreaterThanOrEqual(2500)
  expect(await clearEnded(world)).toBe(0)
})

test('idle sessions are cleared no sooner than any of them could still be used', () => {
  const idle = INVENTORY.find(({ table }) => table === 'sessions')?.ends.find((end) => end.after === 'last_seen_at')
  expect(parseDuration(idle?.plus ?? '')).toBe(LONGEST_IDLE)
})
