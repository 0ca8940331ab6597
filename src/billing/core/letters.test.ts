// Which state of a customer owns which mail, by the names that the outbox takes once.
import { describe, expect, test } from 'vitest'
import type { Plan } from './entitlement.ts'
import { lettersFor } from './letters.ts'
import type { DisputeFact, MovementFact, PaymentFact } from './money-facts.ts'
import type { PaidPeriod } from './paid-periods.ts'
import type { CustomerFacts, SubscriptionFact } from './stripe-facts.ts'
import type { UnpaidInvoice } from './unpaid-invoices.ts'

const day = (n: number) => new Date(Date.UTC(2026, 10, n))
const NOW = day(10)
const plan = (id: string, name: string, rank: number): Plan => ({ id, name, rank, deviceLimit: 5, dataCap: null })
const PLANS = new Map([
  ['price_pro', plan('pro', 'Pro', 2)],
  ['price_basic', plan('basic', 'Basic', 1)],
])

const subscription = (change: Partial<SubscriptionFact> = {}): SubscriptionFact => ({
  id: 'sub_1',
  status: 'active',
  priceId: 'price_pro',
  currentPeriodEnd: day(30),
  endsAt: null,
  trialEnd: null,
  created: day(1),
  scheduleId: null,
  next: null,
  pending: null,
  ...change,
})
const payment = (change: Partial<PaymentFact> = {}): PaymentFact => ({
  chargeId: 'ch_1',
  invoiceId: 'in_1',
  amount: 1000n,
  refunded: 0n,
  currency: 'usd',
  status: 'succeeded',
  tax: 0n,
  discount: 0n,
  invoiceUrl: null,
  invoicePdf: null,
  fee: { amount: 59n, currency: 'usd' },
  cardFingerprint: null,
  created: day(1),
  ...change,
})
const period = (change: Partial<PaidPeriod> = {}): PaidPeriod => ({
  invoiceId: 'in_1',
  subscriptionId: 'sub_1',
  priceId: 'price_pro',
  until: day(30),
  invoiced: day(1),
  isCut: false,
  isChange: false,
  ...change,
})
const movement = (id: string, status: string, amount = 400n): MovementFact => ({
  id,
  chargeId: 'ch_1',
  amount,
  currency: 'usd',
  status,
  created: day(5),
})
const dispute = (status: string): DisputeFact => ({
  ...movement('du_1', status),
  reason: 'fraudulent',
  dueBy: null,
  funds: [],
})
const unpaid = (change: Partial<UnpaidInvoice> = {}): UnpaidInvoice => ({
  id: 'in_2',
  subscriptionId: 'sub_1',
  due: { amount: 1000n, currency: 'usd' },
  payUrl: 'https://pay.example.com',
  needsAction: false,
  hasFailed: true,
  isFirst: false,
  ...change,
})

const facts = (change: Partial<CustomerFacts> = {}): CustomerFacts => ({
  subscriptions: [subscription()],
  payments: [],
  refunds: [],
  disputes: [],
  periods: [],
  standing: 'renewing',
  disputed: false,
  live: ['sub_1'],
  stillborn: [],
  unpaid: [],
  trials: [],
  ...change,
})
const keysOf = (change: Partial<CustomerFacts>) => lettersFor(facts(change), PLANS, day(17), NOW).map(({ key }) => key)

const paid = { payments: [payment()], periods: [period()] }
const failing = { subscriptions: [subscription({ status: 'past_due' })], standing: 'failing' as const }
const end = subscription({ endsAt: day(30) })

test.each<[string, Partial<CustomerFacts>, string[]]>([
  ['nothing happened', {}, []],
  ['a payment that bought time: its receipt', paid, ['receipt:ch_1']],
  [
    'each of two',
    {
      payments: [payment(), payment({ chargeId: 'ch_2', invoiceId: 'in_2' })],
      periods: [period(), period({ invoiceId: 'in_2' })],
    },
    ['receipt:ch_1', 'receipt:ch_2'],
  ],
  ['a payment whose invoice is not seen yet', { payments: [payment({ invoiceId: null })] }, []],
  ['a payment under way', { ...paid, payments: [payment({ status: 'pending' })] }, []],
  ['a payment that failed is no receipt', { ...paid, payments: [payment({ status: 'failed' })] }, []],
  ['a renewal that failed', { ...failing, unpaid: [unpaid()] }, ['failed:in_2']],
  ['a renewal that the bank asks about', { ...failing, unpaid: [unpaid({ needsAction: true })] }, ['action:in_2']],
  ['nothing failed', { ...failing, unpaid: [] }, []],
  [
    'cancelled: by its end, so cancelled anew for another end is another',
    { subscriptions: [end] },
    ['cancelled:sub_1:2026-11-30T00:00:00.000Z'],
  ],
  [
    'one that has ended is not cancelled',
    { subscriptions: [subscription({ status: 'canceled', endsAt: day(5) })] },
    [],
  ],
  ['a change that was paid', { ...paid, periods: [period({ isChange: true })] }, ['receipt:ch_1', 'plan:in_1']],
  ['a change whose money went back', { periods: [period({ isChange: true, isCut: true })] }, []],
  [
    'a change that is planned',
    { subscriptions: [subscription({ next: { priceId: 'price_basic', at: day(30) } })] },
    ['next:sub_1:price_basic:2026-11-30T00:00:00.000Z'],
  ],
  [
    'a planned change of what has ended',
    { subscriptions: [subscription({ status: 'canceled', next: { priceId: 'price_basic', at: day(30) } })] },
    [],
  ],
  ['a refund', { payments: [payment({ refunded: 400n })], refunds: [movement('re_1', 'succeeded')] }, ['refund:re_1']],
  [
    'a refund under way has the same name',
    { payments: [payment({ refunded: 400n })], refunds: [movement('re_1', 'pending')] },
    ['refund:re_1'],
  ],
  [
    'a refund that did not arrive',
    { payments: [payment()], refunds: [movement('re_1', 'failed')] },
    ['refund-failed:re_1'],
  ],
  ['a refund that was called off', { payments: [payment()], refunds: [movement('re_1', 'canceled')] }, []],
  ['a refund of what is not seen yet', { refunds: [movement('re_1', 'succeeded')] }, []],
  [
    'a dispute, once over its states',
    { payments: [payment()], disputes: [dispute('needs_response')] },
    ['dispute:du_1'],
  ],
  ['one that is lost has the same name', { payments: [payment()], disputes: [dispute('lost')] }, ['dispute:du_1']],
  ['an inquiry', { payments: [payment()], disputes: [dispute('warning_needs_response')] }, []],
  ['one that was headed off', { payments: [payment()], disputes: [dispute('prevented')] }, []],
])('%s', (_, change, keys) => {
  expect(keysOf(change)).toEqual(keys)
})

describe('what they say', () => {
  const only = (change: Partial<CustomerFacts>) => lettersFor(facts(change), PLANS, day(17), NOW)[0]

  test('a receipt: the money, the plan and until when', () => {
    expect(only(paid)).toMatchObject({ money: { amount: 1000n, currency: 'usd' }, plan: 'Pro', until: day(30) })
  })

  test('a price that is not ours is still a plan', () => {
    expect(only({ ...paid, periods: [period({ priceId: 'price_other' })] })).toMatchObject({ plan: 'your plan' })
  })

  test('a renewal that failed: what is due and when access ends', () => {
    const letter = only({ ...failing, unpaid: [unpaid()] })
    expect(letter).toMatchObject({ kind: 'payment-failed', money: { amount: 1000n }, plan: 'Pro', cutOff: day(17) })
  })

  test('a planned change: from what to what, and when', () => {
    const next = { priceId: 'price_basic', at: day(30) }
    expect(only({ subscriptions: [subscription({ next })] })).toMatchObject({ plan: 'Pro', next: 'Basic', at: day(30) })
  })

  test.each([
    [400n, false],
    [1000n, true],
  ])('a refund of %d of 1000 is the whole: %s', (refunded, whole) => {
    const back = { payments: [payment({ refunded })], refunds: [movement('re_1', 'succeeded', refunded)] }
    expect(only(back)).toMatchObject({ kind: 'refund', money: { amount: refunded }, whole })
  })
})
