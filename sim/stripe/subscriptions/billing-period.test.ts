// Month ends, leap years and the rounding of prorations.
import { describe, expect, test } from 'vitest'
import { boundary, periodAt, plusMonths, prorated } from './billing-period.ts'

const at = (text: string) => Date.parse(`${text}Z`) / 1000
const shown = (time: number) => new Date(time * 1000).toISOString().slice(0, 19)
const month = { interval: 'month', interval_count: 1 }

describe('the n-th boundary', () => {
  test.each([
    ['2026-01-31T12:00:00', month, 1, '2026-02-28T12:00:00'],
    ['2026-01-31T12:00:00', month, 2, '2026-03-31T12:00:00'],
    ['2026-01-31T12:00:00', month, 3, '2026-04-30T12:00:00'],
    ['2024-01-31T00:00:01', month, 1, '2024-02-29T00:00:01'],
    ['2024-02-29T23:59:59', { interval: 'year', interval_count: 1 }, 1, '2025-02-28T23:59:59'],
    ['2024-02-29T23:59:59', { interval: 'year', interval_count: 1 }, 4, '2028-02-29T23:59:59'],
    ['2026-11-30T00:00:00', { interval: 'month', interval_count: 3 }, 1, '2027-02-28T00:00:00'],
    ['2026-03-28T12:00:00', { interval: 'week', interval_count: 2 }, 1, '2026-04-11T12:00:00'],
    ['2026-12-31T12:00:00', { interval: 'day', interval_count: 1 }, 1, '2027-01-01T12:00:00'],
  ])('%s, %j, %i', (anchor, recurrence, n, expected) => {
    expect(shown(boundary(at(anchor), recurrence, n))).toBe(expected)
  })
})

test('a period holds its start and not its end, before the anchor too', () => {
  const anchor = at('2026-01-31T12:00:00')
  expect(periodAt(anchor, month, anchor)).toEqual({ start: anchor, end: plusMonths(anchor, 1) })
  expect(periodAt(anchor, month, plusMonths(anchor, 1) - 1)).toEqual({ start: anchor, end: plusMonths(anchor, 1) })
  expect(shown(periodAt(anchor, month, plusMonths(anchor, 1)).end)).toBe('2026-03-31T12:00:00')
  expect(shown(periodAt(anchor, month, at('2025-12-31T11:59:59')).end)).toBe('2025-12-31T12:00:00')
})

test.each([
  [1000, 0, 1000],
  [1000, 50, 500],
  [1000, 99, 10],
  [1000, 100, 0],
  [1000, 150, 0],
  [999, 50, 500],
])('%i minor units after %i of 100 seconds leave %i', (amount, after, expected) => {
  expect(prorated(amount, { start: 0, end: 100 }, after)).toBe(expected)
})
