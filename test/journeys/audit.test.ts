// The record of what was done: each way to falsify it is found, and the first bad row named. Whoever owns the database can switch
// its triggers off, so the tests do.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { audit } from '../../src/accounts/audit.ts'
import { PRODUCT_ROLE } from '../../src/db/embedded/ready.ts'
import { QUEUE_SCHEMA } from '../../src/db/queue.ts'
import { grantRights } from '../../src/db/rights.ts'
import { openDb, openPool, type Db } from '../../src/db/open.ts'
import { openAnchorFile, type AnchorFile } from '../../src/ops/audit-anchor-file.ts'
import type { Anchor } from '../../src/ops/audit-anchor-line.ts'
import { anchorAudit, openAnchorKeeper } from '../../src/ops/audit-anchors.ts'
import { verifyAudit } from '../../src/ops/audit-verify.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'

const START = new Date('2026-11-24T12:00:00.123Z')
let now = START
const clock = () => now
let database: TestDatabase
let db: Db
let owner: Db
let folder: string
let anchors: AnchorFile

beforeEach(async () => {
  now = START
  database = await createTestDatabase()
  db = openDb(openPool(database.url, () => undefined, 20))
  owner = openDb(openPool(database.ownerUrl, () => undefined, 1))
  folder = await mkdtemp(join(tmpdir(), 'turnpike-audit-'))
  anchors = openAnchorFile(join(folder, 'deeper', 'anchors.jsonl'), [randomBytes(32)])
})
afterEach(async () => {
  await Promise.all([db.destroy(), owner.destroy()])
  await database.drop()
  await rm(folder, { recursive: true })
})

const act = (subject: string, detail: Record<string, string | number> = {}) =>
  db.transaction().execute((tx) => audit(tx, clock, { actor: 'system', action: 'test.act', subject, detail }))

/** Ten acts, and the ids of their rows. */
async function tenActs(): Promise<bigint[]> {
  for (let i = 0; i < 10; i++) await act(`thing-${i}`, { amount: i, reason: 'Größe "é" \u{1F680} \\ \n' })
  const rows = await db.selectFrom('audit').select('id').orderBy('id').execute()
  return rows.map((row) => row.id)
}

/** What somebody does who owns the database. */
async function forge(...statements: string[]): Promise<void> {
  const tables = ['audit', 'audit_chain']
  const whole = [
    ...tables.map((table) => `alter table ${table} disable trigger user`),
    ...statements,
    ...tables.map((table) => `alter table ${table} enable trigger user`),
  ]
  await owner.transaction().execute(async (tx) => {
    for (const statement of whole) await sql.raw(statement).execute(tx)
  })
}

/** Every hash from `position` on, computed again as the database does it. */
const rechain = (position: number) => `do $$
declare
  entry audit;
begin
  create temp table kept on commit drop as
    select a.* from audit a left join audit_chain c on c.audit_id = a.id where c.position is null or c.position >= ${position};
  delete from audit_chain where position >= ${position};
  for entry in select * from kept order by id loop perform join_audit_chain(entry); end loop;
end $$`

const first = async (file: AnchorFile | null = anchors) => (await verifyAudit({ db, clock, anchors: file })).first

test('what was written stands, with and without anchors', async () => {
  await tenActs()
  expect(await verifyAudit({ db, clock, anchors })).toMatchObject({ ok: true, rows: 10, anchors: 0 })
  expect((await anchorAudit({ db, clock, anchors }))?.count).toBe(10)
  await act('later')
  expect(await verifyAudit({ db, clock, anchors })).toMatchObject({ ok: true, rows: 11, anchors: 10, first: null })
  expect((await anchorAudit({ db, clock, anchors }))?.count).toBe(1)
  expect(await verifyAudit({ db, clock, anchors })).toMatchObject({ ok: true, rows: 11, anchors: 11 })
})

test.each([
  ['subject', `'other'`],
  ['actor', `'somebody'`],
  ['action', `'test.other'`],
  ['at', `at + interval '1 microsecond'`],
  ['detail', `detail || '{"amount": 1000}'`],
])('an edited %s', async (column, value) => {
  const ids = await tenActs()
  await forge(`update audit set ${column} = ${value} where id in (${ids[6]}, ${ids[3]})`)
  expect(await first()).toMatchObject({ fault: 'changed', row: ids[3] })
})

test('a deleted row, with its place in the chain or without', async () => {
  const ids = await tenActs()
  await forge(`delete from audit where id = ${ids[5]}`)
  expect(await first()).toMatchObject({ fault: 'missing', row: ids[5] })
  await anchorAudit({ db, clock, anchors })
  await forge(`delete from audit_chain where audit_id = ${ids[5]}`)
  expect(await first()).toMatchObject({ fault: 'missing', row: ids[5], position: 6n })
  expect(await first(null)).toMatchObject({ fault: 'missing', row: null, position: 6n })
  await forge('update audit_chain set position = position - 1 where position > 6')
  expect(await first(null)).toMatchObject({ fault: 'changed', row: ids[6] })
})

test('two rows that changed places', async () => {
  const ids = await tenActs()
  const [a, b] = [ids[2], ids[7]]
  await forge(
    'alter table audit_chain drop constraint audit_chain_audit_id_key',
    `update audit_chain set audit_id = case audit_id when ${a} then ${b} else ${a} end where audit_id in (${a}, ${b})`,
  )
  expect(await first()).toMatchObject({ fault: 'changed', position: 3n })
})

test('a row slipped in, past the chain or into it', async () => {
  await tenActs()
  const row = `insert into audit (at, actor, action, subject) values (now(), 'system', 'test.act', 'slipped-in')`
  await sql.raw(row).execute(db)
  const { id } = await db.selectFrom('audit').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()
  expect(await first()).toMatchObject({ fault: 'added', row: id })
  await forge(
    'update audit_chain set position = position + 100 where position > 4',
    'update audit_chain set position = position - 99 where position > 100',
    `insert into audit_chain values (5, ${id}, sha256('anything'))`,
  )
  expect(await first()).toMatchObject({ fault: 'changed', row: id, position: 5n })
})

test('an end cut off is seen by the anchor alone', async () => {
  const ids = await tenActs()
  await anchorAudit({ db, clock, anchors })
  await forge(`delete from audit_chain where audit_id >= ${ids[8]}`, `delete from audit where id >= ${ids[8]}`)
  expect(await first(null)).toBeNull()
  expect(await first()).toMatchObject({ fault: 'cut-off', row: ids[8], position: 9n })
  await forge('delete from audit_chain')
  await forge('delete from audit')
  expect(await first()).toMatchObject({ fault: 'cut-off', row: ids[0] })
})

test('a chain written anew is seen by the anchor alone', async () => {
  const ids = await tenActs()
  await anchorAudit({ db, clock, anchors })
  await forge(`update audit set subject = 'other' where id = ${ids[4]}`, rechain(5))
  expect(await first(null)).toBeNull()
  expect(await first()).toMatchObject({ fault: 'rewritten', row: ids[4], position: 5n })
})

test('an anchor that was changed, or taken out', async () => {
  await tenActs()
  await anchorAudit({ db, clock, anchors })
  const lines = (await readFile(anchors.path, 'utf8')).split('\n')
  await writeFile(
    anchors.path,
    lines.map((line, at) => (at === 3 ? line.replace(/"row":"\d+"/, '"row":"99"') : line)).join('\n'),
  )
  expect(await first()).toMatchObject({ fault: 'anchor' })
  await writeFile(anchors.path, lines.toSpliced(3, 1).join('\n'))
  expect(await first()).toMatchObject({ fault: 'anchor', position: 4n })
})

test('a line cut short by a crash is written again, and other installations in the file are left alone', async () => {
  await tenActs()
  const crashing = async (lines: Anchor[]) => {
    await anchors.append(lines)
    await writeFile(anchors.path, (await readFile(anchors.path, 'utf8')).slice(0, -40))
    throw new Error('crashed')
  }
  await expect(anchorAudit({ db, clock, anchors: { ...anchors, append: crashing } })).rejects.toThrow('crashed')
  expect((await anchorAudit({ db, clock, anchors }))?.count).toBe(1)
  expect(await verifyAudit({ db, clock, anchors })).toMatchObject({ ok: true, anchors: 10 })

  const foreign = openAnchorFile(anchors.path, [randomBytes(32)])
  await foreign.append([{ database: 'another/1', position: 77n, row: 77n, hash: 'ab', at: now }])
  expect(await verifyAudit({ db, clock, anchors })).toMatchObject({ ok: true, anchors: 10, foreignAnchors: 0 })
})

test('fifty at once are one chain, and none waits for another in a ring', async () => {
  const rows = Array.from({ length: 50 }, (_, at) =>
    db.transaction().execute(async (tx) => {
      await audit(tx, clock, { actor: 'system', action: 'test.first', subject: `thing-${at}` })
      const [one, two] = at % 2 === 0 ? ['free', 'pro'] : ['pro', 'free']
      for (const plan of [one, two].toSorted()) {
        await tx
          .selectFrom('plans')
          .select('id')
          .where('id', '=', plan ?? '')
          .forUpdate()
          .execute()
      }
      await audit(tx, clock, { actor: 'system', action: 'test.second', subject: `thing-${at}` })
      if (at % 10 === 9) throw new Error('rolled back')
    }),
  )
  const results = await Promise.allSettled(rows)
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(45)
  const anchoring = await Promise.all([1, 2, 3].map(() => anchorAudit({ db, clock, anchors })))
  expect(anchoring.reduce((sum, done) => sum + (done?.count ?? 0), 0)).toBe(90)
  expect(await verifyAudit({ db, clock, anchors })).toMatchObject({ ok: true, rows: 90, anchors: 90 })
})

test('rows from before there was a chain join it in their order', async () => {
  const ids = await tenActs()
  await forge('drop trigger audit_is_chained on audit', 'drop index audit_actor, audit_action')
  await sql.raw('drop table audit_chain; drop function join_audit_chain, audit_joins_chain').execute(owner)
  await act('before') // as an installation of then wrote it
  await sql.raw(await readFile('db/migrations/0003-audit-chain.sql', 'utf8')).execute(owner)
  await grantRights(owner, PRODUCT_ROLE, QUEUE_SCHEMA) // as at the end of each migration
  await act('after')
  expect(await verifyAudit({ db, clock, anchors })).toMatchObject({ ok: true, rows: 12, first: null })
  const links = await db.selectFrom('audit_chain').select('audit_id').orderBy('position').execute()
  expect(links.slice(0, 10).map((link) => link.audit_id)).toEqual(ids)
})

test('the worker anchors every five minutes', async () => {
  const keeper = openAnchorKeeper({ db, clock, anchors })
  const anchored = async () => (await verifyAudit({ db, clock, anchors })).anchors
  await act('one')
  await keeper.tick()
  expect(await anchored()).toBe(1)
  await act('two')
  now = new Date(START.getTime() + 299_000)
  await keeper.tick()
  expect(await anchored()).toBe(1)
  now = new Date(START.getTime() + 300_000)
  await keeper.tick()
  expect(await anchored()).toBe(2)
})
