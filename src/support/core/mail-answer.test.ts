import { expect, test } from 'vitest'
import { answerText, LONGEST_ANSWER, subjectLine } from './mail-answer.ts'

const of = (text: string, attachments = 0) => answerText({ text, attachments })

test.each([
  ['lines end as ours do', 'one\r\ntwo\rthree  \n', 'one\ntwo\nthree'],
  ['blank lines are not piled up', 'one\n\n\n\n\n\ntwo', 'one\n\n\ntwo'],
  ['controls and turns of direction go', 'a\u0000b\u0007\u001b[2Jc\u202Ed\u2066e\u200Ff', 'ab[2Jcdef'],
  ['half a sign is replaced', 'a\ud800b', 'a\ufffdb'],
  ['markup stays text', '<script>alert(1)</script>', '<script>alert(1)</script>'],
])('%s', (_name, text, kept) => expect(of(text)).toBe(kept))

test('attachments are said to be gone', () => {
  expect(of('See here.', 1)).toBe('See here.\n\n[One attachment was not kept.]')
  expect(of(' ', 3)).toBe('[3 attachments were not kept.]')
  expect(of(' \n\u0000')).toBeNull()
})

test('too long a text is cut between two signs, and says so', () => {
  const text = of('€'.repeat(10_000)) ?? ''
  const [kept, note] = text.split('\n\n')
  expect(note).toBe('[This mail was longer. The rest was not kept.]')
  expect(kept).toBe('€'.repeat(Math.floor(LONGEST_ANSWER / 3)))
  expect(of('x'.repeat(LONGEST_ANSWER))).toHaveLength(LONGEST_ANSWER)
})

test.each([
  ['one line', 'a\r\n b\tc', 'a b c'],
  ['no marks of direction', 'a\u202Eb', 'ab'],
  ['none', ' \u0000 ', 'A mail without a subject'],
  ['too long', 'x'.repeat(500), 'x'.repeat(120)],
  ['half a sign', 'x'.repeat(119) + '\u{1f600}', `${'x'.repeat(119)}\ufffd`],
])('the subject: %s', (_name, subject, kept) => expect(subjectLine(subject)).toBe(kept))
