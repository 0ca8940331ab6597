// The share of a run that is walked.
import { expect, test } from 'vitest'
import { walkedShare } from './walked.ts'

const day = (n: number) => new Date(Date.UTC(2026, 10, n))
const window = (from: number, below: number) => ({ from_at: day(from), below_at: day(below) })
const span = { from: day(1), to: day(11) }

test.each([
  ['nothing yet', [[window(1, 11)], [window(1, 11)]], null, 0],
  ['half of one list of two', [[window(1, 6)], [window(1, 11)]], null, 0.25],
  ['all', [[window(1, 1)], [window(1, 1)]], null, 1],
  ['two windows of one list', [[window(1, 4), window(9, 11)]], null, 0.5],
  ['the time before anything was stored does not count', [[window(1, 8)]], day(7), 0.75],
  ['what is walked beyond the oldest is all', [[window(1, 3)]], day(7), 1],
  ['nothing but what is younger than the run', [[window(1, 11)]], day(12), 1],
])('%s', (_, lists, oldest, share) => {
  expect(walkedShare(lists, span, oldest)).toBeCloseTo(share)
})
