import { describe, expect, test } from 'vitest'
import { MARKER, withoutHistory } from './quoted-history.ts'

describe('history goes, the answer stays', () => {
  test.each([
    [
      'quoted, English',
      `It works.\n\nOn Mon, 24 Nov 2026 at 10:00, Shop <h@example.com> wrote:\n> ${MARKER}\n> old\n> words`,
    ],
    [
      'quoted, on two lines',
      `It works.\n\nOn Mon, 24 Nov 2026 at 10:00, Shop <help+abc@example.com>\nwrote:\n\n> ${MARKER}\n> old`,
    ],
    ['quoted, German', `It works.\n\nAm 24.11.2026 um 10:00 schrieb Shop <h@example.com>:\n> ${MARKER}\n> old`],
    ['quoted, of another mail', 'It works.\n\nLe 24/11/2026 à 10:00, Shop a écrit :\n> old\n> words\n'],
    ['quoted without a head', 'It works.\n> old\n>\n> words'],
    [
      'not quoted, by Outlook',
      `It works.\n\n________________________________\nFrom: Shop <h@example.com>\nSent: Monday\nTo: a@example.com\nSubject: Answer: x\n\n${MARKER}\n\nold words`,
    ],
    ['not quoted, older Outlook', `It works.\n\n-----Original Message-----\nFrom: Shop\n\n${MARKER}\nold`],
    [
      'not quoted, from HTML',
      `It works.\n\nOn Mon, 24 Nov 2026 at 10:00, Shop (mailto:h@example.com) wrote:\n\n${MARKER}\n\nold`,
    ],
  ])('%s', (_name, text) => expect(withoutHistory(text)).toBe('It works.'))
})

describe('in doubt nothing is cut', () => {
  test.each([
    ['nothing is quoted', 'It works.\n\nThanks,\nAna'],
    [
      'answered line by line',
      `On 24 Nov 2026, 10:00, h@example.com wrote:\n> ${MARKER}\n> old\nmine\n> older\nmine too`,
    ],
    ['answered below', '> old\n> words\n\nIt works.'],
    ['answered below everything', `> ${MARKER}\n> old\n\nIt works.`],
    ['a signature below the quote', 'It works.\n> old\n-- \nAna'],
    ['a word with a colon', 'I tried this:\n\nFrom: the app\nit says no'],
    ['only history', `${MARKER}\nold`],
  ])('%s', (_name, text) => expect(withoutHistory(text)).toBe(text))
})

test('a sentence of one’s own before the quote stays', () => {
  expect(withoutHistory('I mean this:\n> old')).toBe('I mean this:')
})

test.each([
  ['blank lines', '\n'.repeat(1e6)],
  ['quotes', '>\n'.repeat(5e5)],
  ['one long line', `${' '.repeat(5e5)}:${'1'.repeat(5e5)}`],
  ['heads', 'From:'.repeat(2e5)],
  ['dashes', `${'-'.repeat(1e6)}x`],
])('a million signs are read to their end: %s', (_name, text) => {
  expect(withoutHistory(text).length).toBeLessThanOrEqual(text.length)
})
