import { expect, test } from 'vitest'
import { formatMoney, minorUnits } from './money.ts'

test.each([
  [500n, 'usd', '$5.00'],
  [5n, 'usd', '$0.05'],
  [0n, 'usd', '$0.00'],
  [-1234n, 'usd', '-$12.34'],
  [500n, 'jpy', '¥500'],
  [1234n, 'kwd', 'KWD 1.234'],
  [9007199254740993n, 'usd', '$90,071,992,547,409.93'],
])('%s %s reads %s', (amount, currency, text) => {
  expect(formatMoney({ amount, currency }).replaceAll(/\s/g, ' ')).toBe(text)
})

test.each([1.5, Number.NaN, Infinity, 2 ** 53])('%s is no amount', (value) => {
  expect(() => minorUnits(value)).toThrow(RangeError)
})
