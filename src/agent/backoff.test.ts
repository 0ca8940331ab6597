import { expect, test } from 'vitest'
import { retryDelay } from './backoff.ts'

test('the first retry is at once, later ones double up to the longest', () => {
  const latest = [1, 2, 3, 4, 20].map((failures) => retryDelay(failures, 1, 10_000))
  expect(latest).toEqual([50, 250, 500, 1_000, 10_000])
  const soonest = [1, 2, 20].map((failures) => retryDelay(failures, 0, 10_000))
  expect(soonest).toEqual([0, 125, 5_000])
})
