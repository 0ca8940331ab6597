// The words of a mail that lets in whoever has it: by a link that opens an account, or by the address that an answer is written to.
// They lie sealed until the mail is out, so that neither a copy of the database nor who may read it has what works.
import type { Seal } from '../lib/seal.ts'
import type { Mail } from './queries.ts'

export interface Words {
  text: string
  html: string
  /** Where it is answered; empty: at MAIL_FROM. */
  replyTo: string
}

/** Under which name the words of a mail are sealed. */
export const wordsRow = (mail: string) => `mails:${mail}:words`

export function sealWords(seal: Seal, mail: string, { text, html, replyTo }: Words): string {
  return seal.close(JSON.stringify([text, html, replyTo]), wordsRow(mail))
}

/** Throws as `seal.open` does, when they were sealed under a key that is not here. */
export function wordsOf(
  seal: Seal,
  { id, text, html, replyTo, sealed }: Pick<Mail, 'id' | 'text' | 'html' | 'replyTo' | 'sealed'>,
): Words {
  if (sealed === null) return { text, html, replyTo }
  const kept = JSON.parse(seal.open(sealed, wordsRow(id))) as string[] // as sealWords wrote it
  const [sealedText = '', sealedHtml = '', sealedReplyTo = ''] = kept
  return { text: sealedText, html: sealedHtml, replyTo: sealedReplyTo }
}
