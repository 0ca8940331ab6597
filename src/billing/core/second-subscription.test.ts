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

const dispute = (chargeId: string, status: string) => ({
  id: 'du_1',
  chargeId,
  amount: 500n,
  currency: 'usd',
  status,
  created: day(3),
  reason: 'duplicate',
  dueBy: null,
  funds: [],
})

test.each<[string, Partial<CustomerFacts>, object, string[]?]>([
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
  ['money that arrives after the end is given back', { live: ['sub_a'] }, { cancel: [], refund: ['ch_b'] }, ['sub_b']],
  ['what another end left paid stays', { live: ['sub_a'] }, { cancel: [], refund: [] }, []],
  [
    'of money that its bank holds nothing is given back',
    { disputes: [dispute('ch_b', 'under_review')] },
    { cancel: ['sub_b'], refund: [] },
  ],
  ['nor of money that its bank gave back', { disputes: [dispute('ch_b', 'lost')] }, { cancel: ['sub_b'], refund: [] }],
  ['of a dispute that was won it is', { disputes: [dispute('ch_b', 'won')] }, { cancel: ['sub_b'], refund: ['ch_b'] }],
])('%s', (_, change, correction, ended = []) => {
  expect(correctionFor(facts(change), ended)).toMatchObject(correction)
})
