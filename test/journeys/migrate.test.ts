// An update while the version before goes on serving: at no moment is there something it reads and may not, or that is gone.
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, inject, test } from 'vitest'
import { SERVER_ROLE } from '../../src/db/embedded/create-cluster.ts'
import { PRODUCT_ROLE } from '../../src/db/embedded/ready.ts'
import { migrate } from '../../src/db/migrate.ts'
import { openDb, openPool, type Db } from '../../src/db/open.ts'
import { urlOf } from '../support/postgres-server.ts'
import { until } from '../support/until.ts'

const REFUSED = { code: '42501' } // insufficient_privilege (PostgreSQL manual, appendix A)
let name: string
let owner: Db
let product: Db
const url = (role?: string) => urlOf(inject('postgresSocketDir'), name, role)
beforeEach(async () => {
  name = `test_${randomBytes(8).toString('hex')}`
  await onServer(`create database ${name}`)
  owner = openDb(openPool(url(), () => undefined, 2))
  product = openDb(openPool(url(PRODUCT_ROLE), () => undefined, 2))
})
afterEach(async () => {
  await Promise.all([owner.destroy(), product.destroy()])
  await onServer(`drop database ${name} with (force)`, SERVER_ROLE)
})

async function onServer(statement: string, role?: string): Promise<void> {
  const db = openDb(openPool(urlOf(inject('postgresSocketDir'), 'turnpike', role), () => undefined, 1))
  await sql
    .raw(statement)
    .execute(db)
    .finally(() => db.destroy())
}

const isWaitedFor = async () =>
  (
    await sql`
      select from pg_locks l join pg_database d on d.oid = l.database
      where d.datname = ${name} and l.locktype = 'advisory' and not l.granted`.execute(owner)
  ).rows.length > 0
const isThere = async (table: string) =>
  (await sql<{ it: string | null }>`select to_regclass(${table}) as it`.execute(owner)).rows[0]?.it !== null

test('a table is there for others when its rights are, not before', async () => {
  let migrating: Promise<void> = Promise.resolve()
  await owner.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext('turnpike rights'))`.execute(tx) // rights wait until this ends
    migrating = migrate(url(), PRODUCT_ROLE)
    await until('the rights are waited for', isWaitedFor, 30_000)
    expect(await isThere('public.accounts')).toBe(false)
  })
  await migrating
  expect(await product.selectFrom('accounts').selectAll().execute()).toEqual([])
})

test('what the queue makes at an update the product may use at once', async () => {
  await migrate(url(), PRODUCT_ROLE)
  await sql
    .raw('create table jobs.later (n int generated always as identity); create table later (n int)')
    .execute(owner)
  await sql.raw('insert into jobs.later default values; select * from jobs.later').execute(product)
  await expect(sql.raw('select * from later').execute(product)).rejects.toMatchObject(REFUSED)
})

test('what the version before reads of a node is still there', async () => {
  await migrate(url(), PRODUCT_ROLE)
  const { rows } = await sql
    .raw(`select id from nodes where credential_hash = 'x' and mode <> 'retired'`)
    .execute(product)
  expect(rows).toEqual([])
})
