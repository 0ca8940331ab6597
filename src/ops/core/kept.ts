// What the inventory says of one table: whose rows it has, why, until when, and what becomes of them when an account is deleted.
// Invariant: what is said here is what is done. Clearing by age, erasure and export read these values and have no list of their own.

/** The rows of an account: those in which one column names it, or names a row of another table that is the account's. */
export type Owner = { column: string; in?: { table: string; key: string } }

/** The rows that have an account in one of several ways. */
export type Owners = Owner | { any: readonly Owner[] }

/** Rows with one of these values in a column, or with any value, or none. */
export type Only = { column: string; in: readonly string[] } | { column: string; set: boolean }

/** What a cleared column holds afterwards; null where the column may be so. */
export type Cleared = Readonly<Record<string, string | null>>

/** Something that ends by age. The sweep looks for it. */
export interface End {
  /** The column from whose time on it counts. */
  after: string
  /** How long, such as `30d` or `0d`. */
  plus: string
  /** What that time is, in words: `its end`. */
  when: string
  fate: 'deleted' | { cleared: Cleared; part: string }
  only?: Only
  /** The column holds milliseconds of real time, which no demo moves on. */
  isRealTime?: true
  /** Not by the sweep: the queue does it by itself. */
  isCleared?: 'by the queue'
}

export type Erasure =
  | 'deleted'
  /** By hand, in the same transaction: see close-account.ts. */
  | { done: string }
  /** `also` are rows that are another's, and are about this account. */
  | { cleared: Cleared; part: string; only?: Only; also?: Owner }
  | { stays: string }

export type Topic = 'Log-in' | 'Devices' | 'Payments' | 'Help and mails' | 'Affiliates' | 'Safety'

export interface Kept {
  table: string
  /** Null: about the shop and its machines, not about a customer. */
  of: { owner: Owners; topic: Topic; title: string } | null
  what: string
  why: string
  /** How long, but for what `ends` takes away sooner. */
  until: 'account' | 'books' | 'shop' | 'moment'
  ends: readonly End[]
  erasure: Erasure
  /** Every column, once: names with spaces between. */
  columns: {
    /** In the export of one's own data. */
    shown?: string
    /** Left out: opens something, or is the hash of what does. */
    secret?: string
    /** Left out: is about somebody else, of the staff or another customer. */
    others?: string
    /** Left out: says nothing about anybody. */
    inner?: string
  }
  /** Rows that are left out of the export, such as notes of staff. */
  exportOnly?: Only
}

/** All columns of a table that the inventory knows. */
export function columnsOf({ columns }: Kept): string[] {
  return Object.values(columns).flatMap((names) => names.split(' '))
}

/** A row whose owner is the account that a column names. */
export function by(column = 'account_id'): Owner {
  return { column }
}

/** A row whose owner is whoever one of these names. */
export function either(...any: Owner[]): Owners {
  return { any }
}

/** Each way in which a row has an owner. */
export function waysOf(owners: Owners): readonly Owner[] {
  return 'any' in owners ? owners.any : [owners]
}

/** A row whose owner is that of another row. */
export function through(column: string, table: string, key = 'id'): Owner {
  return { column, in: { table, key } }
}
