// The SQL of accounts and of the audit trail. (Sessions: session-queries.ts; one-time links: token-queries.ts.)
import { escapeLike } from '../db/like.ts'
import type { Db, Tx } from '../db/open.ts'
import type { Role } from '../db/schema.ts'
import type { Email } from './email.ts'

/** What staff and pages may see of an account: no hash is in it. */
export interface AccountCard {
  id: string
  email: string
  role: Role
  emailVerifiedAt: Date | null
  bannedAt: Date | null
  createdAt: Date
}

const CARD = [
  'id',
  'email',
  'role',
  'email_verified_at as emailVerifiedAt',
  'banned_at as bannedAt',
  'created_at as createdAt',
] as const

export function findAccount(db: Db, id: string) {
  return db.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst()
}

/** `key` as `parseEmail` gives it. */
export function findAccountByKey(db: Db, key: string) {
  return db.selectFrom('accounts').selectAll().where('email_key', '=', key).executeTakeFirst()
}

export function accountCard(db: Db, id: string): Promise<AccountCard | undefined> {
  return db.selectFrom('accounts').select(CARD).where('id', '=', id).executeTakeFirst()
}

/** Newest first; `search` is part of an e-mail address or a whole id, `after` the id of the last one already seen. */
export async function listAccounts(
  db: Db,
  { search, after, limit = 50 }: { search?: string; after?: string; limit?: number },
): Promise<AccountCard[]> {
  let query = db.selectFrom('accounts').select(CARD).orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit)
  query = query.where('email_key', 'not like', '%@set-up.invalid') // the owner who has not named himself yet is nobody
  const text = search?.trim().toLowerCase().replaceAll('\0', '') ?? ''
  if (text !== '') {
    const pattern = `%${escapeLike(text)}%`
    query = query.where((eb) => eb.or([eb('email_key', 'like', pattern), eb('id', '=', text)]))
  }
  const last = after === undefined ? undefined : await accountCard(db, after)
  if (last) {
    query = query.where((eb) => eb(eb.refTuple('created_at', 'id'), '<', eb.tuple(last.createdAt, last.id)))
  }
  return query.execute()
}

export function countAccounts(db: Db): Promise<{ customers: number; verified: number; banned: number }> {
  return db
    .selectFrom('accounts')
    .select(({ fn }) => [
      fn.countAll<bigint>().filterWhere('role', '=', 'customer').as('customers'),
      fn.count<bigint>('email_verified_at').filterWhere('role', '=', 'customer').as('verified'),
      fn.count<bigint>('banned_at').as('banned'),
    ])
    .executeTakeFirstOrThrow()
    .then((row) => ({
      customers: Number(row.customers),
      verified: Number(row.verified),
      banned: Number(row.banned),
    }))
}

export interface NewAccount {
  id: string
  email: string
  key: string
  passwordHash: string | null
  role: Role
  verifiedAt: Date | null
  at: Date
}

/** False when the e-mail address is taken: the constraint decides, so two at once make one account. */
export async function insertAccount(tx: Tx, account: NewAccount): Promise<boolean> {
  const row = await tx
    .insertInto('accounts')
    .values({
      id: account.id,
      email: account.email,
      email_key: account.key,
      password_hash: account.passwordHash,
      role: account.role,
      email_verified_at: account.verifiedAt,
      banned_at: null,
      created_at: account.at,
    })
    .onConflict((conflict) => conflict.column('email_key').doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** By whose link an account came. */
export async function insertArrival(tx: Tx, row: { account_id: string; code: string; at: Date }): Promise<void> {
  await tx.insertInto('arrivals').values(row).execute()
}

/** Verified once; false when it was before, and that time stays. */
export async function markVerified(tx: Tx, account: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('accounts')
    .set({ email_verified_at: at })
    .where('id', '=', account)
    .where('email_verified_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** `at` null: not confirmed. False when another account has the address: the constraint decides, and the transaction is over. */
export async function setEmail(tx: Tx, account: string, email: Email, at: Date | null): Promise<boolean> {
  try {
    await tx
      .updateTable('accounts')
      .set({ email: email.address, email_key: email.key, email_verified_at: at })
      .where('id', '=', account)
      .execute()
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === '23505') return false // unique_violation
    throw error
  }
}

export async function setPasswordHash(tx: Tx, account: string, hash: string): Promise<void> {
  await tx.updateTable('accounts').set({ password_hash: hash }).where('id', '=', account).execute()
}

/** False when the account's hash is no longer `old`: of two changes at once one wins. */
export async function replacePasswordHash(tx: Tx, account: string, old: string, hash: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('accounts')
    .set({ password_hash: hash })
    .where('id', '=', account)
    .where('password_hash', '=', old)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Null lifts the ban; true when the account's state changed. */
export async function setBanned(tx: Tx, account: string, at: Date | null): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('accounts')
    .set({ banned_at: at })
    .where('id', '=', account)
    .where('banned_at', at === null ? 'is not' : 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** True when the account still has this hash and no ban; it keeps both until the transaction ends. */
export async function holdPassword(tx: Tx, account: string, hash: string): Promise<boolean> {
  const row = await tx
    .selectFrom('accounts')
    .select('id')
    .where('id', '=', account)
    .where('password_hash', '=', hash)
    .where('banned_at', 'is', null)
    .forNoKeyUpdate() // the log-in is noted in it
    .executeTakeFirst()
  return row !== undefined
}

/** Notes a log-in on a row that the caller holds; gives what stood there before. */
export async function noteLogIn(tx: Tx, account: string, at: Date) {
  const before = await tx
    .selectFrom('accounts')
    .select(['id', 'email', 'email_verified_at as verifiedAt', 'logged_in_at as loggedInAt'])
    .select('device_epoch as deviceEpoch')
    .where('id', '=', account)
    .executeTakeFirstOrThrow()
  await tx.updateTable('accounts').set({ logged_in_at: at }).where('id', '=', account).execute()
  return before
}

/** What was done to `subject`, newest first. */
export function auditOf(db: Db, subject: string, limit = 50) {
  return db.selectFrom('audit').selectAll().where('subject', '=', subject).orderBy('id', 'desc').limit(limit).execute()
}
