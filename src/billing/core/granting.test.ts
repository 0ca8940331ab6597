import { describe, expect, test } from 'vitest'
import { closeGap, moveTime, placeGrant, planToExtend, type Stretch } from './granting.ts'

const day = (n: number) => new Date(Date.UTC(2026, 10, n))
const stretch = (id: string, planId: string, from: number, to: number): Stretch => ({
  id,
  planId,
  startsAt: day(from),
  endsAt: day(to),
})
const nothing = { planId: null, until: null }

describe('a new grant', () => {
  test.each([
    ['begins now where nothing is held', [], nothing, 10, 13],
    [
      'begins where the last of its plan ends',
      [stretch('a', 'pro', 5, 12), stretch('b', 'pro', 12, 20)],
      nothing,
      20,
      23,
    ],
    ['does not wait for one that is over', [stretch('a', 'pro', 1, 4)], nothing, 10, 13],
    ['does not wait for another plan', [stretch('a', 'basic', 5, 20)], nothing, 10, 13],
    ['begins where paid time of its plan ends', [], { planId: 'pro', until: day(15) }, 15, 18],
    ['does not wait for paid time of another plan', [], { planId: 'basic', until: day(15) }, 10, 13],
  ])('%s', (_name, held, paid, from, to) => {
    const placed = placeGrant(held, { planId: 'pro', length: { days: 3 }, paid }, day(10))
    expect(placed).toEqual({ startsAt: day(from), endsAt: day(to) })
  })
})

test('months are those of the calendar', () => {
  const { endsAt } = placeGrant([], { planId: 'pro', length: { months: 3 }, paid: nothing }, day(30))
  expect(endsAt).toEqual(new Date('2027-02-28T00:00:00Z'))
})

describe('after one is revoked', () => {
  const held = [stretch('a', 'pro', 5, 12), stretch('b', 'pro', 12, 20), stretch('c', 'basic', 12, 20)]
  test.each([
    ['running: what follows moves up by the days that were left', 'a', [stretch('b', 'pro', 10, 18)]],
    ['the last: nothing moves', 'b', []],
  ])('%s', (_name, id, moved) => {
    const revoked = held.find((one) => one.id === id) ?? stretch('none', 'pro', 1, 2)
    expect(closeGap(held, revoked, day(10))).toEqual(moved)
  })

  test('over already: nothing moves', () => {
    expect(closeGap(held, stretch('a', 'pro', 1, 5), day(10))).toEqual([])
  })
})

const basic = (until: number) => ({ planId: 'basic', until: day(until) })
test.each([
  ['nothing that is over', [stretch('a', 'pro', 1, 4)], []],
  ['what runs, from now', [stretch('a', 'pro', 5, 12)], [['a', 10, 12]]],
  [
    'what follows where it stands',
    [stretch('a', 'pro', 5, 12), stretch('b', 'pro', 12, 20)],
    [
      ['a', 10, 12],
      ['b', 12, 20],
    ],
  ],
  ['what has not begun, at once', [stretch('a', 'pro', 15, 20)], [['a', 10, 20]]],
  [
    'each of what lies on another',
    [stretch('a', 'pro', 5, 12), stretch('b', 'basic', 5, 20)],
    [
      ['a', 10, 12],
      ['b', 10, 20],
    ],
  ],
])('moved to another plan is %s', (_name, held, moved) => {
  const found = moveTime(held, day(10)).map(({ from, startsAt, endsAt }) => [from, startsAt, endsAt])
  expect(found).toEqual(moved.map(([from, start, end]) => [from, day(Number(start)), day(Number(end))]))
})

test.each([
  ['of what runs and ends last', [stretch('a', 'pro', 1, 12), stretch('b', 'premium', 1, 20)], nothing, 'premium'],
  ['of what is paid for now, not of a gift that is over', [stretch('a', 'premium', 1, 4)], basic(15), 'basic'],
  ['of what is paid for now, beside a gift that runs', [stretch('a', 'premium', 1, 20)], basic(15), 'basic'],
  ['of what ended last where nothing runs', [stretch('a', 'premium', 1, 8)], basic(5), 'premium'],
  ['of nothing', [], nothing, null],
])('more time is %s', (_name, held, paid, plan) => {
  expect(planToExtend(held, paid, day(10))).toBe(plan)
})
