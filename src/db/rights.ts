// What the product's own role may do in the database. The role that owns the tables says it anew at each `migrate`.
// Invariant: what is kept for ever the product cannot change. Where the trigger `append_only` stands it has no right to update, delete
// or truncate, and it owns nothing, so it cannot switch the trigger off; a table that gets the trigger later loses the right with it.
import { sql } from 'kysely'
import type { Db } from './open.ts'

/** Bits of pg_trigger.tgtype (PostgreSQL, catalog/pg_trigger.h). */
const [ON_DELETE, ON_UPDATE] = [8, 16]

/** As `setRights`, in a transaction of its own. */
export async function grantRights(owner: Db, role: string, jobs: string): Promise<void> {
  await owner.transaction().execute((tx) => setRights(tx, role, jobs))
}

/** Gives `role` what it needs, and takes away whatever else it had. `jobs` is the schema of the queue, which may not be there yet. */
export async function setRights(tx: Db, role: string, jobs: string): Promise<void> {
  const [to, tables] = [sql.id(role), sql.id('public')]
  // One `migrate` after the other: two that change the rights of one table at once fail.
  await sql`select pg_advisory_xact_lock(hashtext('turnpike rights'))`.execute(tx)
  // A reader that comes between sees both or neither: rights are rows, and change with the transaction.
  await sql`revoke all on all tables in schema ${tables} from public, ${to}`.execute(tx)
  await sql`revoke create on schema ${tables} from public, ${to}`.execute(tx)
  // A table of the session's own could stand before one of ours.
  await refuseTemporaryTables(tx, role)
  await sql`grant usage on schema ${tables} to ${to}`.execute(tx)
  for (const { name, rights } of await rightsOf(tx)) {
    await sql`grant ${sql.raw(rights.join(', '))} on ${sql.raw(name)} to ${to}`.execute(tx)
  }
  await sql`grant usage, select on all sequences in schema ${tables} to ${to}`.execute(tx)
  const { rows } = await sql`select from pg_namespace where nspname = ${jobs}`.execute(tx)
  if (rows.length > 0) await setQueueRights(tx, to, sql.id(jobs))
}

type Name = ReturnType<typeof sql.id>

/** What the queue's own updates make later has them from the start. */
async function setQueueRights(tx: Db, to: Name, queue: Name): Promise<void> {
  await sql`revoke all on all tables in schema ${queue} from public, ${to}`.execute(tx)
  await sql`grant usage on schema ${queue} to ${to}`.execute(tx)
  await sql`grant select, insert, update, delete on all tables in schema ${queue} to ${to}`.execute(tx)
  await sql`grant usage, select on all sequences in schema ${queue} to ${to}`.execute(tx)
  const later = sql`alter default privileges in schema ${queue}`
  await sql`${later} grant select, insert, update, delete on tables to ${to}`.execute(tx)
  await sql`${later} grant usage, select on sequences to ${to}`.execute(tx)
}

/** Where the role that owns the tables does not own the database, it may not, and what the tables' functions look up is set for each. */
async function refuseTemporaryTables(tx: Db, role: string): Promise<void> {
  const { rows } = await sql<{ name: string; may: boolean }>`
    select datname as name, pg_has_role(datdba, 'usage') as may from pg_database where datname = current_database()`.execute(
    tx,
  )
  for (const { name, may } of rows)
    if (may) await sql`revoke temporary on database ${sql.id(name)} from public, ${sql.id(role)}`.execute(tx)
}

/** Each table and view of the product, quoted, and what one may do there. */
async function rightsOf(tx: Db): Promise<{ name: string; rights: string[] }[]> {
  const { rows } = await sql<{ name: string; isView: boolean; stays: boolean; staysAsIs: boolean }>`
    select c.oid::regclass::text as name, c.relkind = 'v' as "isView",
      coalesce(bool_or(t.tgtype & ${sql.lit(ON_DELETE)} > 0), false) as stays,
      coalesce(bool_or(t.tgtype & ${sql.lit(ON_UPDATE)} > 0), false) as "staysAsIs"
    from pg_class c left join pg_trigger t on t.tgrelid = c.oid and t.tgfoid = 'public.append_only'::regproc
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')
    group by c.oid`.execute(tx)
  return rows.map(({ name, isView, stays, staysAsIs }) => {
    if (isView || name.startsWith('kysely_')) return { name, rights: ['select'] }
    return {
      name,
      rights: ['select', 'insert', ...(staysAsIs ? [] : ['update']), ...(stays ? [] : ['delete'])],
    }
  })
}

/** Whether this connection's role could change what is kept for ever, were it told to. */
export async function mayRewrite(db: Db): Promise<boolean> {
  const { rows } = await sql<{ may: boolean }>`
    select bool_or(pg_has_role(c.relowner, 'usage') or has_table_privilege(c.oid, 'update, delete, truncate')) as may
    from pg_class c where c.oid in ('public.ledger_entries'::regclass, 'public.audit'::regclass)`.execute(db)
  return rows[0]?.may ?? true
}

/** The role that an address logs in as. */
export async function roleOf(db: Db): Promise<string> {
  const { rows } = await sql<{ role: string }>`select current_user as role`.execute(db)
  return rows[0]?.role ?? ''
}
