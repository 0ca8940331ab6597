import { expect, test } from 'vitest'
import { absoluteEnd, isLive } from './session-ends.ts'

const start = new Date('2026-11-24T06:00:00Z')
const after = (minutes: number) => new Date(start.getTime() + minutes * 60_000)
const DAYS = 24 * 60

test.each([
  ['customer', 29, 0, true],
  ['customer', 30, 0, false],
  ['support', 14, 0, true],
  ['support', 15, 0, false],
  ['owner', 15, 0, false],
  ['customer', 30 * DAYS - 1, 30 * DAYS - 2, true],
  ['customer', 30 * DAYS, 30 * DAYS - 1, false],
  ['owner', 12 * 60 - 1, 12 * 60 - 2, true],
  ['owner', 12 * 60, 12 * 60 - 1, false],
] as const)('%s after %d minutes, last seen at %d: %s', (role, now, seen, live) => {
  const times = { createdAt: start, lastSeenAt: after(seen), endsAt: absoluteEnd(role, start) }
  expect(isLive(times, role, after(now))).toBe(live)
})

test('a customer made staff keeps no session longer than staff may', () => {
  const times = { createdAt: start, lastSeenAt: after(13 * 60), endsAt: absoluteEnd('customer', start) }
  expect(isLive(times, 'customer', after(13 * 60))).toBe(true)
  expect(isLive(times, 'support', after(13 * 60))).toBe(false)
})

test('staff made customer do not live longer than they were given', () => {
  const times = { createdAt: start, lastSeenAt: after(12 * 60), endsAt: absoluteEnd('owner', start) }
  expect(isLive(times, 'customer', after(12 * 60 + 1))).toBe(false)
})
