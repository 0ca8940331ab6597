// Properties that are left out unless asked for by `expand`, and how each is made.
import type { World } from '../state/world.ts'
import { show } from '../state/render.ts'
import { VAT_RATES } from '../tax/vat-rates.ts'

type Make = (world: World, id: string) => unknown

const makers: Record<string, Record<string, Make>> = {
  customer: {
    subscriptions: (world, id) =>
      listOf(
        world.store
          .by('subscription', 'customer', id)
          .filter(({ status }) => status !== 'canceled')
          .map((row) => show(world, 'subscription', row)),
        `/v1/customers/${id}/subscriptions`,
      ),
    sources: (_, id) => listOf([], `/v1/customers/${id}/sources`),
    tax_ids: (_, id) => listOf([], `/v1/customers/${id}/tax_ids`),
    tax: (world, id) => taxPlace(world.store.get('customer', id)?.address?.country ?? null),
    invoice_credit_balance: () => ({}),
    cash_balance: () => null,
  },
  charge: {
    refunds: (world, id) =>
      listOf(
        world.store.by('refund', 'charge', id).map((row) => show(world, 'refund', row)),
        `/v1/charges/${id}/refunds`,
      ),
  },
  invoice: {
    payments: (world, id) =>
      listOf(
        world.store.by('invoice_payment', 'invoice', id).map((row) => show(world, 'invoice_payment', row)),
        `/v1/invoice_payments`,
      ),
    confirmation_secret: (world, id) => {
      const payment = world.store.by('invoice_payment', 'invoice', id)[0]?.payment.payment_intent
      const secret = world.store.get('payment_intent', payment)?.client_secret
      return secret ? { client_secret: secret, type: 'payment_intent' } : null
    },
  },
  'checkout.session': {
    line_items: (world, id) =>
      listOf(world.store.get('checkout.session', id)?.line_items?.data ?? [], `/v1/checkout/sessions/${id}/line_items`),
  },
  coupon: {
    applies_to: (world, id) => world.store.get('coupon', id)?.applies_to ?? null,
    currency_options: (world, id) => world.store.get('coupon', id)?.currency_options ?? null,
  },
  price: {
    currency_options: (world, id) => world.store.get('price', id)?.currency_options ?? null,
    tiers: (world, id) => world.store.get('price', id)?.tiers ?? null,
  },
}

/** How to make the property of that object, undefined when it is not one that is added on request. */
export function includable(object: unknown, property: string): Make | undefined {
  return makers[String(object)]?.[property]
}

function taxPlace(country: string | null) {
  const automatic = country === null ? 'unrecognized_location' : country in VAT_RATES ? 'supported' : 'not_collecting'
  const location = country === null ? null : { country, source: 'billing_address', state: null }
  return { automatic_tax: automatic, ip_address: null, location, provider: 'stripe' }
}

function listOf(data: unknown[], url: string) {
  return { object: 'list', data, has_more: false, url }
}
