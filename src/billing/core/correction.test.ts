import { expect, test } from 'vitest'
import { correctionFor, type Corrected } from './correction.ts'
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
  stillborn: [],
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

const SECOND = [{ subscription: 'sub_b', why: 'second' }]
const BACK = [{ charge: 'ch_b', generation: 0 }]
const NOW = day(5)
const ended = (...subscriptions: string[]): Corrected => ({ ended: subscriptions, refunds: [] })
const asked = (state: string, settledAt: Date | null = day(4)): Corrected => ({
  ended: ['sub_b'],
  refunds: [{ charge: 'ch_b', state, settledAt }],
})
const anHourAgo = (seconds: number) => new Date(NOW.getTime() - 3_600_000 + seconds * 1000)

test.each<[string, Partial<CustomerFacts>, object, Corrected?]>([
  ['the later one goes, with its money', {}, { cancel: SECOND, refund: BACK, owed: [] }],
  ['one alone stays', { live: ['sub_b'] }, { cancel: [], refund: [], owed: [] }],
  [
    'money that is back is not sent again',
    { payments: [payment('ch_b', 'in_b', 500n)] },
    { cancel: SECOND, refund: [], owed: [] },
  ],
  [
    'of two made in one second the order is fixed',
    { subscriptions: [subscription('sub_b', 1), subscription('sub_a', 1)] },
    { cancel: SECOND },
  ],
  ['one that is not paid yet is only cancelled', { periods: [], payments: [] }, { cancel: SECOND, refund: [] }],
  [
    'one whose first payment failed goes, and the later one that is paid stays',
    { stillborn: ['sub_a'] },
    { cancel: [{ subscription: 'sub_a', why: 'unpaid' }] },
  ],
  ['money that arrives after the end is given back', { live: ['sub_a'] }, { cancel: [], refund: BACK }, ended('sub_b')],
  ['what another end left paid stays', { live: ['sub_a'] }, { cancel: [], refund: [] }, ended()],
  [
    'of money that its bank holds nothing is given back',
    { disputes: [dispute('ch_b', 'under_review')] },
    { cancel: SECOND, refund: [] },
  ],
  ['nor of money that its bank gave back', { disputes: [dispute('ch_b', 'lost')] }, { cancel: SECOND, refund: [] }],
  ['of a dispute that was won it is', { disputes: [dispute('ch_b', 'won')] }, { cancel: SECOND, refund: BACK }],
  [
    'a refund that succeeded and did not arrive is for staff',
    { live: ['sub_a'] },
    { refund: [], owed: [] },
    asked('succeeded'),
  ],
  [
    'a refund whose outcome is open is asked for under the same name',
    { live: ['sub_a'] },
    { refund: BACK, owed: [] },
    asked('unknown', null),
  ],
  [
    'one that Stripe refused is asked for under another name, after an hour',
    { live: ['sub_a'] },
    { refund: [{ charge: 'ch_b', generation: 1 }], owed: ['ch_b'] },
    asked('failed', anHourAgo(0)),
  ],
  ['and not before', { live: ['sub_a'] }, { refund: [], owed: ['ch_b'] }, asked('failed', anHourAgo(1))],
])('%s', (_, change, correction, before = ended()) => {
  expect(correctionFor(facts(change), before, NOW)).toMatchObject(correction)
})
