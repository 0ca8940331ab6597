// Export and erasure of one customer, over HTTP: complete by the inventory, of nobody else, and what was erased is gone.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { audit } from '../../src/accounts/audit.ts'
import { closureOf } from '../../src/accounts/closure-queries.ts'
import { PERSONAL } from '../../src/ops/core/data-inventory.ts'
import type { OwnData } from '../../src/ops/export-own-data.ts'
import { newId } from '../../src/lib/token.ts'
import { plantEverything, plantShared } from '../support/everything.ts'
import { until } from '../support/until.ts'
import { createWorld, type World } from '../support/world.ts'
import { enrolled } from './callers.ts'
import { logIn, PASSWORD, someone, stateOfNode, withPlan, type Person } from './visitors.ts'
import { addDevice } from '../../src/vpn/add-device.ts'
import { setDeviceKey } from '../../src/vpn/set-device-key.ts'
import { newWireguardKey } from '../support/machine.ts'
import { openClient } from '../support/web-client.ts'

const [MINE, THEIRS] = ['minemineminemineaaaa', 'theirstheirstheirsbb']
let world: World
let mine: Person
let theirs: Person
let planted: string[] = []
beforeAll(async () => {
  world = await createWorld()
  mine = await someone(world)
  theirs = await someone(world)
  const node = newId('node')
  await plantShared(world.app.db, node, world.app.clock())
  for (const [{ account }, word] of [[mine, MINE] as const, [theirs, THEIRS] as const]) {
    planted = await plantEverything(world.app.db, { account, word, at: world.app.clock() }, node)
  }
  // The planted factors open nothing: the export is asked for as by somebody who has none.
  await world.app.db.deleteFrom('second_factors').execute()
  await world.app.db.deleteFrom('passkeys').where('account_id', '=', mine.account).execute()
}, 60_000)
afterAll(() => world.close())

const download = async ({ client }: Person, password = PASSWORD) =>
  client.submit('/account/data', '/account/data', { password })

test('75: the export is complete by the list of tables, machine readable, and has only one’s own', async () => {
  const answer = await download(mine)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toContain('application/json')
  expect(answer.headers.get('content-disposition')).toContain('attachment')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  const data = JSON.parse(answer.text) as OwnData // the file's own shape
  expect(data.account).toBe(mine.account)
  expect(data.tables.map(({ table }) => table)).toEqual(PERSONAL.map(({ table }) => table))
  const empty = data.tables.filter(({ rows }) => rows.length === 0).map(({ table }) => table)
  expect(empty.toSorted()).toEqual(['closures', 'ledger_entries', 'passkeys', 'second_factors'])
  expect(
    PERSONAL.map(({ table }) => table)
      .filter((table) => !planted.includes(table))
      .toSorted(),
  ).toEqual(['accounts', 'closures', 'ledger_entries'])
  const silent = [
    'accounts',
    'access',
    'half_sessions',
    'recovery_codes',
    'attributions',
    'addresses',
    'coupon_claims',
    'trial_uses',
  ]
  const unmarked = data.tables.filter(
    ({ rows }) => rows.length > 0 && !JSON.stringify(rows).includes(MINE.slice(0, 10)),
  )
  expect(unmarked.map(({ table }) => table).filter((table) => !silent.includes(table))).toEqual([])
  for (const foreign of [THEIRS.slice(0, 10), theirs.account, theirs.email]) expect(answer.text).not.toContain(foreign)
})

test('75: what one did, and what was done to devices and tickets of one’s own, is in the export; another’s is not', async () => {
  const { app } = world
  const did: [actor: string, action: string, subject: string][] = [
    [mine.account, 'test.mine-by-me', `dev_${MINE}`],
    [mine.account, 'test.gone-by-me', 'dev_gone'],
    ['system', 'test.device', `dev_${MINE}`],
    [theirs.account, 'test.ticket', `tkt_${MINE}`],
    ['command-line', 'test.account', mine.account],
    [theirs.account, 'test.theirs-by-them', `dev_${THEIRS}`],
    ['system', 'test.theirs', `tkt_${THEIRS}`],
  ]
  for (const [actor, action, subject] of did)
    await app.db.transaction().execute((tx) => audit(tx, app.clock, { actor, action, subject }))
  const { text } = await download(mine)
  const table = (JSON.parse(text) as OwnData).tables.find((one) => one.table === 'audit') // the file's own shape
  const actions = table?.rows.map(({ action }) => action).filter((action) => String(action).startsWith('test.'))
  expect(actions).toEqual(did.map(([, action]) => action).filter((action) => !action.startsWith('test.theirs')))
  expect(table?.left_out.flatMap(({ columns }) => columns)).toEqual(['actor', 'subject', 'detail', 'id'])
  expect(text).not.toContain(theirs.account)
})

test('75: no secret is in the export, and it says what is left out', async () => {
  const { text } = await download(mine)
  const { password_hash: hash } = await world.app.db
    .selectFrom('accounts')
    .select('password_hash')
    .where('id', '=', mine.account)
    .executeTakeFirstOrThrow()
  for (const secret of [hash ?? 'no hash', `sealed ${MINE}`, `secret ${MINE}`, `https://${MINE}/`, '$argon2'])
    expect(text).not.toContain(secret)
  const data = JSON.parse(text) as OwnData // the file's own shape
  const left = data.tables.find(({ table }) => table === 'accounts')?.left_out.flatMap(({ columns }) => columns)
  expect(left).toContain('password_hash')
})

test('75: without the password, a form of one’s own or a session nobody gets it', async () => {
  expect(await download(mine, 'wrong')).toMatchObject({ status: 422 })
  expect((await mine.client.post('/account/data', { password: PASSWORD })).status).toBe(403)
  expect((await mine.client.post('/account/data', { password: PASSWORD, csrf: theirs.csrf })).status).toBe(403)
  const visitor = openClient(world.url)
  expect((await visitor.get('/account/data')).path).toBe('/log-in')
  expect((await visitor.get('/account/deletion')).path).toBe('/log-in')
})

test('75: erasure: everything that lets in and all that says who it was is gone, the books stay, nobody else’s row changes', async () => {
  const { db } = world.app
  const others = await textOf(THEIRS)
  const sums = await booksSum()
  const page = '/account/deletion'
  const answer = await mine.client.submit(page, page, { password: PASSWORD, understood: 'yes' })
  expect(answer.path).toBe('/')
  for (const table of [
    'sessions',
    'half_sessions',
    'api_keys',
    'email_tokens',
    'recovery_codes',
    'tickets',
    'arrivals',
  ])
    expect(await countOf(table, mine.account), table).toBe(0n)
  const still = await tablesWith(MINE)
  // Under names that Stripe and we gave: numbers of what stays. In life such a number says nothing of whose it is.
  const stays = PERSONAL.filter(({ erasure }) => typeof erasure === 'object').map(({ table }) => table)
  expect(still.filter((table) => !stays.includes(table))).toEqual([])
  // The address is in the closure until the last mail is written, and in that mail until thirty days after.
  for (const text of [mine.email, `${MINE}@`, `secret ${MINE}`, `sealed ${MINE}`])
    expect(await tablesWith(text)).toEqual(await tablesOfLastMail(text))
  const { details } = await db
    .selectFrom('payouts')
    .select('details')
    .where('affiliate_id', '=', mine.account)
    .executeTakeFirstOrThrow()
  expect(details).toBe('')
  expect(await booksSum()).toEqual(sums)
  expect(await textOf(THEIRS)).toEqual(others)
})

test('75: devices are cut off at once: the next word to a node has them no more', async () => {
  await world.app.db.updateTable('devices').set({ removed_at: world.app.clock() }).where('name', '=', THEIRS).execute()
  const person = await withPlan(world, await someone(world))
  const { id } = await addDevice(world.app, person.account, { name: 'Phone', protocol: 'wireguard' })
  await setDeviceKey(world.app, person.account, id, newWireguardKey())
  const node = await enrolled(world)
  const state = async () => {
    return (await stateOfNode(world, node)).text()
  }
  expect(await state()).toContain(id)
  const page = '/account/deletion'
  await person.client.submit(page, page, { password: PASSWORD, understood: 'yes' })
  expect(await state()).not.toContain(id)
  expect((await logIn(openClient(world.url), world.url, person.email, PASSWORD)).status).toBe(422)
  await until('it is closed', async () => (await closureOf(world.app.db, person.account))?.closed_at instanceof Date)
})

async function countOf(table: string, account: string): Promise<bigint> {
  const { rows } = await sql<{
    n: bigint
  }>`select count(*) as n from ${sql.table(table)} where account_id = ${account}`.execute(world.app.db)
  return rows[0]?.n ?? 0n
}

async function allTables(): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`.execute(world.app.db)
  return rows.map(({ name }) => name)
}

/** Every row that has this text in it. */
async function rowsWith(text: string): Promise<[table: string, rows: string[]][]> {
  const found: [string, string[]][] = []
  for (const table of await allTables()) {
    const { rows } = await sql<{ row: string }>`
      select t::text as row from ${sql.table(table)} t where t::text like ${`%${text}%`} order by 1`.execute(
      world.app.db,
    )
    if (rows.length > 0) found.push([table, rows.map(({ row }) => row)])
  }
  return found
}
const textOf = rowsWith
const tablesWith = async (text: string) => (await rowsWith(text)).map(([table]) => table)
/** The address stands in the closure until the last mail is written, and in that mail until it is delivered and 30 days over. */
const tablesOfLastMail = async (text: string) =>
  text === mine.email ? (await tablesWith(text)).filter((table) => table === 'mails' || table === 'closures') : []
const booksSum = async () =>
  (
    await sql`select sum(amount) as sum, count(*) as count from payments union all select sum(amount), count(*) from ledger_entries`.execute(
      world.app.db,
    )
  ).rows
