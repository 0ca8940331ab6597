import fc from 'fast-check'
import { expect, test } from 'vitest'
import { postingsFor } from './ledger.ts'

const created = new Date('2026-03-01T00:00:00Z')
const movement = fc.record({
  id: fc.stringMatching(/^re_[a-z]{6}$/),
  chargeId: fc.constant('ch_1'),
  amount: fc.bigInt({ min: 1n, max: 10n ** 12n }),
  currency: fc.constantFrom('usd', 'jpy', 'kwd'),
  status: fc.constantFrom(
    'succeeded',
    'pending',
    'failed',
    'canceled',
    'won',
    'lost',
    'needs_response',
    'warning_closed',
  ),
  created: fc.constant(created),
})

test('every posting sums to zero and each key stands once', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(movement, { selector: (one) => one.id }),
      fc.uniqueArray(movement, { selector: (one) => one.id }),
      (refunds, disputes) => {
        const postings = postingsFor({ payments: [], refunds, disputes })
        for (const posting of postings) expect(posting.entries.reduce((sum, entry) => sum + entry.amount, 0n)).toBe(0n)
        expect(new Set(postings.map((posting) => posting.key)).size).toBe(postings.length)
      },
    ),
  )
})

test('a refund that failed is booked and booked back', () => {
  const refund = { id: 're_1', chargeId: 'ch_1', amount: 500n, currency: 'usd', status: 'failed', created }
  const postings = postingsFor({ payments: [], refunds: [refund], disputes: [] })
  expect(postings.map((posting) => posting.key)).toEqual(['refund:re_1', 'refund-undone:re_1'])
  const sum = postings.flatMap((posting) => posting.entries).filter((entry) => entry.ledgerAccount === 'refunds')
  expect(sum.reduce((total, entry) => total + entry.amount, 0n)).toBe(0n)
})

test('an inquiry moves no money', () => {
  const dispute = {
    id: 'dp_1',
    chargeId: 'ch_1',
    amount: 500n,
    currency: 'usd',
    status: 'warning_needs_response',
    created,
  }
  expect(postingsFor({ payments: [], refunds: [], disputes: [dispute] })).toEqual([])
})
