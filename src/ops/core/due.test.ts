import { expect, test } from 'vitest'
import { endOfPaid, nextDue, withNotice, type Due } from './due.ts'

const at = (day: number) => new Date(Date.UTC(2026, 0, day))
const due = (day: number, what: Due['what'] = 'renewal', account: string | null = 'a'): Due => ({
  at: at(day),
  what,
  account,
})

test.each([
  ['nothing', [], []],
  ['what is past or now is not due', [due(1), due(2)], []],
  ['earliest first', [due(9), due(3), due(5)], [due(3), due(5), due(9)]],
  ['the same thing once', [due(3), due(3)], [due(3)]],
  ['at one time different things, and different people', [due(3), due(3, 'retry'), due(3, 'renewal', 'b')], 'all'],
  ['without an account', [due(3, 'dispute', null)], 'all'],
] as const)('%s', (_, given, expected) => {
  expect(nextDue(given, at(2))).toEqual(expected === 'all' ? given : expected)
})

test.each([
  ['renewing', []],
  ['failing', [due(12, 'grace-end')]],
  ['ending', [due(5, 'access-end')]],
  ['none', [due(5, 'access-end')]],
] as const)('the end of paid time that is %s', (standing, expected) => {
  expect(endOfPaid({ account: 'a', paidUntil: at(5), standing }, 7)).toEqual(expected)
})

test('only the end of a trial is told of before', () => {
  expect(withNotice(due(5, 'trial-end'), 3 * 86_400_000)).toEqual([due(2, 'trial-notice'), due(5, 'trial-end')])
  expect(withNotice(due(5), 3 * 86_400_000)).toEqual([due(5)])
})
