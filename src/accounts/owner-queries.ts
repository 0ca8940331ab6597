// The SQL of owners and of the account that stands in for the first one until he has named himself.
import { sql } from 'kysely'
import type { Db, Tx } from '../db/open.ts'

/** Everything about owners' set-up takes turns, over all processes, until the transaction ends. */
export async function lockOwners(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('turnpike owner set-up'))`.execute(tx)
}

export async function ownerWithPasswordExists(db: Db): Promise<boolean> {
  const row = await db
    .selectFrom('accounts')
    .select('id')
    .where('role', '=', 'owner')
    .where('password_hash', 'is not', null)
    .executeTakeFirst()
  return row !== undefined
}

/** Gives an owner's account its address and password. False when the address belongs to another account. */
export async function completeOwner(
  tx: Tx,
  owner: { id: string; email: string; key: string; passwordHash: string; at: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('accounts')
    .set({
      email: owner.email,
      email_key: owner.key,
      password_hash: owner.passwordHash,
      email_verified_at: owner.at,
    })
    .where('id', '=', owner.id)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('accounts as other').select('id').where('email_key', '=', owner.key).where('id', '!=', owner.id),
        ),
      ),
    )
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function deleteAccount(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('accounts').where('id', '=', id).execute()
}
