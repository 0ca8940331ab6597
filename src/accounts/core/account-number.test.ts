import { expect, test } from 'vitest'
import { completeNumber, inGroups, lastGroup, RANDOM_DIGITS, readNumber } from './account-number.ts'

const WHOLE = completeNumber('123456789012345678901234567')

test.each([
  ['0794', '07945'], // the standard's own example
  ['00200667308', '002006673085'],
])('the last digit of %s makes %s', (digits, whole) => {
  expect(completeNumber(digits)).toBe(whole)
})

test('it is read back however it is grouped', () => {
  expect(WHOLE).toHaveLength(RANDOM_DIGITS + 1)
  expect(inGroups(WHOLE)).toMatch(/^(\d{4} ){6}\d{4}$/)
  for (const typed of [
    WHOLE,
    inGroups(WHOLE),
    ` ${inGroups(WHOLE).replaceAll(' ', '-')}\n`,
    WHOLE.replaceAll(/\B/g, '\u2013'),
  ]) {
    expect(readNumber(typed)).toBe(WHOLE)
  }
  expect(lastGroup(WHOLE)).toBe(inGroups(WHOLE).split(' ').at(-1))
})

test('no wrong digit is read', () => {
  for (let at = 0; at < WHOLE.length; at++) {
    for (let digit = 0; digit < 10; digit++) {
      if (WHOLE[at] === String(digit)) continue
      expect(readNumber(WHOLE.slice(0, at) + digit + WHOLE.slice(at + 1))).toBeNull()
    }
  }
})

test.each(['', '0', WHOLE.slice(1), `${WHOLE}0`, `a${WHOLE.slice(1)}`, `${WHOLE.slice(0, -1)}٣`, '9'.repeat(10_000)])(
  'what is no number: %.40s',
  (typed) => {
    expect(readNumber(typed)).toBeNull()
  },
)
