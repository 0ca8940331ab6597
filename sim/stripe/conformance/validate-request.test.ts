import { describe, expect, test } from 'vitest'
import { refuseInvalidRequests, validateRequest } from './validate-request.ts'

const checkout = {
  mode: 'subscription',
  customer: 'cus_1',
  client_reference_id: 'account-1',
  success_url: 'https://shop.example.com/billing?session={CHECKOUT_SESSION_ID}',
  cancel_url: 'https://shop.example.com/plans',
  line_items: [{ price: 'price_1', quantity: '1' }],
  metadata: { account: 'account-1' },
  subscription_data: { trial_period_days: '7', metadata: { account: 'account-1' } },
  payment_method_collection: 'if_required',
  discounts: [{ promotion_code: 'promo_1' }],
}

describe('requests that Stripe takes', () => {
  test.each([
    ['POST', '/v1/customers', { email: 'a@example.com', metadata: { account: '1' } }],
    ['POST', '/v1/customers/cus_1', { metadata: { gone: '' }, invoice_settings: { default_payment_method: 'pm_1' } }],
    ['GET', '/v1/customers/search', { query: "email:'a@example.com'" }],
    ['POST', '/v1/checkout/sessions', checkout],
    ['POST', '/v1/checkout/sessions', { ...checkout, line_items: [{ price: 'price_1', quantity: 1 }] }],
    ['POST', '/v1/checkout/sessions', { ...checkout, line_items: { 0: { price: 'price_1', quantity: '1' } } }],
    ['POST', '/v1/customers', { metadata: { 0: 'zero' } }],
    ['POST', '/v1/checkout/sessions/cs_test_1/expire', {}],
    [
      'POST',
      '/v1/prices',
      { currency: 'eur', unit_amount: '500', recurring: { interval: 'month' }, product: 'prod_1' },
    ],
    ['POST', '/v1/coupons', { percent_off: '12.5', duration: 'once' }],
    ['POST', '/v1/promotion_codes', { promotion: { type: 'coupon', coupon: 'c' }, code: 'SPRING' }],
    ['POST', '/v1/subscriptions/sub_1', { cancel_at: '', proration_behavior: 'none' }],
    ['POST', '/v1/subscriptions/sub_1', { cancel_at: '1800000000' }],
    ['POST', '/v1/subscriptions/sub_1', { cancel_at: 'min_period_end', cancel_at_period_end: 'false' }],
    ['POST', '/v1/subscriptions/sub_1', { billing_cycle_anchor: { type: 'now' }, discounts: '' }],
    ['GET', '/v1/subscriptions', { customer: 'cus_1', status: 'all', limit: '100', expand: ['data.latest_invoice'] }],
    ['GET', '/v1/invoices', { created: { gte: '1', lt: '2' } }],
    ['GET', '/v1/invoice_payments', { payment: { type: 'payment_intent', payment_intent: 'pi_1' } }],
    ['DELETE', '/v1/subscriptions/sub_1', { cancellation_details: { comment: 'left' } }],
    ['POST', '/v1/refunds', { charge: 'ch_1', amount: '100', reason: 'requested_by_customer' }],
    ['GET', '/v1/events?limit=3', { limit: '3', types: ['invoice.paid', 'charge.refunded'] }],
  ])('%s %s %j', (method, path, params) => {
    expect(validateRequest(method, path, params)).toEqual([])
  })
})

describe('requests that Stripe refuses', () => {
  test.each([
    ['POST', '/v1/customers', { coupon: 'c' }, 'coupon is no parameter of this operation'],
    [
      'POST',
      '/v1/checkout/sessions',
      { ...checkout, payment_method_types: ['card'] },
      'payment_method_types is no param',
    ],
    ['POST', '/v1/checkout/sessions', { ...checkout, ui_mode: 'hosted' }, 'ui_mode must be one of'],
    [
      'POST',
      '/v1/checkout/sessions',
      { ...checkout, subscription_data: { coupon: 'c' } },
      'subscription_data[coupon] is no',
    ],
    [
      'POST',
      '/v1/checkout/sessions',
      { ...checkout, line_items: [{ price: 'p', quantity: 'x' }] },
      'line_items[0][quantity]',
    ],
    ['POST', '/v1/promotion_codes', { coupon: 'c' }, 'coupon is no parameter of this operation'],
    ['POST', '/v1/promotion_codes', { code: 'X' }, 'promotion is missing'],
    ['POST', '/v1/prices', { unit_amount: '500' }, 'currency is missing'],
    ['POST', '/v1/prices', { currency: 'eur', unit_amount: '9.99' }, 'unit_amount must match'],
    ['POST', '/v1/subscriptions/sub_1', { billing_cycle_anchor: 'now' }, 'billing_cycle_anchor must be object'],
    ['POST', '/v1/subscriptions/sub_1', { cancel_at_period_end: '1' }, 'cancel_at_period_end must be one of'],
    ['POST', '/v1/subscriptions/sub_1', { items: [{ amount: '5' }] }, 'items[0][amount] is no parameter'],
    ['GET', '/v1/invoices', { created: { since: '1' } }, 'created[since] is no parameter'],
    ['GET', '/v1/invoices/upcoming/lines/x', {}, 'no such operation'],
    ['PUT', '/v1/customers/cus_1', {}, 'no such operation'],
    [
      'POST',
      '/v1/webhook_endpoints',
      { url: 'https://x.example.com', enabled_events: ['invoice.payed'] },
      'enabled_events[0]',
    ],
  ])('%s %s %j', (method, path, params, sentence) => {
    expect(validateRequest(method, path, params).join('\n')).toContain(sentence)
  })
})

test('the faults of all calls of a test are thrown together, each once', () => {
  const wrong = { method: 'POST', path: '/v1/customers', params: { coupon: 'c' } }
  expect(() => refuseInvalidRequests([wrong, wrong, { method: 'PUT', path: '/v1/x', params: {} }])).toThrow(
    'Stripe would refuse:\n  POST /v1/customers: coupon is no parameter of this operation\n  PUT /v1/x: no such operation in operations.ts',
  )
  expect(() => refuseInvalidRequests([{ method: 'GET', path: '/v1/balance', params: undefined }])).not.toThrow()
})
