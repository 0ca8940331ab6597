// Writes a mail into the outbox, in the transaction of the change it tells of, with the job that will deliver it.
// Invariant: no change without its mail, no mail without its change, and one mail for one dedupe key, ever.
import type { Clock } from '../lib/clock.ts'
import type { Tx } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import { newId } from '../lib/token.ts'
import { isNobody } from './nobody.ts'
import { insertMail } from './queries.ts'
import { renderMail, type MailData, type MailName } from './templates.ts'

const ADDRESS = /^[^\s@<>()[\]\\,;:"\p{Cc}]+@[^\s@<>()[\]\\,;:"\p{Cc}]+$/u

export interface NewLetter<N extends MailName> {
  /** One bare address. */
  to: string
  account: string | null
  /** Names the state change, such as `receipt:in_…`; a second mail with it is not written. */
  dedupeKey?: string
  /** Where it is to be answered; absent: at MAIL_FROM. */
  replyTo?: string
  /** The id of the conversation it belongs to. */
  thread?: string
  template: N
  data: MailData<N>
}

export async function sendMail<N extends MailName>(
  { clock, queue }: { clock: Clock; queue: Queue },
  tx: Tx,
  letter: NewLetter<N>,
): Promise<void> {
  if (!ADDRESS.test(letter.to)) throw new Error('A mail needs one bare address to go to.')
  if (isNobody(letter.to)) return // of an account that was deleted or has none: there is nobody to read it
  const { subject, text, html } = renderMail(letter.template, letter.data)
  const id = newId('mail')
  const isNew = await insertMail(tx, {
    id,
    dedupe_key: letter.dedupeKey ?? null,
    account_id: letter.account,
    to_address: letter.to,
    subject,
    text_body: text,
    html_body: html,
    reply_to: letter.replyTo ?? '',
    thread: letter.thread ?? '',
    created_at: clock(),
  })
  if (isNew) await queue.enqueue(tx, 'deliver-mail', [{ key: id, data: { mail: id } }])
}
