import { expect, test } from 'vitest'
import { parseEmail } from './email.ts'
import { checkPassword, normalPassword, passwordFault } from './password-rules.ts'

const email = parseEmail('anna.example@mail.example.org')
const LONG = 'correct horse battery staple '

test.each([
  ['15 lower-case letters', 'purplechairpond'],
  ['15 digits of no order', '829104736152098'],
  ['15 code points beyond the first plane', '🚀🌊🐢🎈🍋🪁🧩🎻🦊🌵🪴🥝🐝🧭🎲'],
  ['spaces and signs', 'a quiet road, two lamps'],
  ['64 characters', LONG.repeat(3).slice(0, 64)],
  ['256 characters', LONG.repeat(9).slice(0, 256)],
  ['the product inside a sentence', 'every turnpike ends at a yellow barn'],
])('accepted: %s', (_name, password) => {
  expect(passwordFault(password, email)).toBeNull()
})

test.each([
  ['14 characters', 'purplechairpon', /at least 15/],
  ['14 code points in 28 units', '🚀🌊🐢🎈🍋🪁🧩🎻🦊🌵🪴🥝🐝🧭', /at least 15/],
  ['15 units that NFC makes 14', 'purplechairpoe\u0301', /at least 15/],
  ['257 characters', LONG.repeat(9).slice(0, 257), /at most 256/],
  ['a megabyte', 'ab'.repeat(500_000), /at most 256/],
  ['a lone surrogate', `purplechairpond\ud800`, /at most 256/],
  ['one character', 'aaaaaaaaaaaaaaaa', /pattern/],
  ['a repeated word', 'passwordpassword', /pattern/],
  ['a run of digits', '123456789012345', /pattern/],
  ['a run of letters', 'abcdefghijklmno', /pattern/],
  ['a run downwards', 'onmlkjihgfedcba', /pattern/],
  ['a walk along the keyboard', 'qwertyuiopasdfghjkl', /pattern/],
  ['the e-mail address', 'anna.example@mail.example.org', /e-mail address/],
  ['the e-mail address in capitals with a year', 'ANNA.EXAMPLE@MAIL.EXAMPLE.ORG2026', /e-mail address/],
  ['the first half and digits', 'anna.example-2026!', /e-mail address/],
  ['product and year', 'Turnpike-2026-2027', /name of this service/],
  ['a long one of the common ones', '1q2w3e4r5t6y7u8i', /guessers try first/],
  ['the same in capitals', '1Q2W3E4R5T6Y7U8I', /guessers try first/],
])('refused: %s', (_name, password, sentence) => {
  expect(passwordFault(password, email)).toMatch(sentence)
  expect(() => checkPassword(password, email)).toThrow(expect.objectContaining({ code: 'invalid' }))
})

test('both ways to type an accent are one password', () => {
  expect(normalPassword('cafe\u0301')).toBe(normalPassword('caf\u00e9'))
})

test.each([
  ['7 characters', 'lampfer', /at least 8/],
  ['a common one', 'sunshine1', /guessers try first/],
  ['a common one in capitals', 'TrustNo1', /guessers try first/],
  ['the product', 'turnpike1', /name of this service/],
  ['the first half of the address', 'anna.example', /e-mail address/],
])('refused beside a second factor as well: %s', (_name, password, sentence) => {
  expect(passwordFault(password, email, 'second-factor')).toMatch(sentence)
})

test('8 characters are enough beside a second factor, and never alone', () => {
  expect(passwordFault('lampfern', email, 'second-factor')).toBeNull()
  expect(passwordFault('lampfern', email)).toMatch(/at least 15/)
})

test('no composition is asked for', () => {
  expect(passwordFault('zzkqv lmnrp wxtbd', email)).toBeNull()
})
