import { describe, expect, test } from 'vitest'
import { customerFacts } from './stripe-facts.ts'
import {
  type ChargeWords,
  type CustomerSnapshot,
  type DisputeWords,
  type InvoiceWords,
  type RefundWords,
  type SubscriptionWords,
} from './stripe-words.ts'

const END = 1_800_000_000
const subscription = (change: Partial<SubscriptionWords> = {}): SubscriptionWords => ({
  id: 'sub_1',
  status: 'active',
  created: END - 2_592_000,
  cancel_at: null,
  cancel_at_period_end: false,
  ended_at: null,
  trial_end: null,
  default_payment_method: null,
  items: { data: [{ current_period_end: END, price: { id: 'price_1', unit_amount: 500, currency: 'usd' } }] },
  ...change,
})
const invoice = (change: Partial<InvoiceWords> = {}): InvoiceWords => ({
  id: 'in_1',
  status: 'paid',
  created: END - 2_592_000,
  amount_due: 500,
  currency: 'usd',
  attempt_count: 1,
  billing_reason: 'subscription_cycle',
  total_taxes: [],
  total_discount_amounts: [],
  parent: { subscription_details: { subscription: 'sub_1' } },
  lines: { data: [{ amount: 500, period: { end: END }, pricing: { price_details: { price: 'price_1' } } }] },
  payments: { data: [{ status: 'paid', payment: { payment_intent: 'pi_1' } }] },
  ...change,
})
const charge = (change: Partial<ChargeWords> = {}): ChargeWords => ({
  id: 'ch_1',
  amount: 500,
  amount_captured: 500,
  currency: 'usd',
  created: END - 2_592_000,
  status: 'succeeded',
  payment_intent: 'pi_1',
  balance_transaction: { fee: 45, currency: 'usd' },
  payment_method_details: null,
  ...change,
})
const refund = (change: Partial<RefundWords> = {}): RefundWords => ({
  id: 're_1',
  amount: 500,
  currency: 'usd',
  created: END - 100,
  status: 'succeeded',
  charge: 'ch_1',
  ...change,
})
const dispute = (status: string): DisputeWords => ({
  id: 'dp_1',
  amount: 500,
  currency: 'usd',
  created: END - 1000,
  status,
  reason: 'fraudulent',
  charge: 'ch_1',
  evidence_details: { due_by: END },
  balance_transactions: [],
})
const facts = (change: Partial<CustomerSnapshot> = {}) =>
  customerFacts({
    subscriptions: [subscription()],
    invoices: [invoice()],
    charges: [charge()],
    refunds: [],
    disputes: [],
    intents: [],
    ...change,
  })

describe('what gives time', () => {
  test.each<[string, Partial<CustomerSnapshot>, number | null]>([
    ['a paid invoice', {}, END],
    ['an open invoice gives none', { invoices: [invoice({ status: 'open' })] }, null],
    ['an active subscription without an invoice gives none', { invoices: [] }, null],
    [
      'a $0 invoice of a trial',
      {
        invoices: [
          invoice({
            payments: { data: [] },
            lines: { data: [{ amount: 0, period: { end: END }, pricing: { price_details: { price: 'price_1' } } }] },
          }),
        ],
        charges: [],
      },
      END,
    ],
    ['a full refund takes it back', { refunds: [refund()] }, END - 100],
    [
      'two partial refunds that add up take it back',
      { refunds: [refund({ amount: 200 }), refund({ id: 're_2', amount: 300 })] },
      END - 100,
    ],
    ['a partial refund does not', { refunds: [refund({ amount: 499 })] }, END],
    ['a failed refund does not', { refunds: [refund({ status: 'failed' })] }, END],
    ['a lost dispute takes it back', { disputes: [dispute('lost')] }, END - 1000],
    [
      'a subscription ended at once ends it',
      { subscriptions: [subscription({ status: 'canceled', ended_at: END - 50 })] },
      END - 50,
    ],
    ['an invoice without a subscription gives none', { invoices: [invoice({ parent: null })] }, null],
  ])('%s', (_, change, until) => {
    const found = facts(change).periods.map((period) => period.until.getTime() / 1000)
    expect(found).toEqual(until === null ? [] : [until])
  })
})

describe('standing', () => {
  test.each<[string, Partial<SubscriptionWords>, string]>([
    ['active', {}, 'renewing'],
    ['trialing', { status: 'trialing' }, 'renewing'],
    ['past due', { status: 'past_due' }, 'failing'],
    ['unpaid', { status: 'unpaid' }, 'ending'],
    ['cancelled by date', { cancel_at: END }, 'ending'],
    ['cancelled by flag', { cancel_at_period_end: true }, 'ending'],
    ['canceled', { status: 'canceled' }, 'ending'],
    ['a word we do not know', { status: 'somewhat_new' }, 'ending'],
  ])('%s', (_, change, standing) => {
    expect(facts({ subscriptions: [subscription(change)] }).standing).toBe(standing)
  })

  test('a first charge that fails after a trial has no grace', () => {
    expect(facts({ subscriptions: [subscription({ status: 'past_due' })], charges: [] }).standing).toBe('ending')
  })
  test('nothing bought', () => {
    expect(facts({ subscriptions: [], invoices: [], charges: [] }).standing).toBe('none')
  })

  const debit = subscription({ id: 'sub_2', created: END - 100 })
  const next = END + 2_592_000
  const moved = (change: Partial<SubscriptionWords> = {}) =>
    subscription({
      items: { data: [{ current_period_end: next, price: { id: 'price_1', unit_amount: 500, currency: 'usd' } }] },
      ...change,
    })
  test.each<[string, SubscriptionWords[], string]>([
    [
      'a debit under way beside what has ended',
      [subscription({ status: 'canceled', ended_at: END - 10 }), debit],
      'ending',
    ],
    [
      'a failed first payment beside what has ended',
      [subscription({ status: 'canceled' }), { ...debit, status: 'past_due' }],
      'ending',
    ],
    ['an end later than what is paid', [moved({ cancel_at: next + 100 })], 'renewing'],
    ['the same while the charge for it fails', [moved({ cancel_at: next, status: 'past_due' })], 'failing'],
    ['the flag, while the new period is not paid', [moved({ cancel_at_period_end: true })], 'renewing'],
    ['an end within what is paid', [subscription({ cancel_at: END - 100 })], 'ending'],
  ])('%s', (_, subscriptions, standing) => {
    expect(facts({ subscriptions }).standing).toBe(standing)
  })
})

test.each([
  ['needs_response', true],
  ['under_review', true],
  ['lost', true],
  ['won', false],
  ['warning_needs_response', false],
  ['prevented', false],
])('a dispute that is %s: suspended %s', (status, disputed) => {
  expect(facts({ disputes: [dispute(status)] }).disputed).toBe(disputed)
})

test('refunds never count beyond what Stripe says, and the fee stays apart', () => {
  expect(
    facts({ refunds: [refund({ amount: 120 }), refund({ id: 're_2', amount: 80, status: 'canceled' })] }).payments,
  ).toMatchObject([
    { chargeId: 'ch_1', invoiceId: 'in_1', amount: 500n, refunded: 120n, fee: { amount: 45n, currency: 'usd' } },
  ])
})

test('a full refund leaves no grace, though the subscription is active; the next paid period brings it back', () => {
  expect(facts({ refunds: [refund()] }).standing).toBe('ending')
  const next = invoice({ id: 'in_2', created: END, payments: { data: [] } })
  expect(facts({ refunds: [refund()], invoices: [next, invoice()] }).standing).toBe('renewing')
})

describe('a first payment that failed', () => {
  const first = invoice({ status: 'open', billing_reason: 'subscription_create' })
  const tried = (status: string) => [charge({ status })]
  const asking = [{ id: 'pi_1', status: 'requires_action', last_payment_error: null }]
  test.each<[string, Partial<CustomerSnapshot>, string[]]>([
    ['is one of nothing bought', { charges: tried('failed') }, ['sub_1']],
    ['is none while money is under way', { charges: tried('pending') }, []],
    ['is none while a bank asks', { charges: tried('failed'), intents: asking }, []],
    [
      'is none of what ends by itself',
      { charges: tried('failed'), subscriptions: [subscription({ status: 'incomplete' })] },
      [],
    ],
    [
      'is over when it is ended',
      { charges: tried('failed'), subscriptions: [subscription({ status: 'canceled' })] },
      [],
    ],
    ['is none of a renewal', { charges: tried('failed'), invoices: [invoice({ status: 'open' })] }, []],
  ])('%s', (_, change, stillborn) => {
    const words = { subscriptions: [subscription({ status: 'past_due' })], invoices: [first], ...change }
    expect(facts(words).stillborn).toEqual(stillborn)
  })
})

test('a planned end cuts what was paid beyond it', () => {
  const [period] = facts({ subscriptions: [subscription({ cancel_at: END - 100 })] }).periods
  expect(period?.until).toEqual(new Date((END - 100) * 1000))
})
