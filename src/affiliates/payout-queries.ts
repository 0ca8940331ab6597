// The SQL of payouts: what is due, which entries a payout takes, and what became of it.
import { sql } from 'kysely'
import type { Db, Tx } from '../db/open.ts'

export interface DueRow {
  affiliate_id: string
  currency: string
  amount: bigint
  details: string
}

/** What each active affiliate is owed after hold and has not been paid, by currency; below zero: paid too much before. */
export async function dueSums(db: Db, now: Date): Promise<DueRow[]> {
  const { rows } = await sql<DueRow>`
    select c.affiliate_id, c.currency, sum(e.amount)::bigint as amount, a.payout_details as details
    from commission_entries e
    join commissions c on c.id = e.commission_id
    join affiliates a on a.account_id = c.affiliate_id
    where e.payout_id is null and c.hold_until <= ${now} and a.state = 'active'
    group by c.affiliate_id, c.currency, a.payout_details
    order by c.affiliate_id, c.currency`.execute(db)
  return rows
}

export async function insertRun(tx: Tx, row: { id: string; actor: string; created_at: Date }): Promise<void> {
  await tx.insertInto('payout_runs').values(row).execute()
}

export interface NewPayout extends DueRow {
  id: string
  run_id: string
  created_at: Date
}

export async function insertPayouts(tx: Tx, rows: NewPayout[]): Promise<void> {
  await tx
    .insertInto('payouts')
    .values(rows.map((row) => ({ ...row, paid_at: null, reference: null })))
    .execute()
}

/** Puts the entries that `dueSums` counted into the payouts of a run. */
export async function collectEntries(tx: Tx, run: string, now: Date): Promise<void> {
  await sql`
    update commission_entries e set payout_id = p.id
    from commissions c
    join payouts p on p.affiliate_id = c.affiliate_id and p.currency = c.currency
    where c.id = e.commission_id and p.run_id = ${run} and e.payout_id is null and c.hold_until <= ${now}`.execute(tx)
}

/** Kept for the caller until the transaction ends. */
export function lockPayout(tx: Tx, id: string) {
  return tx.selectFrom('payouts').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

export async function setPaid(tx: Tx, id: string, paid: { paid_at: Date; reference: string }): Promise<void> {
  await tx.updateTable('payouts').set(paid).where('id', '=', id).execute()
  await sql`
    update payouts set details = ''
    where id = ${id} and exists (select from closures where account_id = affiliate_id)`.execute(tx) // kept for this payment alone
}

export function findRun(db: Db, id: string) {
  return db.selectFrom('payout_runs').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Newest first, with what each comes to by currency in `payoutsOf`. */
export function listRuns(db: Db, limit: number) {
  return db.selectFrom('payout_runs').selectAll().orderBy('created_at', 'desc').orderBy('id').limit(limit).execute()
}

export function payoutsOfRuns(db: Db, runs: string[]) {
  return db
    .selectFrom('payouts')
    .innerJoin('accounts', 'accounts.id', 'payouts.affiliate_id')
    .selectAll('payouts')
    .select('accounts.email')
    .where('payouts.run_id', 'in', runs)
    .orderBy('accounts.email')
    .orderBy('payouts.currency')
    .execute()
}

/** Newest first. */
export function payoutsOf(db: Db, affiliate: string) {
  return db
    .selectFrom('payouts')
    .selectAll()
    .where('affiliate_id', '=', affiliate)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute()
}
