import { expect, test } from 'vitest'
import { addMonths, lastMonths } from './months.ts'

test('over the turn of a year, and on the last day of a long month', () => {
  const { months, since } = lastMonths(new Date('2027-03-31T23:59:59Z'), 5)
  expect(months).toEqual(['2026-11', '2026-12', '2027-01', '2027-02', '2027-03'])
  expect(since).toEqual(new Date('2026-11-01T00:00:00Z'))
})

test.each([
  ['2026-01-31T10:00:00Z', 1, '2026-02-28T10:00:00Z'],
  ['2027-12-31T10:00:00Z', 2, '2028-02-29T10:00:00Z'],
  ['2026-11-24T10:00:00Z', 12, '2027-11-24T10:00:00Z'],
])('%s and %i months', (from, count, to) => {
  expect(addMonths(new Date(from), count)).toEqual(new Date(to))
})
