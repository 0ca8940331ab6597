// The SQL of affiliates: who is one, and who came by whose link. (Commissions: commission-queries.ts; payouts: payout-queries.ts.)
import { sql } from 'kysely'
import type { Db, Tx } from '../db/open.ts'
import type { AffiliateState } from '../db/schema-affiliates.ts'

/** One at a time decides, accrues and pays: held until the transaction ends. */
export async function lockAffiliates(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('turnpike affiliates'))`.execute(tx)
}

export function affiliateOf(db: Db, account: string) {
  return db.selectFrom('affiliates').selectAll().where('account_id', '=', account).executeTakeFirst()
}

export async function hasCode(db: Db, code: string): Promise<boolean> {
  const row = await db
    .selectFrom('affiliates')
    .select('code')
    .where('code', '=', code)
    .where('state', '=', 'active')
    .executeTakeFirst()
  return row !== undefined
}

/** False when the account is one already. */
export async function insertAffiliate(tx: Tx, row: { account_id: string; code: string; created_at: Date }) {
  const added = await tx
    .insertInto('affiliates')
    .values({ ...row, state: 'active' })
    .onConflict((conflict) => conflict.column('account_id').doNothing())
    .returning('account_id')
    .executeTakeFirst()
  return added !== undefined
}

/** Where an affiliate's money goes now, and where mails about it do. */
export function affiliateToTell(tx: Tx, account: string) {
  return tx
    .selectFrom('affiliates')
    .innerJoin('accounts', 'accounts.id', 'affiliates.account_id')
    .select(['accounts.email', 'affiliates.payout_details as payoutDetails'])
    .where('affiliates.account_id', '=', account)
    .executeTakeFirst()
}

export async function setPayoutDetails(tx: Tx, account: string, details: string): Promise<void> {
  await tx.updateTable('affiliates').set({ payout_details: details }).where('account_id', '=', account).execute()
}

/** False when there is none that is in another state. */
export async function setAffiliateState(tx: Tx, account: string, state: AffiliateState): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('affiliates')
    .set({ state })
    .where('account_id', '=', account)
    .where('state', '!=', state)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Those who brought a code of an active affiliate along, and of whom nothing is decided yet. */
export function openArrivals(db: Db, limit: number) {
  return db
    .selectFrom('arrivals')
    .innerJoin('affiliates', 'affiliates.code', 'arrivals.code')
    .innerJoin('accounts as own', 'own.id', 'affiliates.account_id')
    .innerJoin('accounts as came', 'came.id', 'arrivals.account_id')
    .leftJoin('attributions', 'attributions.account_id', 'arrivals.account_id')
    .select(['arrivals.account_id', 'arrivals.at', 'affiliates.account_id as affiliate_id'])
    .select(['own.email_key as affiliate_email', 'came.email_key as email'])
    .where('attributions.account_id', 'is', null)
    .where('affiliates.state', '=', 'active')
    .orderBy('arrivals.at')
    .limit(limit)
    .execute()
}

export async function insertAttributions(
  tx: Tx,
  rows: { account_id: string; affiliate_id: string | null; at: Date }[],
): Promise<void> {
  if (rows.length === 0) return
  await tx
    .insertInto('attributions')
    .values(rows)
    .onConflict((conflict) => conflict.column('account_id').doNothing())
    .execute()
}
