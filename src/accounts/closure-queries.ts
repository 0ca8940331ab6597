// The SQL of accounts that are being deleted, or are.
import type { Db, Tx } from '../db/open.ts'
import type { Schema } from '../db/schema.ts'

export type Closure = Schema['closures']

export function closureOf(db: Db, account: string): Promise<Closure | undefined> {
  return db.selectFrom('closures').selectAll().where('account_id', '=', account).executeTakeFirst()
}

/**
 * Waits for whatever is naming the account in a row of its own, and makes what comes after wait: what is inserted meanwhile is either
 * seen by the one who closes, or sees the closure (migration 0017). A weaker lock would let it through.
 */
export async function lockToClose(tx: Tx, account: string): Promise<void> {
  await tx.selectFrom('accounts').select('id').where('id', '=', account).forUpdate().execute()
}

export async function insertClosure(
  tx: Tx,
  row: { account_id: string; email: string; actor: string; asked_at: Date },
): Promise<void> {
  await tx
    .insertInto('closures')
    .values({ ...row, closed_at: null })
    .execute()
}

/** Of many at once one is told true. The address for the last mail is forgotten with it. */
export async function finishClosure(tx: Tx, account: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('closures')
    .set({ closed_at: at, email: null })
    .where('account_id', '=', account)
    .where('closed_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Those that Stripe has not confirmed yet, the longest under way first. */
export function openClosures(db: Db, limit: number) {
  return db
    .selectFrom('closures')
    .select(['account_id as account', 'asked_at as askedAt'])
    .where('closed_at', 'is', null)
    .orderBy('asked_at')
    .limit(limit)
    .execute()
}

/** Takes everything out of the row that says whose it was. */
export async function makeNobody(tx: Tx, account: string, address: string): Promise<void> {
  await tx
    .updateTable('accounts')
    .set({
      email: address,
      email_key: address,
      number_hash: null,
      password_hash: null,
      email_verified_at: null,
      logged_in_at: null,
      role: 'customer',
    })
    .where('id', '=', account)
    .execute()
}

/** Owners beside this one who can log in. */
export async function otherOwners(db: Db, account: string): Promise<number> {
  const { count } = await db
    .selectFrom('accounts')
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .where('role', '=', 'owner')
    .where('password_hash', 'is not', null)
    .where('banned_at', 'is', null)
    .where('id', '!=', account)
    .executeTakeFirstOrThrow()
  return Number(count)
}
