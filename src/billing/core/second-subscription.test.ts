import { expect, test } from 'vitest'
import { correctionFor } from './second-subscription.ts'
import type { CustomerFacts } from './stripe-facts.ts'

const day = (n: number) => new Date(Date.UTC(2026, 0, n))
const subscription = (id: string, created: number) => ({
  id,
  status: 'active',
  priceId: 'price_1',
  currentPeriodEnd: null,
  endsAt: null,
  trialEnd: null,
  scheduleId: null,
  next: null,
  pending: null,
  created: day(created),
})
const period = (invoiceId: string, subscriptionId: string) => ({
  invoiceId,
  subscriptionId,
  priceId: 'price_1',
  until: day(31),
  invoiced: day(1),
  isCut: false,
  isChange: false,
})
const payment = (chargeId: string, invoiceId: string, refunded = 0n) => ({
  chargeId,
  invoiceId,
  amount: 500n,
  refunded,
  currency: 'usd',
  status: 'succeeded' as const,
  tax: 0n,
  discount: 0n,
  invoiceUrl: null,
  invoicePdf: null,
  fee: { amount: 0n, currency: 'usd' },
  cardFingerprint: null,
  created: day(1),
})
const facts = (change: Partial<CustomerFacts>): CustomerFacts => ({
  subscriptions: [subscription('sub_b', 2), subscription('sub_a', 1)],
  payments: [payment('ch_a', 'in_a'), payment('ch_b', 'in_b')],
  periods: [period('in_a', 'sub_a'), period('in_b', 'sub_b')],
  refunds: [],
  disputes: [],
  standing: 'renewing',
  disputed: false,
  live: ['sub_b', 'sub_a'],
  unpaid: [],
  trials: [],
  ...change,
})

test.each<[string, Partial<CustomerFacts>, object]>([
  ['the later one goes, with its money', {}, { cancel: ['sub_b'], refund: ['ch_b'] }],
  ['one alone stays', { live: ['sub_b'] }, { cancel: [], refund: [] }],
  [
    'money that is back is not sent again',
    { payments: [payment('ch_b', 'in_b', 500n)] },
    { cancel: ['sub_b'], refund: [] },
  ],
  [
    'of two made in one second the order is fixed',
    { subscriptions: [subscription('sub_b', 1), subscription('sub_a', 1)] },
    { cancel: ['sub_b'] },
  ],
  ['one that is not paid yet is only cancelled', { periods: [], payments: [] }, { cancel: ['sub_b'], refund: [] }],
])('%s', (_, change, correction) => {
  expect(correctionFor(facts(change))).toMatchObject(correction)
})
