// The SQL of granted time.
import { sql, type Insertable } from 'kysely'
import type { Db, Tx } from '../db/open.ts'
import type { Schema } from '../db/schema.ts'

/** All of an account, those that were revoked too, newest first. */
export function grantsOf(db: Db, account: string) {
  return db
    .selectFrom('grants')
    .innerJoin('plans', 'plans.id', 'grants.plan_id')
    .selectAll('grants')
    .select('plans.name as plan_name')
    .where('account_id', '=', account)
    .orderBy('grants.created_at', 'desc')
    .orderBy('grants.id')
    .execute()
}

export function grantById(db: Db, id: string) {
  return db.selectFrom('grants').selectAll().where('id', '=', id).executeTakeFirst()
}

export function grantOfIntent(db: Db, intent: string) {
  return db.selectFrom('grants').selectAll().where('intent', '=', intent).executeTakeFirst()
}

export function insertGrant(tx: Tx, row: Insertable<Schema['grants']>) {
  return tx.insertInto('grants').values(row).returningAll().executeTakeFirstOrThrow()
}

/** Those that one wish of an account gave, in the order of their time: a wish that moves several pieces names each after the first. */
export function grantsOfIntent(db: Db, account: string, intent: string) {
  return db
    .selectFrom('grants')
    .selectAll()
    .where('account_id', '=', account)
    .where((eb) => eb.or([eb('intent', '=', intent), eb(sql`starts_with(intent, ${`${intent}:`})`, '=', true)]))
    .orderBy('ends_at')
    .execute()
}

/** It ends here and goes on as another grant. */
export async function markMoved(tx: Tx, id: string, to: string, by: string, at: Date): Promise<void> {
  const query = tx.updateTable('grants').set({ moved_to: to, revoked_at: at, revoked_by: by })
  await query.where('id', '=', id).where('revoked_at', 'is', null).execute()
}

/** What became of it: itself, unless it was moved. */
export async function movedGrant(db: Db, id: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    with recursive moved as (
      select id, moved_to from grants where id = ${id}
      union all
      select g.id, g.moved_to from grants g join moved m on g.id = m.moved_to
    ) select id from moved where moved_to is null`.execute(db)
  return rows[0]?.id ?? id
}

/** False when it was revoked before. */
export async function markRevoked(tx: Tx, id: string, by: string, at: Date): Promise<boolean> {
  const query = tx.updateTable('grants').set({ revoked_at: at, revoked_by: by })
  const done = await query.where('id', '=', id).where('revoked_at', 'is', null).executeTakeFirst()
  return done.numUpdatedRows === 1n
}

export async function moveGrant(tx: Tx, id: string, startsAt: Date, endsAt: Date): Promise<void> {
  await tx.updateTable('grants').set({ starts_at: startsAt, ends_at: endsAt }).where('id', '=', id).execute()
}

export function planName(db: Db, plan: string) {
  return db.selectFrom('plans').select('name').where('id', '=', plan).executeTakeFirst()
}

/** Everything that has not ended yet, of an account that goes. */
export async function revokeAllGrants(tx: Tx, account: string, revoked: { at: Date; by: string }): Promise<void> {
  await tx
    .updateTable('grants')
    .set({ revoked_at: revoked.at, revoked_by: revoked.by })
    .where('account_id', '=', account)
    .where('revoked_at', 'is', null)
    .where('ends_at', '>', revoked.at)
    .execute()
}
