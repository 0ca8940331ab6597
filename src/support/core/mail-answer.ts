// The text of an answer that came by mail, as it is kept: plain, without the history under it, and saying what was left out.
import { LONGEST_SUBJECT } from './ticket.ts'
import { withoutHistory } from '../../mail/core/quoted-history.ts'

/** Bytes of text that are kept of one mail. */
export const LONGEST_ANSWER = 20_000

/** The subject of a mail as that of a ticket: one line, of a length that is kept. */
export function subjectLine(subject: string): string {
  const line = neutral(subject).replaceAll(/\s+/g, ' ').slice(0, LONGEST_SUBJECT).toWellFormed().trim()
  return line === '' ? 'A mail without a subject' : line
}

/** Null: there is nothing in it to keep. */
export function answerText({ text, attachments }: { text: string; attachments: number }): string | null {
  const words = squeezed(withoutHistory(neutral(text)))
  const cut = shortened(words)
  const notes = [
    ...(cut === words ? [] : ['[This mail was longer. The rest was not kept.]']),
    ...(attachments === 0
      ? []
      : [attachments === 1 ? '[One attachment was not kept.]' : `[${attachments} attachments were not kept.]`]),
  ]
  const all = [...(cut === '' ? [] : [cut]), ...notes].join('\n\n')
  return all === '' ? null : all
}

/** Characters that steer a screen or turn the direction of what follows are taken out, whatever somebody meant by them. */
function neutral(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('\r\n', '\n')
    .replaceAll(/[\r\u2028\u2029]/g, '\n')
    .replaceAll(/[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\ufeff]/g, '')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '')
}

function squeezed(text: string): string {
  const lines = text.split('\n').map((line) => line.trimEnd())
  return lines
    .filter((line, at) => line !== '' || lines[at - 1] !== '' || lines[at - 2] !== '')
    .join('\n')
    .trim()
}

function shortened(text: string): string {
  const bytes = new TextEncoder().encode(text)
  if (bytes.length <= LONGEST_ANSWER) return text
  // A sign that was cut in two is replaced, and goes.
  return new TextDecoder()
    .decode(bytes.subarray(0, LONGEST_ANSWER))
    .replace(/\ufffd$/, '')
    .trimEnd()
}
