// The SQL of the ledger: booking, and what staff read.
import { sql } from 'kysely'
import type { Db, Tx } from '../db/open.ts'
import type { Posting } from './core/posting.ts'

/** What is looked for; absent: anything. Both are whole ids: an account's or a customer's at Stripe, and Stripe's id of what was booked. */
export interface LedgerSearch {
  customer?: string
  object?: string
}

/** Newest first; `before` is the id of the last one already seen. */
export async function listTransactions(
  db: Db,
  { customer, object }: LedgerSearch,
  { before, limit }: { before: bigint | null; limit: number },
) {
  let query = db
    .selectFrom('ledger_transactions')
    .innerJoin('accounts', 'accounts.id', 'ledger_transactions.account_id')
    .leftJoin('stripe_customers', 'stripe_customers.account_id', 'ledger_transactions.account_id')
    .select([
      'ledger_transactions.id',
      'ledger_transactions.key',
      'ledger_transactions.account_id as account',
      'ledger_transactions.occurred_at as occurredAt',
      'ledger_transactions.posted_at as postedAt',
      'accounts.email',
    ])
    .orderBy('ledger_transactions.id', 'desc')
    .limit(limit)
  if (customer !== undefined) {
    query = query.where((eb) =>
      eb.or([
        eb('ledger_transactions.account_id', '=', customer),
        eb('stripe_customers.id', '=', customer),
        eb('accounts.email_key', '=', customer.toLowerCase()),
      ]),
    )
  }
  if (object !== undefined) query = query.where(sql<string>`split_part(ledger_transactions.key, ':', 2)`, '=', object)
  if (before !== null) query = query.where('ledger_transactions.id', '<', before)
  const transactions = await query.execute()
  const ids = transactions.map(({ id }) => id)
  const entries = ids.length === 0 ? [] : await entriesOf(db, ids)
  const byTransaction = Map.groupBy(entries, (entry) => entry.transaction)
  return transactions.map((transaction) => ({ ...transaction, entries: byTransaction.get(transaction.id) ?? [] }))
}

function entriesOf(db: Db, transactions: bigint[]) {
  return db
    .selectFrom('ledger_entries')
    .select(['transaction_id as transaction', 'ledger_account as account', 'currency', 'amount'])
    .where('transaction_id', 'in', transactions)
    .orderBy('transaction_id')
    .orderBy('line')
    .execute()
}

/** What each account of the ledger holds, by currency: debit positive. */
export function ledgerBalances(db: Db) {
  return db
    .selectFrom('ledger_entries')
    .select(['currency', 'ledger_account as account', sql<bigint>`sum(amount)::bigint`.as('amount')])
    .groupBy(['currency', 'ledger_account'])
    .orderBy('currency')
    .orderBy('ledger_account')
    .execute()
}

/** Books what is not booked yet: a key stands once. */
export async function post(tx: Tx, account: string, postings: Posting[], at: Date): Promise<void> {
  if (postings.length === 0) return
  const rows = postings.map(({ key, occurred }) => ({ key, account_id: account, occurred_at: occurred, posted_at: at }))
  const added = await tx
    .insertInto('ledger_transactions')
    .values(rows)
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returning(['id', 'key'])
    .execute()
  const ids = new Map(added.map(({ id, key }) => [key, id]))
  const entries = postings.flatMap((posting) => {
    const transaction = ids.get(posting.key)
    return transaction === undefined ? [] : linesOf(posting, transaction)
  })
  if (entries.length > 0) await tx.insertInto('ledger_entries').values(entries).execute()
}

function linesOf({ entries, currency }: Posting, transaction: bigint) {
  return entries.map(({ ledgerAccount, amount }, line) => ({
    transaction_id: transaction,
    line,
    ledger_account: ledgerAccount,
    currency,
    amount,
  }))
}
