import { expect, test } from 'vitest'
import { sampleState } from '../../test/support/vpn-sample-state.ts'
import { hasEnded, nextEnd, servedAt } from './expiry.ts'

const END = '2026-11-20T12:00:00Z'
const at = (offsetMs: number) => new Date(Date.parse(END) + offsetMs)

test.each([
  [null, 0, false],
  [END, -1, false],
  [END, 0, true],
  [END, 1, true],
])('an end at %s, %i ms after it: %s', (notAfter, offset, ended) => {
  expect(hasEnded({ notAfter }, at(offset))).toBe(ended)
})

test('each is served until its own end, and a retired node serves nobody', () => {
  const state = sampleState()
  const count = (served: ReturnType<typeof servedAt>) => [served.peers.length, served.clients.length]
  expect(count(servedAt(state, at(-1)))).toEqual([1, 1])
  expect(count(servedAt(state, at(0)))).toEqual([0, 1])
  expect(count(servedAt(state, at(86_400_000)))).toEqual([0, 0])
  expect(count(servedAt({ ...state, mode: 'draining' }, at(-1)))).toEqual([1, 1])
  expect(count(servedAt({ ...state, mode: 'retired' }, at(-1)))).toEqual([0, 0])
})

test('the next end is the earliest that has not come', () => {
  const state = sampleState()
  expect(nextEnd(state, at(-1))).toBe(Date.parse(END))
  expect(nextEnd(state, at(0))).toBe(Date.parse('2026-11-21T00:00:00Z'))
  expect(nextEnd(state, at(86_400_000))).toBeNull()
})
