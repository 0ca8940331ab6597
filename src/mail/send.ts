// Writes a mail into the outbox, in the transaction of the change it tells of, with the job that will deliver it.
// Invariant: no change without its mail, no mail without its change, and one mail for one dedupe key, ever.
import type { Clock } from '../lib/clock.ts'
import type { Tx } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import type { Seal } from '../lib/seal.ts'
import { newId } from '../lib/token.ts'
import type { RenderedMail } from './blocks.ts'
import { isNobody } from './nobody.ts'
import { insertMail, type NewMail } from './queries.ts'
import { sealWords } from './sealed-words.ts'
import { renderMail, type MailData, type MailName } from './templates.ts'

const ADDRESS = /^[^\s@<>()[\]\\,;:"\p{Cc}]+@[^\s@<>()[\]\\,;:"\p{Cc}]+$/u

export interface NewLetter<N extends MailName> {
  /** One bare address. */
  to: string
  account: string | null
  /** Names the state change, such as `receipt:in_…`; a second mail with it is not written. */
  dedupeKey?: string
  /** The id of the conversation it belongs to. */
  thread?: string
  template: N
  data: MailData<N>
}

/** Mails with a link that is good without a log-in, or with an address of its own to answer to. */
type SealedMailName =
  'verify-email' | 'reset-password' | 'confirm-new-email' | 'email-changed' | 'ticket-answer' | 'ticket-message'

type Needs = { clock: Clock; queue: Queue }

/** What it says lies open in the database until it is out: nothing in it may let anybody in. */
export function sendMail<N extends Exclude<MailName, SealedMailName>>(
  needs: Needs,
  tx: Tx,
  letter: NewLetter<N>,
): Promise<void> {
  return write(needs, tx, letter, 'deliver-mail', (_, { text, html }) => ({ text_body: text, html_body: html }))
}

/** As `sendMail`, with its words sealed until it is out. */
export function sendSealedMail<N extends SealedMailName>(
  needs: Needs & { seal: Seal },
  tx: Tx,
  letter: NewLetter<N> & { /** Where it is to be answered; absent: at MAIL_FROM. */ replyTo?: string },
): Promise<void> {
  const { replyTo = '' } = letter
  // A job of its own: the version before, which goes on working during an update, would send a mail without words.
  return write(needs, tx, letter, 'deliver-sealed-mail', (id, words) => ({
    text_body: '',
    html_body: '',
    words_sealed: sealWords(needs.seal, id, { ...words, replyTo }),
  }))
}

async function write<N extends MailName>(
  { clock, queue }: Needs,
  tx: Tx,
  letter: NewLetter<N>,
  job: 'deliver-mail' | 'deliver-sealed-mail',
  kept: (id: string, words: RenderedMail) => Pick<NewMail, 'text_body' | 'html_body' | 'words_sealed'>,
): Promise<void> {
  if (!ADDRESS.test(letter.to)) throw new Error('A mail needs one bare address to go to.')
  if (isNobody(letter.to)) return // of an account that was deleted or has none: there is nobody to read it
  const rendered = renderMail(letter.template, letter.data)
  const id = newId('mail')
  const isNew = await insertMail(tx, {
    id,
    dedupe_key: letter.dedupeKey ?? null,
    account_id: letter.account,
    to_address: letter.to,
    subject: rendered.subject,
    ...kept(id, rendered),
    thread: letter.thread ?? '',
    created_at: clock(),
  })
  if (isNew) await queue.enqueue(tx, job, [{ key: id, data: { mail: id } }])
}
