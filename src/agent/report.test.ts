import { expect, test } from 'vitest'
import type { Mark } from './aim.ts'
import { inForce } from './report.ts'

const mark = (generation: number, epoch = 'a'): Mark => ({ epoch, generation })

test.each([
  ['all agree', [mark(3), mark(3)], mark(3)],
  ['one lags', [mark(3), mark(2), mark(3)], mark(2)],
  ['one has reached nothing', [mark(3), null], null],
  ['one is still in another epoch', [mark(3), mark(9, 'b')], null],
])('%s', (_name, reached, expected) => {
  expect(inForce(reached)).toEqual(expected)
})
