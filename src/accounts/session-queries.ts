// The SQL of sessions.
import { sql } from 'kysely'
import type { Db, Tx } from '../db/open.ts'
import { holdAccount, ownsFactor } from './two-factor-queries.ts'

export async function insertSession(
  db: Db,
  row: {
    id_hash: Buffer
    account_id: string
    at: Date
    ends_at: Date
    second_factor_at: Date | null
    device: string | null
  },
) {
  const { at, ...rest } = row
  await db
    .insertInto('sessions')
    .values({ ...rest, created_at: at, last_seen_at: at })
    .execute()
}

export function findSession(db: Db, hash: Buffer) {
  return db
    .selectFrom('sessions')
    .innerJoin('accounts', 'accounts.id', 'sessions.account_id')
    .select(ownsFactor.as('hasSecondFactor'))
    .select([
      'accounts.id as account',
      'accounts.email',
      'accounts.email_verified_at',
      'accounts.role',
      'accounts.banned_at',
      'sessions.created_at as createdAt',
      'sessions.last_seen_at as lastSeenAt',
      'sessions.ends_at as endsAt',
      'sessions.second_factor_at as secondFactorAt',
      'sessions.password_at as passwordAt',
      'sessions.device',
    ])
    .where('sessions.id_hash', '=', hash)
    .executeTakeFirst()
}

export async function sessionExists(db: Db, hash: Buffer): Promise<boolean> {
  const row = await db.selectFrom('sessions').select('account_id').where('id_hash', '=', hash).executeTakeFirst()
  return row !== undefined
}

/** Never moves backwards: of two requests the later one counts. */
export async function touchSession(db: Db, hash: Buffer, at: Date): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ last_seen_at: at })
    .where('id_hash', '=', hash)
    .where('last_seen_at', '<', at)
    .execute()
}

export function sessionsOf(db: Db, account: string) {
  return db
    .selectFrom('sessions')
    .innerJoin('accounts', 'accounts.id', 'sessions.account_id')
    .select([
      'sessions.id_hash as hash',
      'accounts.role',
      'sessions.created_at as createdAt',
      'sessions.last_seen_at as lastSeenAt',
      'sessions.ends_at as endsAt',
      'sessions.device',
    ])
    .where('sessions.account_id', '=', account)
    .orderBy('sessions.last_seen_at', 'desc')
    .execute()
}

/** Gives a session another id. False when there is none with the old one. */
export async function renewSession(
  db: Db,
  old: Buffer,
  fresh: { id_hash: Buffer } & ({ second_factor_at: Date } | { password_at: Date }),
): Promise<boolean> {
  const { numUpdatedRows } = await db.updateTable('sessions').set(fresh).where('id_hash', '=', old).executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function deleteSession(db: Db, hash: Buffer): Promise<void> {
  await db.deleteFrom('sessions').where('id_hash', '=', hash).execute()
}

/** False when the account has no such session. */
export async function deleteSessionOf(db: Db, account: string, hash: Buffer): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('sessions')
    .where('account_id', '=', account)
    .where('id_hash', '=', hash)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** Half sessions end with them. The account is held first: a log-in that is under way holds it too, and is ended when it is through. */
export async function deleteSessionsOf(tx: Tx, account: string, except: Buffer | null): Promise<void> {
  await holdAccount(tx, account)
  await tx.deleteFrom('half_sessions').where('account_id', '=', account).execute()
  let query = tx.deleteFrom('sessions').where('account_id', '=', account)
  if (except) query = query.where('id_hash', '!=', except)
  await query.execute()
}

/** Makes a session begin and end `length` milliseconds later: for who uses it no time has passed while a clock was moved. */
export async function carrySession(db: Db, hash: Buffer, length: number): Promise<void> {
  const later = (column: 'created_at' | 'last_seen_at' | 'ends_at') =>
    sql<Date>`${sql.ref(column)} + make_interval(secs => ${length / 1000})`
  await db
    .updateTable('sessions')
    .set({ created_at: later('created_at'), last_seen_at: later('last_seen_at'), ends_at: later('ends_at') })
    .where('id_hash', '=', hash)
    .execute()
}
