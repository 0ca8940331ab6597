// The SQL of accounts without e-mail.
import type { Db, Tx } from '../db/open.ts'
import { addressOfAnonymous } from '../mail/nobody.ts'

export function findAccountByNumber(db: Db, hash: Buffer) {
  return db.selectFrom('accounts').selectAll().where('number_hash', '=', hash).executeTakeFirst()
}

/** There is no address to confirm, so it counts as confirmed. False when the number has an account: the constraint decides. */
export async function insertAnonymousAccount(
  tx: Tx,
  { id, hash, passwordHash, at }: { id: string; hash: Buffer; passwordHash: string; at: Date },
): Promise<boolean> {
  const address = addressOfAnonymous(id)
  const named = { id, email: address, email_key: address, number_hash: hash, password_hash: passwordHash }
  const row = await tx
    .insertInto('accounts')
    .values({ ...named, email_verified_at: at, banned_at: null, created_at: at })
    .onConflict((conflict) => conflict.column('number_hash').doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}
