import { expect, test } from 'vitest'
import { holdEnd, minimumIn, minimumInWords, rateInWords } from './terms.ts'

test.each([
  ['usd', 2000, 2000n],
  ['jpy', 2000, 20n],
  ['kwd', 2000, 20_000n],
  ['jpy', 1250, 13n],
])('the least in %s of %d hundredths is %d', (currency, minimum, least) => {
  expect(minimumIn(currency, { minimum: BigInt(minimum) })).toBe(least)
})

test.each([
  [2000n, '20.00'],
  [1250n, '12.50'],
  [5n, '0.05'],
  [0n, '0.00'],
])('%d hundredths in words', (minimum, words) => {
  expect(minimumInWords({ minimum })).toBe(words)
})

test('a hold is days of 24 hours from the payment, and rates read as percent', () => {
  expect(holdEnd(new Date('2026-02-10T12:00:00Z'), { holdDays: 30 })).toEqual(new Date('2026-03-12T12:00:00Z'))
  expect(rateInWords({ rateBp: 1250 })).toBe('12.5 %')
})
