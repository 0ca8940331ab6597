import { describe, expect, test } from 'vitest'
import { COPY_KINDS, driftBetween, isRepairable, type Copy, type StoredCopy } from './drift.ts'

const created = new Date('2026-01-01T00:00:00Z')
const copy: StoredCopy = {
  kind: 'charge',
  id: 'ch_1',
  created,
  account: 'acct_a',
  charge: null,
  amount: 1000n,
  currency: 'usd',
  price: null,
  status: 'succeeded',
  ends: null,
  refunded: 0n,
  refundsKept: 0n,
}
const refund: StoredCopy = { ...copy, kind: 'refund', id: 're_1', charge: 'ch_1', refunded: null, refundsKept: null }
const subscription: StoredCopy = { ...refund, kind: 'subscription', charge: null, amount: null, price: 'price_1' }

const found = (here: StoredCopy | null, there: Copy | null) => driftBetween(here, there).map((drift) => drift.class)

test('equal copies do not differ', () => {
  for (const one of [copy, refund, subscription]) expect(found(one, { ...one })).toEqual([])
  expect(found(null, null)).toEqual([])
})

test.each(COPY_KINDS)('a %s that one side lacks', (kind) => {
  expect(found(null, { ...copy, kind })).toEqual([`missing-here-${kind}`])
  expect(found({ ...copy, kind }, null)).toEqual([`missing-there-${kind}`])
})

test('what is nobody\u2019s here and not stored is another system\u2019s; stored, it is a customer that is wrong', () => {
  expect(found(null, { ...copy, account: null })).toEqual([])
  expect(found(copy, { ...copy, account: null })).toEqual(['wrong-customer'])
})

describe('one fault, one difference', () => {
  test.each<[string, StoredCopy, Partial<StoredCopy>, string[]]>([
    ['amount', copy, { amount: 1n }, ['wrong-amount']],
    ['price', subscription, { price: 'price_2' }, ['wrong-amount']],
    ['currency', copy, { currency: 'eur' }, ['wrong-currency']],
    ['status', copy, { status: 'failed' }, ['wrong-status']],
    ['scheduled end', subscription, { ends: created }, ['wrong-status']],
    ['account', copy, { account: 'acct_b' }, ['wrong-customer']],
    ['the account of a refund whose charge has another owner', refund, { account: 'acct_b' }, []],
    ['the charge of a refund', refund, { charge: 'ch_2' }, ['wrong-customer']],
    ['sum of refunds', copy, { refunded: 5n }, ['wrong-amount']],
    ['both amounts', copy, { amount: 9n, refunded: 5n }, ['wrong-amount']],
    ['two things', copy, { currency: 'eur', status: 'failed' }, ['wrong-currency', 'wrong-status']],
  ])('%s', (_name, right, wrong, expected) => {
    expect(found({ ...right, ...wrong }, right)).toEqual(expected)
  })

  test('a refund that is not stored is told at the refund alone', () => {
    expect(found(copy, { ...copy, refunded: 300n })).toEqual([])
    expect(found({ ...copy, refunded: 300n }, { ...copy, refunded: 300n })).toEqual([])
  })
})

test('nothing is removed and nothing changes hands without a person', () => {
  expect(isRepairable('missing-here-refund')).toBe(true)
  expect(isRepairable('wrong-status')).toBe(true)
  expect(isRepairable('missing-there-refund')).toBe(false)
  expect(isRepairable('wrong-customer')).toBe(false)
})
