import { expect, test } from 'vitest'
import { isLeaseOver } from './lease.ts'

const HOUR = 3_600_000
const contact = { wall: 100 * HOUR, elapsed: 5 * HOUR }

test.each([
  ['just heard', contact, { wall: 100 * HOUR, elapsed: 5 * HOUR }, false],
  ['at its very end', contact, { wall: 101 * HOUR, elapsed: 6 * HOUR }, false],
  ['after it', contact, { wall: 101 * HOUR + 1, elapsed: 6 * HOUR + 1 }, true],
  ['after it, with the wall clock set back', contact, { wall: 50 * HOUR, elapsed: 6 * HOUR + 1 }, true],
  ['after a restart, within it', { ...contact, elapsed: null }, { wall: 100.5 * HOUR, elapsed: 9 * HOUR }, false],
  ['after a restart, beyond it', { ...contact, elapsed: null }, { wall: 102 * HOUR, elapsed: 0 }, true],
])('a lease of an hour, %s', (_name, heard, now, over) => {
  expect(isLeaseOver(heard, 3_600, now)).toBe(over)
})
