// The SQL of the outbox.
import type { Db, Tx } from '../db/open.ts'

export interface MailSummary {
  id: string
  to: string
  subject: string
  createdAt: Date
  sentAt: Date | null
}

export interface Mail extends MailSummary {
  text: string
  html: string
  replyTo: string
  /** Instead of these three (sealed-words.ts). */
  sealed: string | null
  /** The conversation it belongs to; empty: none. */
  thread: string
}

const SUMMARY = ['id', 'to_address as to', 'subject', 'created_at as createdAt', 'sent_at as sentAt'] as const

export interface NewMail {
  id: string
  dedupe_key: string | null
  account_id: string | null
  to_address: string
  subject: string
  text_body: string
  html_body: string
  words_sealed?: string
  thread: string
  created_at: Date
}

/** False when a mail with this dedupe key was written before. */
export async function insertMail(tx: Tx, mail: NewMail): Promise<boolean> {
  const row = await tx
    .insertInto('mails')
    .values({ ...mail, sent_at: null })
    .onConflict((conflict) => conflict.column('dedupe_key').doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Of these dedupe keys, those that a mail was written under. */
export async function writtenKeys(tx: Tx, keys: string[]): Promise<Set<string | null>> {
  const rows = await tx.selectFrom('mails').select('dedupe_key').where('dedupe_key', 'in', keys).execute()
  return new Set(rows.map((row) => row.dedupe_key))
}

export function findMail(db: Db, id: string): Promise<Mail | undefined> {
  return db
    .selectFrom('mails')
    .select([
      ...SUMMARY,
      'text_body as text',
      'html_body as html',
      'words_sealed as sealed',
      'reply_to as replyTo',
      'thread',
    ])
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Newest first. */
export function listMails(db: Db, limit = 100): Promise<MailSummary[]> {
  return db.selectFrom('mails').select(SUMMARY).orderBy('created_at', 'desc').orderBy('id').limit(limit).execute()
}

/** What one account was written, oldest first. */
export function mailsTo(db: Db, account: string): Promise<MailSummary[]> {
  return db.selectFrom('mails').select(SUMMARY).where('account_id', '=', account).orderBy('created_at').execute()
}

/** Notes that a mail is out and forgets its words: links that open an account do not stay in the database. */
export async function markSent(db: Db, id: string, at: Date): Promise<void> {
  await db
    .updateTable('mails')
    .set({ sent_at: at, text_body: '', html_body: '', words_sealed: null, reply_to: '' })
    .where('id', '=', id)
    .execute()
}
