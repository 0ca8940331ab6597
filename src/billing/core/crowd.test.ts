import { expect, test } from 'vitest'
import { patienceFor } from './crowd.ts'

const now = new Date('2026-03-01T12:00:00Z')
const ago = (ms: number) => new Date(now.getTime() - ms)

test.each([
  ['nothing waits', { count: 0, oldest: null, newest: null }, 0],
  ['the events of a checkout are not waited for', { count: 15, oldest: ago(20), newest: ago(1) }, 0],
  ['a crowd that still comes is', { count: 16, oldest: ago(20), newest: ago(499) }, 100],
  ['until it is quiet', { count: 900, oldest: ago(2_000), newest: ago(500) }, 0],
  ['and for three seconds at most', { count: 900, oldest: ago(3_000), newest: ago(1) }, 0],
  [
    'what failed before and waits since does not hold it up',
    { count: 900, oldest: ago(86_400_000), newest: ago(1) },
    0,
  ],
])('%s', (_, waiting, expected) => {
  expect(patienceFor(waiting, now)).toBe(expected)
})
