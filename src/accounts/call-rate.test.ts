// How many calls an account may make in a process: as many as are said at once, then as many a minute.
import { expect, test } from 'vitest'
import { Refusal } from '../lib/refusal.ts'
import { openCallRate } from './call-rate.ts'

/** So many calls, one after the other at one moment; how many were let through, and the seconds the last one was told to wait. */
function calls(rate: { spend(subject: string): void }, subject: string, times: number) {
  let through = 0
  let wait: number | null = null
  for (let at = 0; at < times; at++) {
    try {
      rate.spend(subject)
      through += 1
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'too-many') throw error
      wait = error.retryAfter
    }
  }
  return { through, wait }
}

test('at once a minute’s worth, then as many as time pays for, and nobody pays for another', () => {
  let at = 0
  const rate = openCallRate(120, () => at)
  expect(calls(rate, 'ana', 150)).toEqual({ through: 120, wait: 1 })
  expect(calls(rate, 'ben', 5)).toEqual({ through: 5, wait: null })
  at += 1000
  expect(calls(rate, 'ana', 10), 'two a second').toEqual({ through: 2, wait: 1 })
  at += 5 * 60_000
  expect(calls(rate, 'ana', 130), 'time saves up no more than a minute').toEqual({ through: 120, wait: 1 })
})

test('where one call a minute is allowed, the wait is told in whole seconds', () => {
  let at = 0
  const rate = openCallRate(1, () => at)
  expect(calls(rate, 'ana', 2)).toEqual({ through: 1, wait: 60 })
  at += 59_001
  expect(calls(rate, 'ana', 1)).toEqual({ through: 0, wait: 1 })
  at += 999
  expect(calls(rate, 'ana', 1)).toEqual({ through: 1, wait: null })
})
