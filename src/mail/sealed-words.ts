// The words of a mail whose link opens an account to whoever has it. They lie sealed until the mail is out, so that neither a copy of
// the database nor who may read it has links that work.
import type { Seal } from '../lib/seal.ts'
import type { Mail } from './queries.ts'

export interface Words {
  text: string
  html: string
}

/** Under which name the words of a mail are sealed. */
export const wordsRow = (mail: string) => `mails:${mail}:words`

export function sealWords(seal: Seal, mail: string, { text, html }: Words): string {
  return seal.close(JSON.stringify([text, html]), wordsRow(mail))
}

/** Throws as `seal.open` does, when they were sealed under a key that is not here. */
export function wordsOf(seal: Seal, { id, text, html, sealed }: Pick<Mail, 'id' | 'text' | 'html' | 'sealed'>): Words {
  if (sealed === null) return { text, html }
  const [sealedText = '', sealedHtml = ''] = JSON.parse(seal.open(sealed, wordsRow(id))) as string[] // as sealWords wrote it
  return { text: sealedText, html: sealedHtml }
}
