// The SQL of one-time links. Invariant: a token is used by one UPDATE that also checks it, so of many at once one wins.
import type { Db, Tx } from '../db/open.ts'
import type { Schema } from '../db/schema.ts'
import type { Email } from './email.ts'

export type Purpose = Schema['email_tokens']['purpose']

export interface TokenRow {
  hash: Buffer
  account: string
  purpose: Purpose
  at: Date
  expiresAt: Date
  email: Email | null
}

export async function insertToken(tx: Tx, token: TokenRow): Promise<void> {
  await tx
    .insertInto('email_tokens')
    .values({
      token_hash: token.hash,
      account_id: token.account,
      purpose: token.purpose,
      created_at: token.at,
      expires_at: token.expiresAt,
      used_at: null,
      email: token.email?.address ?? null,
      email_key: token.email?.key ?? null,
    })
    .execute()
}

export function findOpenToken(db: Db, purpose: Purpose, hash: Buffer, now: Date) {
  return db
    .selectFrom('email_tokens')
    .innerJoin('accounts', 'accounts.id', 'email_tokens.account_id')
    .select(['accounts.id', 'accounts.email', 'accounts.email_key'])
    .where('token_hash', '=', hash)
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
}

/** The account, or undefined when the token is unknown, used or run out. */
export async function spendToken(tx: Tx, purpose: Purpose, hash: Buffer, now: Date): Promise<string | undefined> {
  return (await spend(tx, purpose, hash, now))?.account_id
}

/** As `spendToken`, for a link about an address; `at` is when it was sent. */
export async function spendAddressToken(
  tx: Tx,
  purpose: 'change-email' | 'undo-email',
  hash: Buffer,
  now: Date,
): Promise<{ account: string; email: Email; at: Date } | undefined> {
  const row = await spend(tx, purpose, hash, now)
  if (!row || row.email === null || row.email_key === null) return undefined
  return { account: row.account_id, email: { address: row.email, key: row.email_key }, at: row.created_at }
}

/** The account before its links, as a deletion takes them: two that took them the other way round would wait for each other. */
async function holdOwner(tx: Tx, hash: Buffer): Promise<void> {
  await tx
    .selectFrom('accounts')
    .select('id')
    .where('id', '=', (eb) => eb.selectFrom('email_tokens').select('account_id').where('token_hash', '=', hash))
    .forNoKeyUpdate()
    .execute()
}

async function spend(tx: Tx, purpose: Purpose, hash: Buffer, now: Date) {
  await holdOwner(tx, hash)
  return tx
    .updateTable('email_tokens')
    .set({ used_at: now })
    .where('token_hash', '=', hash)
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning(['account_id', 'email', 'email_key', 'created_at'])
    .executeTakeFirst()
}

/** Every open link of the account but, where one was `undone`, the ways back to addresses from before it: the older mailbox wins. */
export async function closeAllTokens(tx: Tx, account: string, now: Date, undone = new Date(0)): Promise<void> {
  await tx
    .updateTable('email_tokens')
    .set({ used_at: now })
    .where('account_id', '=', account)
    .where('used_at', 'is', null)
    .where(({ eb, or }) => or([eb('purpose', '!=', 'undo-email'), eb('created_at', '>=', undone)]))
    .execute()
}

/** Tokens of this purpose that were sent before open nothing any more. */
export async function closeTokens(tx: Tx, account: string, purpose: Purpose, now: Date): Promise<void> {
  await tx
    .updateTable('email_tokens')
    .set({ used_at: now })
    .where('account_id', '=', account)
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .execute()
}
