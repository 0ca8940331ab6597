// The SQL of vouchers.
import { sql, type Insertable } from 'kysely'
import type { Db, Tx } from '../db/open.ts'
import type { Schema } from '../db/schema.ts'

/** With how many of it are redeemed; newest first. */
export function batches(db: Db, limit: number) {
  return batchesAsTheyStand(db)
    .orderBy('voucher_batches.created_at', 'desc')
    .orderBy('voucher_batches.id')
    .limit(limit)
    .execute()
}

export function batchById(db: Db, id: string) {
  return batchesAsTheyStand(db).where('voucher_batches.id', '=', id).executeTakeFirst()
}

function batchesAsTheyStand(db: Db) {
  return db
    .selectFrom('voucher_batches')
    .innerJoin('plans', 'plans.id', 'voucher_batches.plan_id')
    .select([
      'voucher_batches.id',
      'voucher_batches.plan_id as plan',
      'plans.name as planName',
      'voucher_batches.unit',
      'voucher_batches.length',
      'voucher_batches.size',
      'voucher_batches.amount',
      'voucher_batches.currency',
      'voucher_batches.note',
      'voucher_batches.expires_at as expiresAt',
      'voucher_batches.created_at as createdAt',
      'voucher_batches.withdrawn_at as withdrawnAt',
    ])
    .select(
      sql<number>`(select count(*)::int from vouchers
        where batch_id = voucher_batches.id and redeemed_by is not null)`.as('redeemed'),
    )
}

/** Who redeemed what of a batch, newest first. */
export function redemptionsOf(db: Db, batch: string, limit: number) {
  return db
    .selectFrom('vouchers')
    .innerJoin('accounts', 'accounts.id', 'vouchers.redeemed_by')
    .select(['vouchers.id', 'vouchers.redeemed_by as account', 'accounts.email', 'vouchers.redeemed_at as redeemedAt'])
    .where('batch_id', '=', batch)
    .orderBy('redeemed_at', 'desc')
    .orderBy('vouchers.id')
    .limit(limit)
    .$narrowType<{ account: string; redeemedAt: Date }>()
    .execute()
}

/** False when there is one of this intent. */
export async function insertBatch(tx: Tx, row: Insertable<Schema['voucher_batches']>): Promise<boolean> {
  const query = tx.insertInto('voucher_batches').values(row)
  const done = await query.onConflict((conflict) => conflict.column('intent').doNothing()).executeTakeFirst()
  return done.numInsertedOrUpdatedRows === 1n
}

const AT_ONCE = 2_000 // a statement takes 65,535 parameters

export async function insertVouchers(
  tx: Tx,
  rows: Pick<Insertable<Schema['vouchers']>, 'id' | 'batch_id' | 'code_hash'>[],
) {
  const unused = { redeemed_by: null, redeemed_at: null, grant_id: null }
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const part = rows.slice(from, from + AT_ONCE).map((row) => ({ ...row, ...unused }))
    await tx.insertInto('vouchers').values(part).execute()
  }
}

/** The voucher of a code with its batch, held until the transaction ends: against a second use, and the batch against a withdrawal. */
export function holdVoucher(tx: Tx, hash: Buffer) {
  return tx
    .selectFrom('vouchers')
    .innerJoin('voucher_batches', 'voucher_batches.id', 'vouchers.batch_id')
    .innerJoin('plans', 'plans.id', 'voucher_batches.plan_id')
    .select([
      'vouchers.id',
      'vouchers.batch_id as batch',
      'vouchers.redeemed_by as redeemedBy',
      'vouchers.grant_id as grant',
      'voucher_batches.plan_id as plan',
      'plans.name as planName',
      'voucher_batches.unit',
      'voucher_batches.length',
      'voucher_batches.amount',
      'voucher_batches.currency',
      'voucher_batches.expires_at as expiresAt',
      'voucher_batches.withdrawn_at as withdrawnAt',
    ])
    .where('vouchers.code_hash', '=', hash)
    .forUpdate('vouchers')
    .forShare('voucher_batches')
    .executeTakeFirst()
}

export async function markRedeemed(tx: Tx, id: string, account: string, grant: string, at: Date): Promise<void> {
  const redeemed = { redeemed_by: account, redeemed_at: at, grant_id: grant }
  await tx.updateTable('vouchers').set(redeemed).where('id', '=', id).execute()
}

/** False when it is withdrawn already, or is not there. */
export async function markBatchWithdrawn(tx: Tx, id: string, by: string, at: Date): Promise<boolean> {
  const query = tx.updateTable('voucher_batches').set({ withdrawn_at: at, withdrawn_by: by })
  const done = await query.where('id', '=', id).where('withdrawn_at', 'is', null).executeTakeFirst()
  return done.numUpdatedRows === 1n
}
