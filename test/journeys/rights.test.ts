// What the product's own role may not do, whatever it is told to: by a fault of ours, or by somebody's SQL.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PRODUCT_ROLE } from '../../src/db/embedded/ready.ts'
import { openDb, openPool, type Db } from '../../src/db/open.ts'
import { QUEUE_SCHEMA } from '../../src/db/queue.ts'
import { grantRights, mayRewrite, roleOf } from '../../src/db/rights.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'

let database: TestDatabase
let db: Db
let owner: Db
beforeAll(async () => {
  database = await createTestDatabase()
  db = openDb(openPool(database.url, () => undefined, 2))
  owner = openDb(openPool(database.ownerUrl, () => undefined, 8))
})
afterAll(async () => {
  await Promise.all([db?.destroy(), owner?.destroy()])
  await database?.drop()
})

const REFUSED = { code: '42501' } // insufficient_privilege (PostgreSQL manual, appendix A)
const tell = (statement: string) => sql.raw(statement).execute(db)

const KEPT = ['ledger_transactions', 'ledger_entries', 'audit', 'audit_chain', 'attributions', 'commissions']
describe.each(KEPT)('%s', (table) => {
  test.each([
    `update ${table} set ctid = ctid`,
    `delete from ${table}`,
    `truncate ${table}`,
    `truncate ${table} cascade`,
    `alter table ${table} disable trigger all`,
    `drop trigger append_only on ${table}`,
    `alter table ${table} owner to ${PRODUCT_ROLE}`,
    `drop table ${table} cascade`,
  ])('%s', async (statement) => {
    // A statement may also be wrong in itself; refused for want of a right is what counts, and comes first for these.
    await expect(tell(statement)).rejects.toMatchObject(/ctid = ctid|drop trigger/.test(statement) ? {} : REFUSED)
  })

  test('is read and added to, and has no other right, nor can give itself one', async () => {
    await tell(`grant update on ${table} to ${PRODUCT_ROLE}`) // says by a warning that it gave nothing
    const { rows } = await sql<{ right: string }>`
      select privilege_type as right from information_schema.role_table_grants
      where grantee = ${PRODUCT_ROLE} and table_name = ${table} order by 1`.execute(db)
    expect(rows.map(({ right }) => right)).toEqual(['INSERT', 'SELECT'])
  })
})

test.each([...KEPT, 'commission_entries', 'payouts', 'vouchers'])(
  'not even the owner deletes from %s',
  async (table) => {
    await expect(sql.raw(`delete from ${table}`).execute(owner)).rejects.toThrow('append only')
  },
)

test.each(['commission_entries', 'payouts', 'vouchers'])(
  '%s is changed by its own rules and never deleted',
  async (table) => {
    await expect(tell(`delete from ${table}`)).rejects.toMatchObject(REFUSED)
    await expect(tell(`truncate ${table} cascade`)).rejects.toMatchObject(REFUSED)
  },
)

test.each([
  'set role postgres',
  'set session_replication_role = replica',
  'create table mine (n int)',
  'create function append_only() returns trigger language plpgsql as $$ begin return new; end $$',
  'create or replace function public.append_only() returns trigger language plpgsql as $$ begin return new; end $$',
  'create schema mine',
  'update kysely_migration set name = name',
  'alter role current_user superuser',
  "copy audit to program 'true'",
  "select pg_read_file('/etc/passwd')",
])('%s is refused', async (statement) => {
  await expect(tell(statement)).rejects.toMatchObject(REFUSED)
})

test('each function of ours says where it looks for tables', async () => {
  const { rows } = await sql<{ name: string }>`
    select oid::regprocedure::text as name from pg_proc where pronamespace = 'public'::regnamespace
      and coalesce(proconfig, '{}') <> array['search_path=pg_catalog, public, pg_temp']`.execute(owner)
  expect(rows).toEqual([])
})

describe('a temporary table', () => {
  const balance = () =>
    db.transaction().execute(async (tx) => {
      const account = 'acct_abcdefghijkmnpqrstuv'
      await sql`insert into accounts (id, email, email_key, created_at)
        values (${account}, 'a@b.example', 'a@b.example', now()) on conflict do nothing`.execute(tx)
      const { rows } = await sql<{ id: bigint }>`
        insert into ledger_transactions (key, account_id, occurred_at, posted_at) values ('one', ${account}, now(), now())
        returning id`.execute(tx)
      const entry = sql`insert into public.ledger_entries values (${rows[0]?.id}, 1, 'revenue', 'usd', -100000)`
      await sql`create temp table ledger_entries (like public.ledger_entries) on commit drop`.execute(tx)
      await entry.execute(tx)
    })

  test('does not stand before the ledger that its own check looks at', async () => {
    await sql.raw(`grant temporary on database ${await databaseName()} to ${PRODUCT_ROLE}`).execute(owner)
    await expect(balance()).rejects.toThrow('does not sum to zero')
  })

  test('is not even made, where the owner of the tables owns the database', async () => {
    await grantRights(owner, PRODUCT_ROLE, QUEUE_SCHEMA)
    await expect(tell('create temp table mine (n int)')).rejects.toMatchObject(REFUSED)
  })

  async function databaseName(): Promise<string> {
    const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(owner)
    return rows[0]?.name ?? ''
  }
})

test('each table says who it is for: none is left without a right, and the owner’s is seen', async () => {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v')
      and not has_table_privilege(${PRODUCT_ROLE}, c.oid, 'select')`.execute(owner)
  expect(rows).toEqual([])
  expect([await roleOf(db), await mayRewrite(db), await mayRewrite(owner)]).toEqual([PRODUCT_ROLE, false, true])
})

test('several updates at once, from several machines, end right', async () => {
  await Promise.all(Array.from({ length: 8 }, () => grantRights(owner, PRODUCT_ROLE, QUEUE_SCHEMA)))
  expect(await mayRewrite(db)).toBe(false)
})

test('a right that was given by hand goes with the next migration, and a table that is kept loses its own', async () => {
  await sql.raw(`grant update, truncate on audit to ${PRODUCT_ROLE}; grant delete on audit to public`).execute(owner)
  await sql.raw('create table later (n int); grant all on later to public').execute(owner)
  await sql`create trigger later_stays before update or delete on later for each statement execute function append_only()`.execute(
    owner,
  )
  expect(await mayRewrite(db)).toBe(true)
  await grantRights(owner, PRODUCT_ROLE, QUEUE_SCHEMA)
  expect(await mayRewrite(db)).toBe(false)
  await tell('insert into later values (1)')
  for (const statement of ['update audit set actor = actor', 'delete from audit', 'delete from later'])
    await expect(tell(statement)).rejects.toMatchObject(REFUSED)
})
