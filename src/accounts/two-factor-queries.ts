// The SQL of second factors. Invariant: a code is taken by one UPDATE that also checks it, so of many at once one wins.
import { sql } from 'kysely'
import type { Db, Tx } from '../db/open.ts'
import { deletePasskeysOf, hasPasskey } from './passkeys-queries.ts'

/** Whether the account of a query's row (`accounts`) has an app or a passkey. */
export const ownsFactor = sql<boolean>`(
  exists (select from second_factors where account_id = accounts.id)
  or exists (select from passkeys where account_id = accounts.id))`

/** An app or a passkey. */
export async function hasFactor(db: Db, account: string): Promise<boolean> {
  return (await findFactor(db, account)) !== undefined || (await hasPasskey(db, account))
}

export function findFactor(db: Db, account: string) {
  return db
    .selectFrom('second_factors')
    .select(['sealed_secret as sealed', 'enrolled_at as enrolledAt'])
    .where('account_id', '=', account)
    .executeTakeFirst()
}

/** False when the account has one already. */
export async function insertFactor(
  tx: Tx,
  factor: { account: string; sealed: string; step: number; at: Date },
): Promise<boolean> {
  const row = await tx
    .insertInto('second_factors')
    .values({
      account_id: factor.account,
      sealed_secret: factor.sealed,
      last_step: BigInt(factor.step),
      enrolled_at: factor.at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('account_id')
    .executeTakeFirst()
  return row !== undefined
}

/** False when there was none. */
export async function deleteFactor(tx: Tx, account: string): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom('second_factors').where('account_id', '=', account).executeTakeFirst()
  return numDeletedRows > 0n
}

/** App, passkeys and recovery codes. False when there was neither app nor passkey. */
export async function deleteAllFactors(tx: Tx, account: string): Promise<boolean> {
  const had = [await deleteFactor(tx, account), await deletePasskeysOf(tx, account)]
  await deleteRecoveryCodes(tx, account)
  return had.includes(true)
}

export async function deleteRecoveryCodes(tx: Tx, account: string): Promise<void> {
  await tx.deleteFrom('recovery_codes').where('account_id', '=', account).execute()
}

/** False when a code of this step or a later one was taken before. */
export async function takeStep(tx: Tx, account: string, step: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('second_factors')
    .set({ last_step: BigInt(step) })
    .where('account_id', '=', account)
    .where('last_step', '<', BigInt(step))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** False when there is no such code or it was used. */
export async function takeRecoveryCode(tx: Tx, account: string, hash: Buffer, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('recovery_codes')
    .set({ used_at: at })
    .where('account_id', '=', account)
    .where('code_hash', '=', hash)
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function replaceRecoveryCodes(tx: Tx, account: string, hashes: Buffer[]): Promise<void> {
  await deleteRecoveryCodes(tx, account)
  const rows = hashes.map((hash) => ({ account_id: account, code_hash: hash, used_at: null }))
  await tx.insertInto('recovery_codes').values(rows).execute()
}

export async function countRecoveryCodes(db: Db, account: string): Promise<number> {
  const { left } = await db
    .selectFrom('recovery_codes')
    .select(({ fn }) => fn.countAll<bigint>().as('left'))
    .where('account_id', '=', account)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(left)
}

export async function insertHalfSession(tx: Tx, row: { id_hash: Buffer; account_id: string; ends_at: Date }) {
  await tx.insertInto('half_sessions').values(row).execute()
}

export function findHalfSession(db: Db, hash: Buffer, now: Date) {
  return db
    .selectFrom('half_sessions')
    .innerJoin('accounts', 'accounts.id', 'half_sessions.account_id')
    .select(['accounts.id', 'accounts.role', 'accounts.device_epoch as deviceEpoch'])
    .where('id_hash', '=', hash)
    .where('ends_at', '>', now)
    .where('accounts.banned_at', 'is', null)
    .executeTakeFirst()
}

/** False when it was used, or ended with the account's sessions. */
export async function deleteHalfSession(tx: Tx, hash: Buffer): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom('half_sessions').where('id_hash', '=', hash).executeTakeFirst()
  return numDeletedRows > 0n
}

/** Locks the account against a ban, a new password and a new role until the transaction ends. */
export function holdAccount(tx: Tx, account: string) {
  return tx
    .selectFrom('accounts')
    .select(['id', 'role', 'email', 'banned_at'])
    .where('id', '=', account)
    .forNoKeyUpdate()
    .executeTakeFirst()
}
