import { expect, test } from 'vitest'
import { newReadable } from '../../lib/token.ts'
import { lengthWords, readVoucherCode } from './voucher-code.ts'

test.each([
  ['as it is printed', 'ABCDE-FGHJK-MNPQR-23456', 'ABCDEFGHJKMNPQR23456'],
  ['as it is typed', ' abcde fghjk\tmnpqr 23456 ', 'ABCDEFGHJKMNPQR23456'],
  ['without the last sign', 'ABCDE-FGHJK-MNPQR-2345', null],
  ['with a sign that no code has', 'ABCDE-FGHJK-MNPQR-2345O', null],
  ['with nothing', '', null],
  ['with something long', 'A'.repeat(100_000), null],
])('a code %s', (_name, text, code) => {
  expect(readVoucherCode(text)).toBe(code)
})

test('each code that is made can be read, and no two are alike', () => {
  const codes = Array.from({ length: 500 }, () => readVoucherCode(newReadable(4)))
  expect(codes).not.toContain(null)
  expect(new Set(codes).size).toBe(500)
})

test('the time of a voucher in words', () => {
  expect([lengthWords({ unit: 'month', length: 1 }), lengthWords({ unit: 'day', length: 30 })]).toEqual([
    '1 month',
    '30 days',
  ])
})
