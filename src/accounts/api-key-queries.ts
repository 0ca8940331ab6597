// The SQL of API keys.
import type { Db, Tx } from '../db/open.ts'
import type { Role } from '../db/schema.ts'
import { ownsFactor } from './two-factor-queries.ts'

/** The key of this hash with what decides whether it still opens something. */
export function findApiKey(db: Db, hash: Buffer) {
  return db
    .selectFrom('api_keys')
    .innerJoin('accounts', 'accounts.id', 'api_keys.account_id')
    .select(ownsFactor.as('hasSecondFactor'))
    .select([
      'api_keys.id',
      'api_keys.scopes',
      'api_keys.role as madeAs',
      'api_keys.expires_at as expiresAt',
      'api_keys.revoked_at as revokedAt',
      'accounts.id as account',
      'accounts.role',
      'accounts.banned_at as bannedAt',
    ])
    .where('api_keys.key_hash', '=', hash)
    .executeTakeFirst()
}

/** Writes once a day at most. `day` is of the form 2026-11-24. */
export async function noteKeyUse(db: Db, id: string, day: string): Promise<void> {
  await db
    .updateTable('api_keys')
    .set({ last_used_on: day })
    .where('id', '=', id)
    .where((eb) => eb.or([eb('last_used_on', 'is', null), eb('last_used_on', '<', day)]))
    .execute()
}

/** One at a time for an account, until the transaction ends; gives its password's hash. */
export function lockForKeys(tx: Tx, account: string) {
  return tx
    .selectFrom('accounts')
    .select(['email', 'role', 'password_hash'])
    .where('id', '=', account)
    .where('banned_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
}

/** What has not been revoked, those that ran out too, newest first. */
export function apiKeysOf(db: Db, account: string) {
  return db
    .selectFrom('api_keys')
    .select(({ cast, ref }) => [
      'id',
      'name',
      'scopes',
      'role',
      'created_at as createdAt',
      'expires_at as expiresAt',
      cast<string | null>(ref('last_used_on'), 'text').as('lastUsedOn'),
    ])
    .where('account_id', '=', account)
    .where('revoked_at', 'is', null)
    .orderBy('created_at', 'desc')
    .execute()
}

interface NewKey {
  id: string
  account_id: string
  name: string
  key_hash: Buffer
  scopes: string[]
  role: Role
  created_at: Date
  expires_at: Date
}

/** False when another key of the account has this name. */
export async function insertApiKey(tx: Tx, key: NewKey): Promise<boolean> {
  const row = await tx
    .insertInto('api_keys')
    .values(key)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** False when the account has no such key, or it is revoked already. */
export async function revokeKey(tx: Tx, account: string, id: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('api_keys')
    .set({ revoked_at: at })
    .where('account_id', '=', account)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function revokeKeysOf(tx: Tx, account: string, at: Date): Promise<void> {
  await tx
    .updateTable('api_keys')
    .set({ revoked_at: at })
    .where('account_id', '=', account)
    .where('revoked_at', 'is', null)
    .execute()
}
