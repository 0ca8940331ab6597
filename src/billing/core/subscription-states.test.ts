// Which subscription counts, of any that an account has.
import { expect, test } from 'vitest'
import { isUnpaid, liveOne } from './subscription-states.ts'

test.each([
  ['none at all', [], undefined],
  ['all over', ['canceled', 'incomplete_expired'], undefined],
  ['the newest that runs', ['canceled', 'active', 'past_due'], 1],
  ['paused is live', ['paused'], 0],
  ['given up is live', ['canceled', 'unpaid'], 1],
  ['never paid is live', ['incomplete'], 0],
  ['one that runs before a newer one that is not paid', ['incomplete', 'active'], 1],
])('%s', (_, statuses, at) => {
  const all = statuses.map((status) => ({ status }))
  expect(liveOne(all)).toBe(at === undefined ? undefined : all[at])
})

test('what is not paid', () => {
  const all = ['active', 'trialing', 'past_due', 'paused', 'unpaid', 'incomplete', 'canceled']
  expect(all.filter(isUnpaid)).toEqual(['unpaid', 'incomplete'])
})
