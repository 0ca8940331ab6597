// The SQL over everything that is sealed, wherever it stands: what a change of the master key must reach.
import { sql } from 'kysely'
import type { Db, Tx } from '../db/open.ts'

/** A value that is sealed: the key of its row, and what stands there. */
export interface SealedValue {
  id: string
  sealed: string
}

/** One column with sealed values. */
export interface SealedColumn {
  name: string
  /** Those that do not begin with `prefix`. */
  stale(db: Db, prefix: string, limit: number): Promise<SealedValue[]>
  /** Leaves a value alone that has changed since. */
  replace(tx: Tx, id: string, from: string, to: string): Promise<void>
}

export const caKeys = sealedColumn('fleet', 'id', 'ca_key_sealed')
export const tlsCryptKeys = sealedColumn('fleet', 'id', 'tls_crypt_v2_key_sealed')
export const presharedKeys = sealedColumn('devices', 'id', 'preshared_key_sealed')
export const factorSecrets = sealedColumn('second_factors', 'account_id', 'sealed_secret')
/** Of mails that are not out yet. */
export const mailWords = sealedColumn('mails', 'id', 'words_sealed')
/** Secrets of the installation, by name. */
export const namedSecrets = sealedColumn('secrets', 'name', 'sealed')
/** Of the facts kept for Stripe only the secrets of webhook endpoints are sealed. */
export const webhookSecrets = sealedColumn('stripe_state', 'key', 'value', 'stripe_state:webhook:')

/** `keysFrom`: only rows whose key begins so. */
function sealedColumn(table: string, key: string, column: string, keysFrom = ''): SealedColumn {
  const [rows, id, value] = [sql.table(table), sql.ref(key), sql.ref(column)]
  return {
    name: `${table}.${column}`,
    async stale(db, prefix, limit) {
      const stale = await sql<SealedValue>`
        select ${id}::text as id, ${value} as sealed from ${rows}
        where ${value} is not null and not starts_with(${value}, ${prefix}) and starts_with(${id}::text, ${keysFrom})
        limit ${limit}`.execute(db)
      return stale.rows
    },
    async replace(tx, name, from, to) {
      await sql`update ${rows} set ${value} = ${to} where ${id}::text = ${name} and ${value} = ${from}`.execute(tx)
    },
  }
}
