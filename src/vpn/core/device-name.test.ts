import { describe, expect, test } from 'vitest'
import { fileNamePart, parseName } from './device-name.ts'

describe('names that are refused', () => {
  const hostile = [
    ['empty', ''],
    ['only space', '   '],
    ['command substitution', '$(id)'],
    ['two commands', 'a;b'],
    ['an option', '-config'],
    ['a path', '..'],
    ['a path within', 'a/../b'],
    ['a line of OpenVPN', 'phone\npush "route 0.0.0.0"'],
    ['a line of WireGuard', 'phone\nPostUp = id'],
    ['a carriage return', 'phone\rx'],
    ['a NUL', 'phone\u0000x'],
    ['too long', 'a'.repeat(41)],
    ['300 characters', 'a'.repeat(300)],
    ['right-to-left mark', 'phone\u202Egnp'],
    ['a look-alike letter', 'рhone'],
    ['quotes', 'my "phone"'],
    ['a reserved file name', 'CON'],
    ['a reserved file name, lower case', 'lpt1'],
    ['markup', '<b>'],
    ['a formula', '=cmd'],
  ]
  test.each(hostile)('%s', (_, name) => expect(parseName(name)).toBeNull())
})

describe('names that are allowed', () => {
  const fine = [
    ['Phone', 'Phone'],
    ['  my phone ', 'my phone'],
    ['Ann-Marie_2', 'Ann-Marie_2'],
    ['7', '7'],
    ['a'.repeat(40), 'a'.repeat(40)],
    ['console', 'console'],
  ]
  test.each(fine)('%j is stored as %j', (name, stored) => expect(parseName(name)).toBe(stored))
})

test.each([
  ['My Phone', 'my-phone'],
  ['a_-b', 'a-b'],
  ['x-', 'x'],
])('file name of %j', (name, part) => expect(fileNamePart(name)).toBe(part))
