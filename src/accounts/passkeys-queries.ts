// The SQL of passkeys and of what they have to sign. Invariant: a challenge is taken by one DELETE, and a use is counted by one
// UPDATE that also checks the counter, so of many at once one wins.
import { sql } from 'kysely'
import type { Db, Tx } from '../db/open.ts'
import type { Schema } from '../db/schema.ts'

export type Purpose = Schema['passkey_challenges']['purpose']

export async function insertChallenge(db: Db, row: Schema['passkey_challenges']): Promise<void> {
  await db.insertInto('passkey_challenges').values(row).execute()
}

/** False when there is no such challenge, it has run out, or was taken. Taken it is in any case. */
export async function deleteChallenge(
  db: Db,
  { hash, purpose, boundTo, now }: { hash: Buffer; purpose: Purpose; boundTo: Buffer; now: Date },
): Promise<boolean> {
  const row = await db
    .deleteFrom('passkey_challenges')
    .where('challenge_hash', '=', hash)
    .returning(['purpose', 'bound_to as boundTo', 'ends_at as endsAt'])
    .executeTakeFirst()
  return row !== undefined && row.purpose === purpose && row.boundTo.equals(boundTo) && row.endsAt > now
}

export async function hasPasskey(db: Db, account: string): Promise<boolean> {
  const row = await db.selectFrom('passkeys').select('id').where('account_id', '=', account).executeTakeFirst()
  return row !== undefined
}

/** Oldest first. */
export function passkeysOf(db: Db, account: string) {
  return db
    .selectFrom('passkeys')
    .select(['id', 'credential_id as credential', 'name', 'created_at as createdAt', 'last_used_at as lastUsedAt'])
    .where('account_id', '=', account)
    .orderBy('created_at')
    .orderBy('slot')
    .execute()
}

export function findPasskey(db: Db, credential: string) {
  return db
    .selectFrom('passkeys')
    .select(['id', 'account_id as account', 'credential_id as credential', 'public_key as publicKey', 'name'])
    .where('credential_id', '=', credential)
    .executeTakeFirst()
}

interface NewPasskey {
  id: string
  account: string
  credential: string
  publicKey: Buffer
  counter: bigint
  name: string
  at: Date
}

/** In the lowest free place of the account, whose row the caller holds. False when all are taken, or the passkey is known. */
export async function insertPasskey(tx: Tx, passkey: NewPasskey): Promise<boolean> {
  const { id, account, credential, publicKey, counter, name, at } = passkey
  const { rows } = await sql`
    insert into passkeys (id, account_id, slot, credential_id, public_key, counter, name, created_at)
    select ${id}, ${account}, slot, ${credential}, ${publicKey}, ${counter}, ${name}, ${at}
    from generate_series(1, 10) as slot
    where slot not in (select taken.slot from passkeys as taken where taken.account_id = ${account})
    order by slot limit 1
    on conflict (credential_id) do nothing
    returning id`.execute(tx)
  return rows.length > 0
}

/** False when the counter did not rise: another device signs with the same key. Those that do not count stay at 0. */
export async function countUse(tx: Tx, id: string, counter: bigint, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('passkeys')
    .set({ counter, last_used_at: at })
    .where('id', '=', id)
    .where((eb) => eb.or([eb('counter', '<', counter), eb.and([eb('counter', '=', 0n), eb.lit(counter === 0n)])]))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** False when the account has no such passkey. */
export async function setPasskeyName(db: Db, account: string, id: string, name: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('passkeys')
    .set({ name })
    .where('account_id', '=', account)
    .where('id', '=', id)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function deletePasskey(tx: Tx, account: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('passkeys')
    .where('account_id', '=', account)
    .where('id', '=', id)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

export async function deletePasskeysOf(tx: Tx, account: string): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom('passkeys').where('account_id', '=', account).executeTakeFirst()
  return numDeletedRows > 0n
}
