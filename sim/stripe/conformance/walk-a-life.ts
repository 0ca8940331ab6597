// One life of a shop told over the API, keeping an object of every kind in each state that the product meets.
// Invariant: only documented operations are used, and time moves only by `travel`, so each telling gives the same objects.
import type { Json } from './call-api.ts'
import { payTax, subscribe, tryAndLapse } from './life-of-a-subscription.ts'
import { id, items, type Shop, type Telling } from './telling.ts'
import { camelCase, eventTypeName, type Recorded } from './render-recorded.ts'

/** The objects in the order they were met, and at last the earliest event of every type that was sent. */
export async function walkALife(shop: Shop): Promise<Recorded[]> {
  const recorded: Recorded[] = []
  const events = new Map<string, Json>()
  const telling: Telling = {
    call: shop.call,
    async travel(days) {
      await gatherEvents(shop, events) // only those of the last 30 days are kept
      await shop.travel(days)
    },
    keep(name, type, object) {
      recorded.push({ name, type: `Stripe.${type}`, object })
      return object
    },
  }
  const price = await openTheShop(telling)
  await subscribe(telling, price)
  await tryAndLapse(telling, price)
  await payTax(telling, price)
  await refundAndDispute(telling)
  await closeTheShop(telling, price)
  await gatherEvents(shop, events)
  return [...recorded, ...eventsByType(events)]
}

async function openTheShop({ call, keep }: Telling): Promise<string> {
  const product = keep(
    'product',
    'Product',
    await call('POST', '/v1/products', { name: 'VPN', metadata: { plan: 'plus' } }),
  )
  const recurring = { interval: 'month' }
  const price = {
    product: product['id'],
    currency: 'eur',
    unit_amount: 500,
    recurring,
    lookup_key: 'turnpike_plus_month_eur',
  }
  const monthly = keep('price', 'Price', await call('POST', '/v1/prices', price))
  const coupon = keep(
    'coupon',
    'Coupon',
    await call('POST', '/v1/coupons', { id: 'SPRING', percent_off: 20, duration: 'once' }),
  )
  const promotion = { type: 'coupon', coupon: coupon['id'] }
  keep('promotionCode', 'PromotionCode', await call('POST', '/v1/promotion_codes', { promotion, code: 'SPRING' }))
  const endpoint = { url: 'http://127.0.0.1:9/webhooks/stripe', enabled_events: ['issuing_card.created'] }
  const made = await call('POST', '/v1/webhook_endpoints', endpoint)
  keep('webhookEndpoint', 'WebhookEndpoint', await call('GET', `/v1/webhook_endpoints/${id(made)}`))
  const features = { invoice_history: { enabled: true }, subscription_cancel: { enabled: true, mode: 'at_period_end' } }
  keep(
    'portalConfiguration',
    'BillingPortal.Configuration',
    await call('POST', '/v1/billing_portal/configurations', { features }),
  )
  return id(monthly)
}

async function refundAndDispute({ call, keep, travel }: Telling): Promise<void> {
  const pay = { amount: 1000, currency: 'eur', confirm: true, return_url: 'https://shop.example.com/' }
  const first = await call('POST', '/v1/payment_intents', { ...pay, payment_method: 'pm_card_visa' })
  const refund = { payment_intent: id(first), amount: 300, reason: 'requested_by_customer' }
  keep('refund', 'Refund', await call('POST', '/v1/refunds', refund))
  keep('chargeRefunded', 'Charge', await call('GET', `/v1/charges/${String(first['latest_charge'])}`))
  const second = await call('POST', '/v1/payment_intents', { ...pay, payment_method: 'pm_card_refundFail' })
  const failing = await call('POST', '/v1/refunds', { payment_intent: id(second) })
  const third = await call('POST', '/v1/payment_intents', { ...pay, payment_method: 'pm_card_createDispute' })
  await travel(1)
  keep('refundFailed', 'Refund', await call('GET', `/v1/refunds/${id(failing)}`))
  const [dispute] = items(await call('GET', '/v1/disputes', { payment_intent: id(third) }))
  keep('dispute', 'Dispute', dispute)
  keep('chargeDisputed', 'Charge', await call('GET', `/v1/charges/${String(third['latest_charge'])}`))
  keep('disputeLost', 'Dispute', await call('POST', `/v1/disputes/${id(dispute)}/close`))
}

async function closeTheShop({ call, keep }: Telling, price: string): Promise<void> {
  const customer = await call('POST', '/v1/customers', { email: 'leaves@example.com' })
  const item = { customer: id(customer), amount: 250, currency: 'eur', description: 'Setup' }
  keep('invoiceItem', 'InvoiceItem', await call('POST', '/v1/invoiceitems', item))
  keep('customerDeleted', 'DeletedCustomer', await call('DELETE', `/v1/customers/${id(customer)}`))
  keep('couponDeleted', 'DeletedCoupon', await call('DELETE', '/v1/coupons/SPRING'))
  keep('priceInactive', 'Price', await call('POST', `/v1/prices/${price}`, { active: false }))
  keep('account', 'Account', await call('GET', '/v1/account'))
  keep('balance', 'Balance', await call('GET', '/v1/balance'))
}

async function gatherEvents({ call }: Shop, events: Map<string, Json>): Promise<void> {
  const newest: Json[] = []
  for (let page: Json = { has_more: true }; page['has_more'] === true; newest.push(...items(page))) {
    page = await call('GET', '/v1/events', { limit: 100, starting_after: newest.at(-1)?.['id'] })
  }
  for (const event of newest.toReversed()) {
    if (!events.has(String(event['type']))) events.set(String(event['type']), event)
  }
}

function eventsByType(events: Map<string, Json>): Recorded[] {
  const inOrder = [...events].toSorted(([one], [other]) => (one < other ? -1 : 1))
  return inOrder.map(([type, event]) => {
    // What changed is any part of the object, however deep; the SDK types it as whole fields, so it is left out.
    const { previous_attributes: _, ...data } = event['data'] as Json
    // An upcoming invoice has no id yet, which the SDK's type of this event does not say.
    if (type === 'invoice.upcoming')
      return { name: 'invoiceUpcoming', type: "Omit<Stripe.Invoice, 'id'>", object: data['object'] }
    return { name: `event${camelCase(type, true)}`, type: eventTypeName(type), object: { ...event, data } }
  })
}
