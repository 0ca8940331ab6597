// Of moves at once none is lost.
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { moveClock } from './move-clock.ts'
import { oneAtATime } from './one-at-a-time.ts'

test('twenty moves at once add up', async () => {
  const folder = await mkdtemp('/tmp/turnpike-clock-')
  const path = join(folder, 'clock')
  await Promise.all(Array.from({ length: 20 }, () => moveClock(path, 1000)))
  expect(await moveClock(path, -1000)).toBe(19_000)
  await rm(folder, { recursive: true })
})

test('what fails gives the lock back', async () => {
  await expect(oneAtATime('/tmp/turnpike-x', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await oneAtATime('/tmp/turnpike-x', () => Promise.resolve('free'))).toBe('free')
})
