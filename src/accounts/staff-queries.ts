// The SQL of who works here: the list, a new role, and the owners who are told of it.
import { sql } from 'kysely'
import type { Db, Tx } from '../db/open.ts'
import type { Role } from '../db/schema.ts'
import { ownsFactor } from './two-factor-queries.ts'

/** Owners first, then by address. The stand-in of an owner who has not named himself is nobody yet. */
export function staffOf(db: Db) {
  return db
    .selectFrom('accounts')
    .select(['accounts.id', 'accounts.email', 'accounts.banned_at as bannedAt'])
    .select(sql<'support' | 'owner'>`accounts.role`.as('role'))
    .select(sql<boolean>`accounts.password_hash is not null`.as('isSetUp'))
    .select(ownsFactor.as('hasSecondFactor'))
    .select(
      sql<Date>`coalesce(
        (select max(audit.at) from audit where audit.subject = accounts.id and audit.action = 'account.role'),
        accounts.created_at)`.as('since'),
    )
    .where('accounts.role', '!=', 'customer')
    .where('accounts.email_key', 'not like', '%@set-up.invalid')
    .orderBy('accounts.role')
    .orderBy('accounts.email_key')
    .execute()
}

export async function setRole(tx: Tx, account: string, role: Role): Promise<void> {
  await tx.updateTable('accounts').set({ role }).where('id', '=', account).execute()
}

/** Where mails to owners go: every one who can log in. */
export function ownersToTell(tx: Tx) {
  return tx
    .selectFrom('accounts')
    .select(['id', 'email'])
    .where('role', '=', 'owner')
    .where('password_hash', 'is not', null)
    .where('banned_at', 'is', null)
    .orderBy('id')
    .execute()
}
