// What a ticket may say. Texts are plain and stay so: nothing in them is ever read as markup.
import { Refusal } from '../../lib/refusal.ts'

/** Not closed, of one account at a time. */
export const MOST_OPEN = 5
export const LONGEST_SUBJECT = 120
export const LONGEST_TEXT = 10_000

/** One line. Throws Refusal `invalid`. */
export function parseSubject(typed: string): string {
  const subject = typed
    .replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ')
    .replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .trim()
  if (subject !== '' && subject.length <= LONGEST_SUBJECT) return subject
  throw new Refusal('invalid', `Give a subject of at most ${LONGEST_SUBJECT} characters.`)
}

/** Lines end with a line feed; marks that turn the direction of what follows are taken out. Throws Refusal `invalid`. */
export function parseText(typed: string): string {
  const lines = typed.replaceAll('\r\n', '\n').replaceAll('\r', '\n')
  const text = lines.replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, '').trim()
  if (/[^\P{Cc}\n\t]/u.test(text)) throw new Refusal('invalid', 'The text has characters that cannot be read.')
  if (text !== '' && text.length <= LONGEST_TEXT) return text
  throw new Refusal('invalid', 'Write a text of at most 10,000 characters.')
}
