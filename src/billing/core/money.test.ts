import { expect, test } from 'vitest'
import { formatMoney, minorUnits, parseMoney } from './money.ts'

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

test.each([
  ['5', 'usd', 500n],
  ['5.5', 'usd', 550n],
  [' 0.05 ', 'usd', 5n],
  ['500', 'jpy', 500n],
  ['1.234', 'kwd', 1234n],
  ['5.5', 'jpy', null],
  ['1.234', 'usd', null],
  ['-1', 'usd', null],
  ['1e3', 'usd', null],
  ['', 'usd', null],
  ['1,000', 'usd', null],
])('%j of %s is %s', (text, currency, amount) => {
  expect(parseMoney(text, currency)?.amount ?? null).toBe(amount)
})
