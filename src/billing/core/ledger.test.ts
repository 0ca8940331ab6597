import fc from 'fast-check'
import { expect, test } from 'vitest'
import { postingsFor } from './ledger.ts'
import type { DisputeFact, FundsFact } from './money-facts.ts'

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

const funds = (id: string, amount: bigint, fee = 0n, currency = 'usd'): FundsFact => ({
  id,
  amount,
  fee,
  currency,
  created,
})
const disputed = (status: string, moved: FundsFact[]): DisputeFact => ({
  id: 'dp_1',
  chargeId: 'ch_1',
  amount: 500n,
  currency: 'usd',
  status,
  created,
  reason: 'fraudulent',
  dueBy: null,
  funds: moved,
})
const anyFunds = fc.record({
  id: fc.stringMatching(/^txn_[a-z]{8}$/),
  amount: fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
  fee: fc.bigInt({ min: -2000n, max: 2000n }),
  currency: fc.constantFrom('usd', 'eur'),
  created: fc.constant(created),
})

test('every posting sums to zero and each key stands once', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(movement, { selector: (one) => one.id }),
      fc.uniqueArray(anyFunds, { selector: (one) => one.id }),
      (refunds, moved) => {
        const disputes = [disputed('won', moved)]
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
  expect(postingsFor({ payments: [], refunds: [], disputes: [disputed('warning_needs_response', [])] })).toEqual([])
})

test.each<[string, FundsFact[], Record<string, bigint>]>([
  ['taken', [funds('txn_1', -500n, 1500n)], { 'stripe-balance': -2000n, disputes: 500n, 'stripe-fees': 1500n }],
  [
    'taken and given back; the fee is not',
    [funds('txn_1', -500n, 1500n), funds('txn_2', 500n)],
    { 'stripe-balance': -1500n, disputes: 0n, 'stripe-fees': 1500n },
  ],
  [
    'given back with its fee',
    [funds('txn_1', -500n, 1500n), funds('txn_2', 500n, -1500n)],
    { 'stripe-balance': 0n, disputes: 0n, 'stripe-fees': 0n },
  ],
  [
    'taken again after it was won',
    [funds('txn_1', -500n), funds('txn_2', 500n), funds('txn_3', -500n)],
    { 'stripe-balance': -500n, disputes: 500n },
  ],
  [
    'settled in another currency: booked in that of the payment',
    [funds('txn_1', -460n, 0n, 'eur')],
    { 'stripe-balance': -500n, disputes: 500n },
  ],
])('a dispute whose money was %s', (_, moved, sums) => {
  const entries = postingsFor({ payments: [], refunds: [], disputes: [disputed('lost', moved)] }).flatMap(
    (posting) => posting.entries,
  )
  for (const [account, sum] of Object.entries(sums)) {
    const own = entries.filter((entry) => entry.ledgerAccount === account)
    expect(own.reduce((total, entry) => total + entry.amount, 0n)).toBe(sum)
  }
})
