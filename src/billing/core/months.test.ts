import { expect, test } from 'vitest'
import { lastMonths } from './months.ts'

test('over the turn of a year, and on the last day of a long month', () => {
  const { months, since } = lastMonths(new Date('2027-03-31T23:59:59Z'), 5)
  expect(months).toEqual(['2026-11', '2026-12', '2027-01', '2027-02', '2027-03'])
  expect(since).toEqual(new Date('2026-11-01T00:00:00Z'))
})
