import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DisputeFact, MovementFact, PaymentFact } from './money-facts.ts'
import { taxPostings } from './tax-postings.ts'

const at = (second: number) => new Date(Date.UTC(2026, 2, 1, 0, 0, second))
const payment = (change: Partial<PaymentFact> = {}): PaymentFact => ({
  chargeId: 'ch_1',
  invoiceId: 'in_1',
  amount: 1190n,
  refunded: 0n,
  currency: 'eur',
  status: 'succeeded',
  tax: 190n,
  discount: 0n,
  invoiceUrl: null,
  invoicePdf: null,
  fee: { amount: 0n, currency: 'eur' },
  cardFingerprint: null,
  created: at(0),
  ...change,
})
const refund = (id: string, amount: bigint, second = 1, status = 'succeeded'): MovementFact => ({
  id,
  chargeId: 'ch_1',
  amount,
  currency: 'eur',
  status,
  created: at(second),
})
const dispute = (amounts: bigint[]): DisputeFact => ({
  ...refund('du_1', 1190n, 1, 'lost'),
  reason: 'fraudulent',
  dueBy: null,
  funds: amounts.map((amount, nth) => ({ id: `txn_${nth}`, amount, fee: 0n, currency: 'eur', created: at(nth) })),
})

function owed(refunds: MovementFact[], disputes: DisputeFact[] = [], paid = payment()) {
  const postings = taxPostings(paid, { refunds, disputes })
  for (const { entries } of postings) expect(entries.reduce((sum, { amount }) => sum + amount, 0n)).toBe(0n)
  expect(new Set(postings.map(({ key }) => key)).size).toBe(postings.length)
  const tax = postings.flatMap(({ entries }) => entries).filter(({ ledgerAccount }) => ledgerAccount === 'tax')
  return -tax.reduce((sum, { amount }) => sum + amount, 0n)
}

test.each([
  ['what was paid', [], [], 190n],
  ['half of it given back', [refund('re_1', 595n)], [], 95n],
  ['all of it given back', [refund('re_1', 1190n)], [], 0n],
  ['a refund that failed', [refund('re_1', 1190n, 1, 'failed')], [], 190n],
  ['one that failed and one that did not', [refund('re_1', 1190n, 1, 'failed'), refund('re_2', 1190n, 2)], [], 0n],
  ['taken by the bank', [], [dispute([-1190n])], 0n],
  ['taken and won back', [], [dispute([-1190n, 1190n])], 190n],
])('%s', (_, refunds, disputes, tax) => {
  expect(owed(refunds, disputes)).toBe(tax)
})

test('no tax, or a payment that never came: no posting', () => {
  const none = { refunds: [refund('re_1', 100n)], disputes: [] }
  expect(taxPostings(payment({ tax: 0n }), none)).toEqual([])
  expect(taxPostings(payment({ status: 'pending' }), none)).toEqual([])
})

test('parts that are the whole in the end take the whole tax with them, and what was booked for earlier ones stays', () => {
  fc.assert(
    fc.property(
      fc.array(fc.bigInt({ min: 1n, max: 500n }), { minLength: 1, maxLength: 8 }),
      fc.bigInt({ min: 1n, max: 30n }),
      (parts, percent) => {
        const amount = parts.reduce((sum, part) => sum + part, 0n)
        const paid = payment({ amount, tax: (amount * percent) / (100n + percent) })
        const refunds = parts.map((part, nth) => refund(`re_${nth}`, part, nth))
        expect(owed(refunds, [], paid)).toBe(0n)
        const early = taxPostings(paid, { refunds: refunds.slice(0, -1), disputes: [] })
        expect(taxPostings(paid, { refunds: refunds.toReversed(), disputes: [] })).toEqual(
          expect.arrayContaining(early),
        )
      },
    ),
  )
})
