// The part of a recorded life that is about subscriptions: one that is paid, renewed and canceled, one that lapses after its trial.
// Invariant: every status that the product tells apart is kept once.
import type { Call } from './call-api.ts'
import { id, items, type Telling } from './telling.ts'

/** From the order to the cancellation by the customer, over one renewal. */
export async function subscribe({ call, keep, travel }: Telling, price: string): Promise<void> {
  const customer = await call('POST', '/v1/customers', { email: 'pays@example.com', metadata: { account: '1' } })
  const order = { customer: id(customer), mode: 'subscription', line_items: [{ price, quantity: 1 }] }
  const urls = { success_url: 'https://shop.example.com/billing', cancel_url: 'https://shop.example.com/plans' }
  const session = keep(
    'checkoutOpen',
    'Checkout.Session',
    await call('POST', '/v1/checkout/sessions', { ...order, ...urls }),
  )
  const [line] = items(await call('GET', `/v1/checkout/sessions/${id(session)}/line_items`))
  keep('lineItem', 'LineItem', line)
  await payPage(call, id(session), 'tok_visa')
  const paid = keep('checkoutComplete', 'Checkout.Session', await call('GET', `/v1/checkout/sessions/${id(session)}`))
  keep('customer', 'Customer', await call('GET', `/v1/customers/${id(customer)}`))
  const subscription = keep(
    'subscriptionActive',
    'Subscription',
    await call('GET', `/v1/subscriptions/${String(paid['subscription'])}`),
  )
  const invoice = keep('invoicePaid', 'Invoice', await call('GET', `/v1/invoices/${String(paid['invoice'])}`))
  const [invoicePayment] = items(await call('GET', '/v1/invoice_payments', { invoice: id(invoice) }))
  keep('invoicePayment', 'InvoicePayment', invoicePayment)
  const [charge] = items(await call('GET', '/v1/charges', { customer: id(customer) }))
  keep('charge', 'Charge', charge)
  keep('paymentIntent', 'PaymentIntent', await call('GET', `/v1/payment_intents/${String(charge['payment_intent'])}`))
  keep('paymentMethod', 'PaymentMethod', await call('GET', `/v1/payment_methods/${String(charge['payment_method'])}`))
  const movement = await call('GET', `/v1/balance_transactions/${String(charge['balance_transaction'])}`)
  keep('balanceTransaction', 'BalanceTransaction', movement)
  keep(
    'portalSession',
    'BillingPortal.Session',
    await call('POST', '/v1/billing_portal/sessions', { customer: id(customer) }),
  )
  const preview = { customer: id(customer), subscription: id(subscription) }
  keep('invoicePreview', 'Invoice', await call('POST', '/v1/invoices/create_preview', preview))
  await call('POST', `/v1/subscriptions/${id(subscription)}`, { discounts: [{ coupon: 'SPRING' }] })
  const expand = ['discounts']
  const discounted = await call('GET', `/v1/subscriptions/${id(subscription)}`, { expand })
  keep('subscriptionDiscounted', 'Subscription', discounted)
  await travel(31.2)
  const renewed = await call('GET', `/v1/subscriptions/${id(subscription)}`, { expand: ['latest_invoice.payments'] })
  keep('subscriptionRenewed', 'Subscription', renewed)
  const leaving = await call('POST', `/v1/subscriptions/${id(subscription)}`, { cancel_at: 'min_period_end' })
  keep('subscriptionLeaving', 'Subscription', leaving)
  await call('POST', `/v1/subscriptions/${id(subscription)}`, { cancel_at: '' })
  keep('subscriptionCanceled', 'Subscription', await call('DELETE', `/v1/subscriptions/${id(subscription)}`))
}

/** Where tax is counted: a country that is known beforehand. */
export async function payTax({ call, keep }: Telling, price: string): Promise<void> {
  const customer = await call('POST', '/v1/customers', { email: 'taxed@example.com', address: { country: 'DE' } })
  const order = { customer: id(customer), mode: 'subscription', line_items: [{ price, quantity: 1 }] }
  const page = { success_url: 'https://shop.example.com/billing', automatic_tax: { enabled: true } }
  const session = await call('POST', '/v1/checkout/sessions', { ...order, ...page })
  await payPage(call, id(session), 'tok_visa')
  const paid = keep('checkoutTaxed', 'Checkout.Session', await call('GET', `/v1/checkout/sessions/${id(session)}`))
  keep('subscriptionTaxed', 'Subscription', await call('GET', `/v1/subscriptions/${String(paid['subscription'])}`))
  keep('invoiceTaxed', 'Invoice', await call('GET', `/v1/invoices/${String(paid['invoice'])}`))
}

/** From a trial whose card will not pay to the last failed try. */
export async function tryAndLapse({ call, keep, travel }: Telling, price: string): Promise<void> {
  const customer = await call('POST', '/v1/customers', { email: 'tries@example.com' })
  const order = { customer: id(customer), mode: 'subscription', line_items: [{ price, quantity: 1 }] }
  const page = { success_url: 'https://shop.example.com/billing', subscription_data: { trial_period_days: 7 } }
  const session = await call('POST', '/v1/checkout/sessions', { ...order, ...page })
  await payPage(call, id(session), 'tok_chargeCustomerFail')
  const trial = keep('checkoutTrial', 'Checkout.Session', await call('GET', `/v1/checkout/sessions/${id(session)}`))
  const at = `/v1/subscriptions/${String(trial['subscription'])}`
  const trialing = keep('subscriptionTrialing', 'Subscription', await call('GET', at))
  keep('invoiceOfTrial', 'Invoice', await call('GET', `/v1/invoices/${String(trialing['latest_invoice'])}`))
  const [setup] = items(await call('GET', '/v1/setup_intents', { customer: id(customer) }))
  keep('setupIntent', 'SetupIntent', setup)
  await travel(7.01)
  const ended = await call('GET', at)
  keep('invoiceDraft', 'Invoice', await call('GET', `/v1/invoices/${String(ended['latest_invoice'])}`))
  await travel(0.1)
  keep('subscriptionPastDue', 'Subscription', await call('GET', at))
  keep('invoiceUnpaid', 'Invoice', await call('GET', `/v1/invoices/${String(ended['latest_invoice'])}`))
  const [failed] = items(await call('GET', '/v1/charges', { customer: id(customer) }))
  keep('chargeFailed', 'Charge', failed)
  const intent = await call('GET', `/v1/payment_intents/${String(failed['payment_intent'])}`)
  keep('paymentIntentFailed', 'PaymentIntent', intent)
  await travel(25)
  keep('subscriptionLapsed', 'Subscription', await call('GET', at))
}

/** Pays a hosted page as Stripe's own command line tool does. */
async function payPage(call: Call, session: string, token: string): Promise<void> {
  const page = await call('GET', `/v1/checkout/sessions/${session}`)
  const billing = { name: 'A Customer', email: 'pays@example.com' }
  const method = await call('POST', '/v1/payment_methods', { type: 'card', card: { token }, billing_details: billing })
  const confirmation = { payment_method: id(method), expected_amount: page['amount_total'] }
  await call('POST', `/v1/payment_pages/${session}/confirm`, confirmation)
}
