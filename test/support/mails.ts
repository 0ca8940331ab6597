// What was written to somebody, with its words, sealed or not, oldest first.
import type { Db } from '../../src/db/open.ts'
import type { Seal } from '../../src/lib/seal.ts'
import { wordsOf } from '../../src/mail/sealed-words.ts'

export interface WrittenMail {
  id: string
  to: string
  subject: string
  replyTo: string
  thread: string
  text: string
  html: string
}

/** Those of one account, those to one address, or all. */
export async function mailsWritten(
  { db, seal }: { db: Db; seal: Seal },
  whose: { account?: string; to?: string } = {},
): Promise<WrittenMail[]> {
  const rows = await db
    .selectFrom('mails')
    .selectAll()
    .$if(whose.account !== undefined, (query) => query.where('account_id', '=', whose.account ?? null))
    .$if(whose.to !== undefined, (query) => query.where('to_address', '=', whose.to ?? ''))
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map((row) => {
    const { id, subject, to_address: to, reply_to: replyTo, thread, words_sealed } = row
    const { text_body: text, html_body: html } = row
    return { id, to, subject, thread, ...wordsOf(seal, { id, text, html, replyTo, sealed: words_sealed }) }
  })
}

/** The token of the last link to `page` in these, such as `/reset-password`. */
export function tokenIn(mails: WrittenMail[], page = ''): string {
  const tokens = mails.flatMap(({ text }) => [...text.matchAll(new RegExp(`${page}\\?token=([\\w-]+)`, 'g'))])
  const token = tokens.at(-1)?.[1]
  if (token === undefined) throw new Error(`no link to ${page} was mailed`)
  return token
}
