import { expect, test } from 'vitest'
import { eventTypeName, renderRecorded } from './render-recorded.ts'

const life = (random: string) => [
  {
    name: 'customer',
    type: 'Stripe.Customer',
    object: { id: `cus_${random}`, balance: 0, email: null, livemode: false },
  },
  {
    name: 'price',
    type: 'Stripe.Price',
    object: {
      unit_amount_decimal: '500',
      metadata: {},
      of: [
        `cus_${random}`,
        `pi_${random}_secret_${random}`,
        `/sim/cs_test_${random}?a`,
        `/sim/invoice/${random.repeat(3)}/pdf`,
        `${random.slice(0, 8).toUpperCase()}-0001`,
      ],
    },
  },
]

test('random ids become numbers, the same id the same number, and decimals are marked', () => {
  const text = renderRecorded(life('Ab3dEf6hIj9kLm'))
  expect(text).toContain(
    'export const customer = {\n"id": "cus_1",\n"balance": 0,\n"email": null,\n"livemode": false,\n} satisfies Stripe.Customer',
  )
  expect(text).toContain(
    '"unit_amount_decimal": decimal("500"),\n"metadata": {\n\n},\n"of": ["cus_1","pi_1_secret_1","/sim/cs_test_1?a","/sim/invoice/random_1/pdf","random_2-0001"]',
  )
})

test('two lives that differ in their random ids alone are the same text', () => {
  expect(renderRecorded(life('Ab3dEf6hIj9kLm'))).toBe(renderRecorded(life('Zz3dEf6hIj9kLmNoPq')))
})

test.each([
  ['invoice_payment.paid', 'Stripe.InvoicePaymentPaidEvent'],
  ['invoiceitem.created', 'Stripe.InvoiceItemCreatedEvent'],
  ['customer.subscription.trial_will_end', 'Stripe.CustomerSubscriptionTrialWillEndEvent'],
])('the SDK calls %s a %s', (type, name) => {
  expect(eventTypeName(type)).toBe(name)
})
